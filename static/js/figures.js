// 插入数字: picking a figure by name for the text that was written in last, by mouse or by keyboard.
"use strict";

(() => {
  const { changed } = window.perfeval;
  const list = document.getElementById("figures");
  const search = list.querySelector("input[type=search]");
  const rows = [...list.querySelectorAll("[data-name]")];
  const groups = [...list.querySelectorAll(".figure-group")];
  const BRACES = ["{", "｛"];
  let box = null;
  let brace = 0;
  list.querySelector(".figure-search").hidden = false;
  document.querySelectorAll("[data-pick]").forEach((button) => (button.hidden = false));

  const buttons = () => rows.filter((row) => !row.hidden).map((row) => row.querySelector("button")).filter(Boolean);

  function narrow() {
    const words = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) row.hidden = !words.every((word) => row.dataset.name.toLowerCase().includes(word));
    for (const group of groups) {
      const shown = group.querySelectorAll("[data-name]:not([hidden])").length;
      group.hidden = !shown;
      if (words.length) group.open = shown > 0;
      group.querySelector(".count").textContent = shown;
    }
    document.getElementById("no-figure").hidden = rows.some((row) => !row.hidden);
  }

  function pick(from, typed = 0) {
    box = from;
    brace = typed;
    search.value = "";
    narrow();
    list.classList.add("is-picking");
    search.focus();
  }

  function close() {
    list.classList.remove("is-picking");
    search.value = "";
    narrow();
    brace = 0;
    box?.focus();
  }

  function insert(button) {
    box ??= document.querySelector(".text-block textarea:not(:disabled)");
    if (!box) return;
    const start = box.selectionStart - brace;
    const end = box.selectionEnd;
    const { insert: name, unit } = button.dataset;
    const words = `{${name}}${unit && !box.value.slice(end).trimStart().startsWith(unit) ? unit : ""}`;
    box.focus();
    box.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, words)) {
      box.setRangeText(words, start, end, "end");
      changed(box);
    }
    close();
  }

  document.addEventListener("focusin", (event) => {
    if (event.target.matches(".text-block textarea")) box = event.target;
  });
  document.addEventListener("click", (event) => {
    const from = event.target.closest?.("[data-pick]");
    if (from) pick(document.getElementById(from.dataset.pick));
    const button = event.target.closest?.("[data-insert]");
    if (button) insert(button);
  });
  document.addEventListener("input", (event) => {
    if (event.target === search) narrow();
    else if (event.target.matches(".text-block textarea") && BRACES.includes(event.data)) pick(event.target, 1);
  });

  const MOVES = { ArrowDown: 1, ArrowUp: -1 };
  list.addEventListener("keydown", (event) => {
    if (window.perfeval.isComposing(event)) return;
    const all = buttons();
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && event.target === search) all[0] && insert(all[0]);
    else if (event.key in MOVES) {
      const next = all.indexOf(document.activeElement) + MOVES[event.key];
      const to = next < 0 ? search : all[Math.min(next, all.length - 1)];
      if (to) to.closest("details")?.setAttribute("open", "");
      (to ?? search).focus();
    } else return;
    event.preventDefault();
  });
})();
