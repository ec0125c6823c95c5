// One click puts the right figure in, as if it was typed: saved, recorded and undone like anything typed.
"use strict";

(() => {
  const { changed } = window.perfeval;
  const { place, select } = window.perfeval.marks;
  const boxOf = (row) => document.querySelector(`#${CSS.escape(row)} .marked textarea`);
  const bar = document.getElementById("mended");

  function replace(row, start, end, now) {
    const box = boxOf(row);
    select(box, start, end);
    if (!document.execCommand("insertText", false, now)) {
      box.setRangeText(now, start, end, "end");
      changed(box);
    }
    box.dispatchEvent(new Event("change", { bubbles: true }));
    return start + now.length;
  }

  function mend(button) {
    const { row, start, was, now } = button.dataset;
    const count = [...was].length;
    const at = place(boxOf(row), Number(start), Number(start) + count, was);
    if (!at) return;
    const end = replace(row, ...at, now);
    bar.querySelector("[data-was]").textContent = was;
    bar.querySelector("[data-now]").textContent = now;
    bar.hidden = false;
    undo = () => {
      const box = boxOf(row);
      const from = box.value.slice(at[0], end) === now ? at[0] : box.value.indexOf(now);
      if (from >= 0) replace(row, from, from + now.length, was);
    };
  }

  let undo = null;
  document.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest?.('button[name="replace"]');
      if (!button || (button.closest("#mended") && !undo)) return;
      event.preventDefault();
      if (button.closest("#mended")) {
        bar.hidden = true;
        undo();
        undo = null;
      } else mend(button);
    },
    true,
  );
  document.addEventListener(
    "submit",
    (event) => {
      if (!["replace", "draft"].includes(event.submitter?.name)) return;
      window.perfeval.leave();
      event.stopImmediatePropagation();
    },
    true,
  );
})();
