// Chinese input methods: what is still being composed is nobody's text yet. It is neither saved nor a key.
"use strict";

(() => {
  let composing = null;
  const isComposing = (event) => event.isComposing || event.keyCode === 229;

  document.addEventListener("compositionstart", (event) => (composing = event.target), true);
  document.addEventListener(
    "compositionend",
    (event) => {
      composing = null;
      setTimeout(() => event.target.dispatchEvent(new Event("input", { bubbles: true })));
    },
    true,
  );
  document.addEventListener("input", (event) => event.isComposing && event.stopImmediatePropagation(), true);

  // A save that was waiting when the composition began waits for its end.
  document.addEventListener("htmx:confirm", (event) => {
    if (composing && event.detail.elt.contains(composing)) event.preventDefault();
  });

  const rowOf = (element) => element.closest("[data-row], [data-explain], [data-draft-row]");
  const changed = (element) => element.dispatchEvent(new Event("input", { bubbles: true }));
  window.perfeval = Object.assign(window.perfeval ?? {}, { isComposing, rowOf, changed });
})();
