// What a file proves: ties saved as they are ticked, opened and deleted without losing the place on the page.
"use strict";

(() => {
  const { posted, fresh, swap } = window.perfeval.parts;

  // Saved one after the other; what is ticked meanwhile goes with the next.
  let pending = 0;
  let line = Promise.resolve();

  function state(form, name, words) {
    const place = form.querySelector("[data-tie-state]") ?? form;
    place.dataset.state = name;
    if (place !== form) place.textContent = words;
    else form.title = words;
  }

  async function save(form) {
    const data = posted(form);
    state(form, "saving", "保存中");
    try {
      const page = await fresh(await fetch(form.action, { method: "POST", body: data }));
      form.querySelectorAll("[name=was]").forEach((input) => input.remove());
      for (const token of data.getAll("ties")) {
        form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "was", value: token }));
      }
      pending -= 1;
      state(form, "saved", "已保存");
      if (pending) return;
      swap(page);
      const again = document.querySelector(`form[data-ties][action="${CSS.escape(form.getAttribute("action"))}"]`);
      if (again) state(again, "saved", "已保存");
    } catch (problem) {
      pending -= 1;
      state(form, "failed", `未保存：${problem.message}`);
    }
  }

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-ties]");
    if (!form) return;
    pending += 1;
    line = line.then(() => save(form));
  });

  async function go(address, options) {
    try {
      swap(await fresh(await fetch(address, options)));
    } catch {
      location.assign(typeof address === "string" ? address : location.href);
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-open]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    history.replaceState(null, "", link.href);
    go(link.href).then(() => document.querySelector(".ties-row input[type=checkbox]")?.focus());
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-swap]");
    if (!form) return;
    event.preventDefault();
    go(form.action, { method: "POST", body: posted(form) });
  });
})();
