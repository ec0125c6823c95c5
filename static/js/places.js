// Going to the cell a finding names.
"use strict";

(() => {
  // ?at=12-18: the figure in the text, counted in characters.
  function selectAt(input) {
    const at = new URLSearchParams(location.search).get("at")?.split("-").map(Number);
    if (!at || input?.tagName !== "TEXTAREA") return;
    const [start, end] = at.map((count) => [...input.value].slice(0, count).join("").length);
    input.setSelectionRange(start, end);
  }

  function show() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let up = target.parentElement; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    const input = target.matches("input, textarea, select") ? target : target.querySelector(".form-control:not([type=hidden])");
    (input || target).scrollIntoView({ block: "center" });
    (input || target).focus({ preventScroll: true });
    selectAt(input);
  }

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
