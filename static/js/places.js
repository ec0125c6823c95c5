// Going to the cell a finding names, and putting figures into texts.
"use strict";

(() => {
  let lastText = null;

  function show() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let up = target.parentElement; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    const input = target.matches("input, textarea, select") ? target : target.querySelector(".form-control:not([type=hidden])");
    (input || target).scrollIntoView({ block: "center" });
    (input || target).focus({ preventScroll: true });
  }

  function insert(box, text) {
    box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
    box.focus();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("focusin", (event) => {
    if (event.target.matches(".text-block textarea")) lastText = event.target;
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert], [data-draft]");
    if (!button) return;
    if (button.dataset.draft) {
      insert(document.getElementById(button.dataset.draft), button.dataset.text);
      button.remove();
    } else {
      const box = lastText || document.querySelector(".text-block textarea");
      if (box) insert(box, `{${button.dataset.insert}}`);
    }
  });

  // Ways of scoring that ask for more unfold what they ask for.
  document.addEventListener("change", (event) => {
    const select = event.target;
    if (!select.name?.endsWith("-method") || ["at_least", "at_most", "equal"].includes(select.value)) return;
    select.closest("[data-row]").querySelector("details").open = true;
  });

  // Explanations stay open while the scorecard is renewed around them.
  let open = [];
  document.addEventListener("htmx:beforeSwap", () => {
    open = [...document.querySelectorAll("details[id][open]")].map((x) => x.id);
  });
  document.addEventListener("htmx:afterRequest", () => {
    open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  });

  window.addEventListener("hashchange", show);
  show();
})();
