// Text boxes that grow with their text, where the browser does not do it by itself (field-sizing).
"use strict";

(() => {
  document.documentElement.classList.add("scripted");
  if (CSS.supports("field-sizing", "content")) return;
  const fit = (box) => {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 2}px`;
  };
  const fitAll = () => document.querySelectorAll("textarea[data-grow]").forEach(fit);
  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-grow]")) fit(event.target);
  });
  document.addEventListener("toggle", fitAll, true);
  window.addEventListener("resize", fitAll);
  fitAll();
})();
