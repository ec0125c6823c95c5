// Entry tables by keyboard and clipboard, as in a spreadsheet.
"use strict";

(() => {
  const CELLS = "input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea";
  const rowsOf = (table) => [...table.querySelectorAll("[data-row]:not(.is-deleted)")];
  const cellsOf = (row) => [...row.querySelectorAll("tr:first-child > td, tr:first-child > th")]
    .flatMap((place) => [...place.querySelectorAll(CELLS)]);

  function neighbour(cell, by) {
    const row = cell.closest("[data-row]");
    const rows = rowsOf(row.closest("table"));
    const next = rows[rows.indexOf(row) + by];
    return next && cellsOf(next)[cellsOf(row).indexOf(cell)];
  }

  // Enter and the arrows up and down go to the same cell of the next row.
  document.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!cell.matches?.(`table.grid :is(${CELLS})`) || event.isComposing || event.altKey || event.ctrlKey) return;
    const isOneLine = cell.tagName === "INPUT" || Boolean(cell.closest("td.num"));
    const isEnter = event.key === "Enter" && isOneLine;
    const isArrow = ["ArrowUp", "ArrowDown"].includes(event.key) && isOneLine && !cell.list;
    if (!isEnter && !isArrow) return;
    event.preventDefault();
    neighbour(cell, event.key === "ArrowUp" || (isEnter && event.shiftKey) ? -1 : 1)?.focus();
  });

  // A block copied from Excel or WPS fills cells to the right and below; rows are added as needed.
  document.addEventListener("paste", (event) => {
    const cell = event.target;
    const text = event.clipboardData?.getData("text/plain").replace(/\r?\n$/, "") ?? "";
    if (!cell.matches?.(`table.grid :is(${CELLS})`) || !/\t/.test(text)) return;
    event.preventDefault();
    const table = cell.closest("table");
    const start = cell.closest("[data-row]");
    const column = cellsOf(start).indexOf(cell);
    let at = rowsOf(table).indexOf(start);
    for (const values of text.split(/\r?\n/).map((part) => part.split("\t"))) {
      const row = rowsOf(table)[at] ?? addTo(table);
      if (!row) return;
      values.forEach((value, number) => put(cellsOf(row)[column + number], value.trim()));
      at += 1;
    }
  });

  function addTo(table) {
    const end = table.querySelector("tbody[id$=-end]");
    const button = end && document.querySelector(`[data-before="${end.id}"]`);
    return button && window.perfeval.add(button);
  }

  function put(cell, value) {
    if (!cell || cell.disabled) return;
    if (cell.tagName === "SELECT") {
      const option = [...cell.options].find((x) => x.text === value || x.value === value);
      if (!option) return;
      cell.value = option.value;
    } else cell.value = value;
    cell.dispatchEvent(new Event("input", { bubbles: true }));
  }
})();
