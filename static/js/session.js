// A session that ends keeps what was typed and comes back to the same cell; signing out saves first.
"use strict";

(() => {
  const { rowOf, cells, drafts } = window.perfeval;
  const person = document.body.dataset.user;
  const CELL = `perfeval:cell:${person}:${location.pathname}`;
  const WAIT = 6000;
  const bar = document.getElementById("signed-out");

  document.addEventListener("focusin", (event) => {
    if (event.target.matches(cells.FIELDS) && rowOf(event.target)) {
      sessionStorage.setItem(CELL, drafts.placeOf(event.target));
    }
  });

  // The cell the person was in, on this page, before it was loaded anew.
  function focusLast() {
    const [key, field] = (sessionStorage.getItem(CELL) ?? "").split("|");
    if (!field || location.hash) return;
    const row = drafts.find(key, {});
    const input = key.startsWith("explain-") ? row?.elements[field] : drafts.byName(`${row?.dataset.row}-${field}`);
    if (!input) return;
    for (let up = input.parentElement; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    input.focus();
    input.scrollIntoView({ block: "center" });
  }

  function signedOut() {
    if (!bar || !bar.hidden) return;
    bar.hidden = false;
    bar.querySelector("a").addEventListener("click", () => window.perfeval.leave());
  }

  const open = () => document.querySelector('.row-state:is([data-state="dirty"], [data-state="saving"])');

  // Sign out once everything is saved; what cannot be saved stays for the next time, if the person agrees.
  async function signOut(form) {
    document.querySelectorAll('.row-state[data-state="dirty"]').forEach((x) => {
      rowOf(x)?.dispatchEvent(new Event("change", { bubbles: true }));
    });
    for (const end = Date.now() + WAIT; open() && Date.now() < end; ) await new Promise((go) => setTimeout(go, 100));
    const left = document.querySelectorAll('[data-cell]:not([data-cell="saved"])').length;
    if (left && !window.confirm(`还有${left}处内容没有保存。退出后仍留在这台电脑上，您下次登录打开本页时恢复。现在退出吗？`)) return;
    Object.keys(sessionStorage).filter((x) => x.startsWith("perfeval:")).forEach((x) => sessionStorage.removeItem(x));
    window.perfeval.leave();
    form.submit();
  }

  document.addEventListener(
    "submit",
    (event) => {
      if (!event.target.matches("[data-sign-out]") || !open()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      signOut(event.target);
    },
    true,
  );

  Object.assign(window.perfeval, { focusLast, signedOut });
  if (/\/accounts\/login\//.test(document.referrer)) setTimeout(focusLast, 50);
})();
