// Entry tables by keyboard, as in a spreadsheet.
//
// A cell is walked over ("walk": arrows move, typing replaces), typed over ("type": up and down still move) or
// edited ("edit", after F2, a second click, or a click into a text: arrows move the caret).
"use strict";

(() => {
  const { isComposing, changed, cells } = window.perfeval;
  const CELLS = cells.FIELDS;
  const STOPS = `${CELLS}, [data-menu], [data-delete]`;
  const GRID = "table.grid tr:first-child";
  let mode = "walk";
  let entered = "";
  let pointed = null;

  const rowsOf = (table) => [...table.querySelectorAll("[data-row]:not(.is-deleted)")];
  const inRow = (row, what) => [...row.querySelectorAll(":scope > tr:first-child")].flatMap((x) => [...x.querySelectorAll(what)]);
  const cellsOf = (row) => inRow(row, CELLS);
  const stopsOf = (row) => inRow(row, STOPS).filter((x) => x.offsetParent);
  const isOneLine = (cell) => cell.tagName === "INPUT" || Boolean(cell.closest("td.num"));
  const isText = (cell) => !cell.matches("select, button") && !cell.closest("td.num");

  function go(cell, down, right) {
    const row = cell.closest("[data-row]");
    const at = stopsOf(row).indexOf(cell);
    const rows = rowsOf(row.closest("table"));
    const target = down ? rows[rows.indexOf(row) + down] : row;
    if (target) stopsOf(target)[at + right]?.focus();
  }

  function enter(cell) {
    entered = cell.value;
    mode = pointed === cell && isText(cell) ? "edit" : "walk";
    if (mode === "walk") cell.select?.();
  }

  function restore(cell) {
    const back = cell.value === entered ? cells.kept(cell) : entered;
    if (back !== cell.value) {
      cell.value = back;
      changed(cell);
    }
    mode = "walk";
    cell.select?.();
  }

  // In a choice that is edited, the arrows choose.
  function edit(cell) {
    mode = "edit";
    if (cell.tagName !== "SELECT") cell.setSelectionRange(cell.value.length, cell.value.length);
  }

  function newLine(cell) {
    if (cell.tagName !== "TEXTAREA") return;
    cell.setRangeText("\n", cell.selectionStart, cell.selectionEnd, "end");
    changed(cell);
  }

  function arrow(cell, key) {
    const isDown = key === "ArrowDown" || key === "ArrowUp";
    if (mode === "edit" || (mode === "type" && !(isDown && isOneLine(cell)))) return false;
    const by = key === "ArrowDown" || key === "ArrowRight" ? 1 : -1;
    go(cell, isDown ? by : 0, isDown ? 0 : by);
    return true;
  }

  function press(cell, event) {
    const { key, altKey, shiftKey } = event;
    if (altKey && (key === "ArrowUp" || key === "ArrowDown")) {
      window.perfeval.move(cell.closest("[data-row]").dataset.row, key === "ArrowUp" ? -1 : 1);
      return true;
    }
    if (key.startsWith("Arrow") && !shiftKey) return arrow(cell, key);
    if (cell.tagName === "BUTTON") return false;
    if (key === "Enter" && altKey) newLine(cell);
    else if (key === "Enter") go(cell, shiftKey ? -1 : 1, 0);
    else if (key === "Escape") restore(cell);
    else if (key === "F2") edit(cell);
    else {
      if (mode === "walk" && (key.length === 1 || key === "Backspace" || key === "Delete")) mode = "type";
      if (cell.tagName === "SELECT" && key === " ") mode = "edit";
      return false;
    }
    return true;
  }

  document.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!cell.matches?.(`${GRID} :is(${STOPS})`) || isComposing(event) || event.ctrlKey || event.metaKey) return;
    if (press(cell, event)) event.preventDefault();
  });

  document.addEventListener("compositionstart", () => mode === "walk" && (mode = "type"), true);
  document.addEventListener("pointerdown", (event) => {
    const cell = event.target.closest?.(`${GRID} :is(${CELLS})`);
    if (cell && cell === document.activeElement) mode = "edit";
    pointed = cell === document.activeElement ? null : cell;
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(`${GRID} :is(${STOPS})`)) enter(event.target);
  });
  document.addEventListener("click", (event) => {
    if (event.target === pointed && mode === "walk") pointed.select?.();
    pointed = null;
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "s" && document.getElementById("save")) {
      event.preventDefault();
      document.getElementById("save").click();
    }
  });

  Object.assign(window.perfeval, { rowsOf, cellsOf, isEditing: () => mode === "edit", GRID_CELLS: `${GRID} :is(${CELLS})` });
})();
