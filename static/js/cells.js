// What the server has of every cell, and how far what was typed has got: dirty → saving → saved, or invalid.
"use strict";

(() => {
  const WORDS = {
    dirty: "有未保存的修改",
    saving: "正在保存",
    saved: "已保存",
    error: "有错误，未保存",
    stale: "与他人的修改冲突，未保存",
    failed: "未保存，服务器没有回答",
  };
  const FIELDS = "input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea";
  const server = new WeakMap();
  const fieldsOf = (row) => [...row.querySelectorAll(FIELDS)].filter((x) => x.name);
  const kept = (input) => server.get(input) ?? asWritten(input);
  const changedIn = (row) => fieldsOf(row).filter((x) => x.value !== kept(x));

  // The value the page was made with.
  function asWritten(input) {
    if (input.tagName !== "SELECT") return input.defaultValue;
    return ([...input.options].find((x) => x.defaultSelected) ?? input.options[0])?.value ?? "";
  }

  function show(input, state) {
    if (state) {
      input.dataset.cell = state;
      input.setAttribute("aria-description", WORDS[state]);
    } else {
      delete input.dataset.cell;
      input.removeAttribute("aria-description");
    }
  }

  // The cell starts from this value.
  const start = (input) => server.set(input, input.value);

  // The server has this value of the cell now.
  function accept(input, value = input.value) {
    const isNews = value !== kept(input) || input.dataset.cell;
    server.set(input, value);
    if (input.value !== value) return;
    window.perfeval.drafts?.drop(input);
    if (isNews) show(input, "saved");
  }

  // What was sent of a row, to be accepted when the answer says so.
  const sent = (row) => fieldsOf(row).map((input) => [input, input.value]);

  // The row has reached a state: its changed cells show it.
  function follow(row, state) {
    const invalid = (x) => document.getElementById(`${x.name}-error`)?.textContent.trim();
    for (const input of changedIn(row)) show(input, state === "error" && !invalid(input) ? "dirty" : state);
  }

  document.addEventListener("input", (event) => {
    const input = event.target;
    if (!input.matches(FIELDS) || !window.perfeval.rowOf(input)) return;
    show(input, input.value === kept(input) ? "" : "dirty");
  });

  // A page that comes back with errors holds what was typed, not what is kept.
  document.querySelectorAll('[data-row]:has([data-state="error"], [data-state="stale"])').forEach((row) => {
    fieldsOf(row).forEach((input) => input.getAttribute("aria-invalid") && show(input, "error"));
  });

  // What was typed before the scripts were there is news to them: it is kept and saved as if typed now.
  document.addEventListener("DOMContentLoaded", () =>
    setTimeout(() => {
      const rows = document.querySelectorAll("[data-row], [data-explain], [data-draft-row]");
      [...rows].flatMap(changedIn).forEach((input) => input.disabled || window.perfeval.changed(input));
    }),
  );

  window.perfeval.cells = { FIELDS, fieldsOf, kept, changedIn, start, accept, sent, follow };
})();
