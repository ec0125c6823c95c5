// Names for what the administration pages leave without one: cells of tables, and choices that are searched.
"use strict";

(() => {
  const CELLS = "input:not([type=hidden]), select, textarea";

  function nameCell(cell) {
    const place = cell.closest("td");
    const column = place?.closest("table").querySelectorAll("thead th")[place.cellIndex];
    if (column && !cell.labels?.length) cell.setAttribute("aria-label", column.textContent.trim());
  }

  // The box that is shown in the place of a select.
  function nameSearch(box) {
    const select = box.closest(".select2").previousElementSibling;
    const name = select.getAttribute("aria-label") ?? select.labels?.[0]?.textContent.trim();
    for (const part of [box, box.querySelector("[role=textbox]")]) {
      part?.removeAttribute("aria-labelledby");
      part?.setAttribute("aria-label", name ?? "");
    }
  }

  function nameAll() {
    document.querySelectorAll(".inline-related table").forEach((x) => x.querySelectorAll(CELLS).forEach(nameCell));
    document.querySelectorAll(".select2-selection").forEach(nameSearch);
  }

  nameAll();
  new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
})();
