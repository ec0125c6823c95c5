// Choose every row of the page at once.
"use strict";

(() => {
  const button = document.getElementById("choose-all");
  const boxes = () => [...document.querySelectorAll("input[name=chosen], input[name=parent][type=checkbox]")];
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const all = boxes().every((box) => box.checked);
    for (const box of boxes()) box.checked = !all;
    button.textContent = all ? "全选本页" : "全不选";
  });
})();
