// A button that copies what a field holds; where the browser does not let it, the field is selected instead.
"use strict";

(() => {
  for (const button of document.querySelectorAll("[data-copies]")) {
    const field = document.getElementById(button.dataset.copies);
    button.hidden = false;
    field.addEventListener("focus", () => field.select());
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(field.value);
        button.textContent = "已复制";
      } catch {
        field.focus();
        button.textContent = "请按Ctrl+C";
      }
    });
  }
})();
