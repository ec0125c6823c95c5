// Typing is being there: say so now and then, so that the session does not end under a half-filled form.
// Whether it has ended all the same, an answer tells by its address.
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

  // The token of the cookie: signing in again, in another window, makes a new one.
  const csrfToken = () => document.cookie.split("; ").find((x) => /^(__Host-)?csrftoken=/.test(x))?.split("=")[1];
  const isSignedOut = (address) => new URL(address || location.href, location.href).pathname.startsWith("/accounts/");
  window.perfeval = Object.assign(window.perfeval ?? {}, { csrfToken, isSignedOut });
})();
