// Adding, striking out and choosing between versions of rows.
"use strict";

(() => {
  let number = 1;
  const row = (token) => document.querySelector(`[data-row="${CSS.escape(token)}"]`);

  function add(button) {
    const kind = button.dataset.add;
    while (row(`${kind}-n${number}`)) number += 1;
    const token = `${kind}-n${number}`;
    const holder = document.createElement("table");
    holder.innerHTML = document.getElementById(`new-${kind}`).innerHTML.replaceAll(`${kind}-__new__`, token);
    const made = holder.firstElementChild;
    document.getElementById(button.dataset.before).before(made);
    const goal = made.querySelector(`[name="${token}-goal"]`);
    if (goal) goal.value = button.dataset.goal;
    window.htmx.process(made);
    return made;
  }

  function addAndFocus(button) {
    const made = add(button);
    made.querySelector("input:not([type=hidden]):not([type=checkbox]), select, textarea").focus();
  }

  function strike(token, isDeleted) {
    const place = row(token);
    if (isDeleted && token.includes("-n") && !document.getElementById(`${token}-pk`)?.value) {
      place.remove();
      window.perfeval.summarise();
      return;
    }
    place.classList.toggle("is-deleted", isDeleted);
    place.querySelector(`[name="${token}-DELETE"]`).checked = isDeleted;
    window.perfeval.mark(place, isDeleted ? "dirty" : "clean");
    place.querySelector(isDeleted ? "[data-undo]" : "[data-delete]").focus();
  }

  function takePresent(choice) {
    const conflict = choice.closest("[data-conflict]");
    const token = conflict.dataset.conflict;
    if (conflict.hasAttribute("data-gone")) {
      row(token).remove();
      window.perfeval.summarise();
      return;
    }
    for (const [name, value] of Object.entries(JSON.parse(conflict.dataset.present))) {
      const input = document.querySelector(`[name="${CSS.escape(name)}"]`);
      if (input) input.value = value;
    }
    document.getElementById(`${token}-base`).value = conflict.dataset.seen;
    window.perfeval.mark(row(token), "clean");
    conflict.remove();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.add) {
      event.preventDefault();
      addAndFocus(button);
    } else if (button.dataset.delete) strike(button.dataset.delete, true);
    else if (button.dataset.undo) strike(button.dataset.undo, false);
  });

  document.addEventListener(
    "change",
    (event) => {
      if (!event.target.matches("[data-take-present]")) return;
      event.stopPropagation();
      takePresent(event.target);
    },
    true,
  );

  // A row that is to be deleted is saved with the section, not by itself.
  document.addEventListener("htmx:confirm", (event) => {
    if (event.detail.elt.classList.contains("is-deleted")) event.preventDefault();
  });

  window.perfeval.add = add;
})();
