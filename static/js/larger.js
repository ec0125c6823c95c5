// A long text in a box of its own: Ctrl+Enter, or the button in its cell.
"use strict";

(() => {
  const { isComposing, changed } = window.perfeval;
  const dialog = document.getElementById("larger");
  if (!dialog?.showModal) return;
  const box = dialog.querySelector("textarea");
  const title = dialog.querySelector("h2");
  const count = dialog.querySelector("output");
  const LONG = "textarea[data-grow]:not(:disabled)";
  let cell = null;
  const button = Object.assign(document.createElement("button"), {
    type: "button", className: "larger-button", tabIndex: -1, title: "放大编辑（Ctrl+Enter）", textContent: "⤢",
  });
  button.setAttribute("aria-label", "放大编辑");

  const measure = () => (count.textContent = `${[...box.value.replace(/\s/g, "")].length}字`);

  function open(from) {
    cell = from;
    title.textContent = cell.getAttribute("aria-label") || "文字";
    box.maxLength = cell.maxLength;
    box.value = cell.value;
    dialog.returnValue = "";
    dialog.showModal();
    box.setSelectionRange(box.value.length, box.value.length);
    measure();
  }

  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "done" && cell.value !== box.value) {
      cell.value = box.value;
      changed(cell);
    }
    cell.focus();
  });
  box.addEventListener("input", measure);
  document.addEventListener("keydown", (event) => {
    if (isComposing(event) || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    if (event.target === box) dialog.close("done");
    else if (event.target.matches?.(LONG)) open(event.target);
    else return;
    event.preventDefault();
  });

  // The button stands in the cell that is pointed at or written in.
  function offer(event) {
    const place = event.target.closest?.("table.grid td:not(.num), table.grid th");
    const long = place?.querySelector(LONG);
    if (long && button.parentElement !== place) place.append(button);
  }
  document.addEventListener("focusin", offer);
  document.addEventListener("pointerover", offer);
  button.addEventListener("click", () => open(button.parentElement.querySelector(LONG)));
})();
