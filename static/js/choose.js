// Choose every row of the list at once: of the section the button stands in, where there are several lists.
"use strict";

for (const button of document.querySelectorAll("[data-choose-all]")) {
  const within = button.closest("[data-choose]") ?? document;
  const boxes = () => [...within.querySelectorAll("input[name=chosen], input[name=parent][type=checkbox]")];
  button.hidden = false;
  button.addEventListener("click", () => {
    const all = boxes().every((box) => box.checked);
    for (const box of boxes()) box.checked = !all;
    button.textContent = all ? "全选本页" : "全不选";
  });
}
