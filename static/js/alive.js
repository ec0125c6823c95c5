// Typing is being there: say so now and then, so that the session does not end under a half-filled form.
"use strict";

(() => {
  const EVERY = 2 * 60 * 1000;
  const address = document.body.dataset.alive;
  let last = Date.now();

  document.addEventListener("input", () => {
    if (!address || Date.now() - last < EVERY) return;
    last = Date.now();
    fetch(address).catch(() => {});
  }, true);
})();
