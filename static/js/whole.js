// A project's whole name in its cell: a list box cannot break its text into lines, the cell behind it can.
"use strict";

(() => {
  const LISTS = 'table.grid select[name$="-project"]';
  function show(list) {
    const name = list.selectedOptions[0]?.textContent.trim() ?? "";
    list.parentElement.classList.add("whole");
    list.parentElement.dataset.whole = name;
    list.title = name;
  }
  const showAll = () => document.querySelectorAll(LISTS).forEach(show);

  for (const name of ["input", "change"]) {
    document.addEventListener(name, (event) => event.target.matches(LISTS) && show(event.target));
  }
  // Undo, taking another's version and restoring set values without a word.
  for (const name of ["click", "keyup", "htmx:afterSettle", "pageshow"]) {
    window.addEventListener(name, () => setTimeout(showAll));
  }
  showAll();
})();
