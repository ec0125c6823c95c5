// Adding, copying, moving, striking out and choosing between versions of rows.
"use strict";

(() => {
  const { cells, drafts, changed } = window.perfeval;
  const { byName } = drafts;
  let number = 1;
  const row = (token) => document.querySelector(`[data-row="${CSS.escape(token)}"]`);
  const buttonFor = (kind, goal) =>
    document.querySelector(`[data-add="${kind}"][data-goal="${goal}"]`) ?? document.querySelector(`[data-add="${kind}"]`);
  const mark128 = () => [...crypto.getRandomValues(new Uint8Array(16))].map((x) => x.toString(16).padStart(2, "0")).join("");

  function add(button, uid = mark128()) {
    const kind = button.dataset.add;
    while (row(`${kind}-n${number}`)) number += 1;
    const token = `${kind}-n${number}`;
    const holder = document.createElement("table");
    holder.innerHTML = document.getElementById(`new-${kind}`).innerHTML.replaceAll(`${kind}-__new__`, token);
    const made = holder.firstElementChild;
    document.getElementById(button.dataset.before).before(made);
    byName(`${token}-uid`).value = uid;
    const goal = byName(`${token}-goal`);
    if (goal) {
      goal.value = button.dataset.goal;
      cells.start(goal);
    }
    window.htmx.process(made);
    return made;
  }

  function addAndFocus(button) {
    add(button).querySelector(cells.FIELDS).focus();
  }

  // The row of a mark: on the page already, or added once more.
  function addAgain(kind, uid, goal) {
    const there = [...document.querySelectorAll(`[name^="${kind}-n"][name$="-uid"]`)].find((x) => x.value === uid);
    if (there) return there.closest("[data-row]");
    const button = buttonFor(kind, goal);
    return button && add(button, uid);
  }

  // A copy below the row; names that must differ say that they are copies.
  function duplicate(token) {
    const source = row(token);
    const kind = token.split("-")[0];
    const made = add(buttonFor(kind, byName(`${token}-goal`)?.value));
    const copy = made.dataset.row;
    source.after(made);
    byName(`${copy}-after`).value = drafts.keyOf(source).split("-")[1];
    for (const input of cells.fieldsOf(source)) {
      const field = input.name.slice(token.length + 1);
      const target = byName(`${copy}-${field}`);
      target.value = kind === "project" && field === "name" && input.value ? `${input.value}（副本）` : input.value;
    }
    const first = made.querySelector(cells.FIELDS);
    cells.fieldsOf(made).forEach(changed);
    first.focus();
  }

  // Up or down among its neighbours, here and on the server.
  function move(token, by) {
    const place = row(token);
    const other = by < 0 ? place.previousElementSibling : place.nextElementSibling;
    if (!other?.dataset.row || place.classList.contains("is-deleted")) return;
    const focused = place.contains(document.activeElement) ? document.activeElement : null;
    if (by < 0) other.before(place);
    else other.after(place);
    focused?.focus();
    const [name, up] = [drafts.keyOf(place), by < 0 ? "up" : "down"];
    if (!/-u/.test(name) && !/-u/.test(drafts.keyOf(other))) {
      window.htmx.ajax("POST", location.pathname, { values: { move: `${name}:${up}` }, swap: "none", source: "#mover" });
    }
  }

  function strike(token, isDeleted) {
    const place = row(token);
    if (isDeleted && token.includes("-n") && !byName(`${token}-pk`)?.value) {
      drafts.forget(place);
      place.remove();
      window.perfeval.summarise();
      return;
    }
    place.classList.toggle("is-deleted", isDeleted);
    byName(`${token}-DELETE`).checked = isDeleted;
    window.perfeval.mark(place, isDeleted || cells.changedIn(place).length ? "dirty" : "clean");
    place.querySelector(isDeleted ? "[data-undo]" : "[data-delete]").focus();
  }

  function takePresent(choice) {
    const conflict = choice.closest("[data-conflict]");
    const token = conflict.dataset.conflict;
    drafts.forget(row(token));
    if (conflict.hasAttribute("data-gone")) {
      row(token).remove();
      window.perfeval.summarise();
      return;
    }
    for (const [name, value] of Object.entries(JSON.parse(conflict.dataset.present))) {
      const input = byName(name);
      if (!input) continue;
      input.value = value;
      cells.accept(input);
    }
    byName(`${token}-base`).value = conflict.dataset.seen;
    window.perfeval.mark(row(token), "clean");
    conflict.remove();
  }

  const pkOf = (place) => byName(`${place.dataset.row}-pk`)?.value;
  const known = (place, side) => {
    let next = place[side];
    while (next && !(next.dataset.row && pkOf(next))) next = next[side];
    return next && pkOf(next);
  };

  // A new row that was refused while rows below it were saved keeps its place: below the last saved row above it.
  function keepPlace(place) {
    const after = byName(`${place.dataset.row}-after`);
    if (after && !pkOf(place) && known(place, "nextElementSibling")) after.value = known(place, "previousElementSibling") ?? "0";
  }
  document.addEventListener("htmx:afterRequest", () => document.querySelectorAll('tbody[data-row*="-n"]').forEach(keepPlace));

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

  // A row added again that the server had already: the page shows it once.
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    const [, kind, ident] = /^(\w+)-(n\d+)-pk$/.exec(event.detail.target?.id ?? "") ?? [];
    const there = kind && row(`${kind}-${byName(`${kind}-${ident}-pk`)?.value}`);
    if (there) there.remove();
  });

  Object.assign(window.perfeval, { add, addAgain, duplicate, move, strike });
})();
