// Help at hand: the verdict on 送审 without leaving the page, and printing.
"use strict";

(() => {
  const ask = document.getElementById("ask-verdict");
  const place = document.getElementById("verdict");

  async function showVerdict() {
    const answer = await fetch(ask.dataset.ask, { headers: { Accept: "text/html" } });
    if (!answer.ok || new URL(answer.url).pathname !== ask.dataset.ask) throw new Error(answer.status);
    place.innerHTML = await answer.text();
    const state = document.getElementById("save-state")?.dataset.state;
    if (state && !["clean", "saved"].includes(state)) {
      const note = document.createElement("p");
      note.className = "unsaved";
      note.textContent = "页面上还有未保存的修改，没有计入。";
      place.firstElementChild.prepend(note);
    }
    place.hidden = false;
    ask.setAttribute("aria-expanded", "true");
    place.focus();
  }

  function closeVerdict() {
    place.hidden = true;
    ask.setAttribute("aria-expanded", "false");
  }

  ask?.addEventListener("click", (event) => {
    event.preventDefault();
    if (place.hidden) showVerdict().catch(() => location.assign(ask.href));
    else closeVerdict();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !place || place.hidden) return;
    closeVerdict();
    ask.focus();
  });
  document.addEventListener("click", (event) => {
    if (place && !place.hidden && !place.contains(event.target) && event.target !== ask) closeVerdict();
    if (place?.contains(event.target) && event.target.closest("a")) closeVerdict();
    if (event.target.closest("[data-print]")) window.print();
  });
})();
