// The library by keyboard: the arrows go from one 加入 to the next, Escape back to the search.
"use strict";

(() => {
  const search = document.querySelector(".library-search [name=q]");
  const buttons = () => [...document.querySelectorAll("#library-list button")];

  document.addEventListener("keydown", (event) => {
    const all = buttons();
    const at = all.indexOf(event.target);
    if (event.key === "Escape" && at >= 0) search.focus();
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || (at < 0 && event.target !== search)) return;
    event.preventDefault();
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    if (next < 0) search.focus();
    else all[next]?.focus();
  });
})();
