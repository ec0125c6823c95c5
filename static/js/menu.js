// One menu for the rows of a page: copy, move, delete. Opened by the row's button.
"use strict";

(() => {
  const menu = document.getElementById("row-menu");
  if (!menu) return;
  let opener = null;
  const items = [...menu.querySelectorAll("button")];

  function open(button) {
    opener = button;
    button.setAttribute("aria-expanded", "true");
    menu.hidden = false;
    const place = button.getBoundingClientRect();
    menu.style.left = `${Math.max(4, Math.min(place.right, innerWidth - 4) - menu.offsetWidth)}px`;
    const below = place.bottom + menu.offsetHeight < innerHeight;
    menu.style.top = `${below ? place.bottom : place.top - menu.offsetHeight}px`;
    items[0].focus();
  }

  function close(isBack) {
    if (menu.hidden) return;
    menu.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    if (isBack && opener.isConnected) opener.focus();
  }

  function carryOut(action) {
    const token = opener.dataset.menu;
    close(true);
    if (action === "duplicate") window.perfeval.duplicate(token);
    else if (action === "delete") window.perfeval.strike(token, true);
    else window.perfeval.move(token, action === "up" ? -1 : 1);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-menu]");
    const item = event.target.closest("#row-menu button");
    if (item) carryOut(item.dataset.action);
    else if (button && menu.hidden) open(button);
    else close(false);
  });

  menu.addEventListener("keydown", (event) => {
    const at = items.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) items[(at + step + items.length) % items.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  window.addEventListener("scroll", () => close(false), true);
})();
