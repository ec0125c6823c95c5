// A wide table moves sideways in a box of its own, never the page; a box that moves has a name and takes the keyboard.
"use strict";

(() => {
  const TABLES = "main table:is(.list, .figures)";
  const BOXES = ".scroll, .grid-wrap, .columns-wrap";
  const heads = () => [...document.querySelectorAll("main :is(h1, h2, h3, h4), .subhead h1")];
  const isBefore = (table) => (head) =>
    head.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING;

  const named = (table) => {
    const said = table.caption ?? heads().filter(isBefore(table)).at(-1);
    return table.getAttribute("aria-label") || said?.textContent.trim().replace(/\s+/g, " ") || document.title;
  };

  function judge(box) {
    const moves = box.scrollWidth > box.clientWidth + 1;
    box.classList.toggle("moves", moves);
    if (moves) box.setAttribute("tabindex", "0");
    else box.removeAttribute("tabindex");
    box.setAttribute("role", moves ? "region" : "presentation");
  }

  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) judge(target.matches("table") ? target.parentElement : target);
  });

  function wrap(table) {
    const box = document.createElement("div");
    box.className = "scroll sideways";
    box.setAttribute("aria-label", `${named(table)}（可左右移动的表格）`);
    table.replaceWith(box);
    box.append(table);
    judge(box);
    for (const part of [box, table]) sizes.observe(part);
  }

  const wrapAll = () => {
    for (const table of document.querySelectorAll(TABLES)) if (!table.closest(BOXES)) wrap(table);
  };

  document.addEventListener("htmx:load", wrapAll);
  wrapAll();
})();
