// What was typed is kept in this browser, for this person and this page, until the server has it.
//
// One entry for each cell: perfeval:draft:<person>:<page>:<row>|<field> → {value, base, goal}. A row that the
// server does not know yet is named by the mark it was added with, so that it is never added twice.
"use strict";

(() => {
  const { rowOf, cells, changed } = window.perfeval;
  const person = document.body.dataset.user;
  const PREFIX = `perfeval:draft:${person}:${location.pathname}:`;
  const bar = document.getElementById("restored");

  const tokenOf = (row) => row.dataset.row ?? row.dataset.draftRow;
  const byName = (name) => document.querySelector(`[name="${CSS.escape(name)}"]`);

  // A row by the name it has after the next reload too: new rows are known by their number once saved.
  function keyOf(row) {
    if (row.hasAttribute("data-explain")) return `explain-${row.elements.finding.value}`;
    const token = tokenOf(row);
    const pk = byName(`${token}-pk`)?.value;
    const uid = byName(`${token}-uid`)?.value;
    return pk || uid ? token.replace(/-n\d+$/, pk ? `-${pk}` : `-u${uid}`) : token;
  }

  function placeOf(input) {
    const row = rowOf(input);
    const field = row.hasAttribute("data-explain") ? input.name : input.name.slice(tokenOf(row).length + 1);
    return `${keyOf(row)}|${field}`;
  }

  function keep(input) {
    if (input.value === cells.kept(input)) return drop(input);
    const token = tokenOf(rowOf(input));
    const of = (field) => byName(`${token}-${field}`)?.value;
    const record = { value: input.value, base: of("base"), goal: of("goal") };
    try {
      localStorage.setItem(PREFIX + placeOf(input), JSON.stringify(record));
    } catch {
      // A full or forbidden store: the page itself still holds the text.
    }
  }

  // A row that was new a moment ago may have been kept under its mark.
  function starts(row) {
    const uid = byName(`${tokenOf(row)}-uid`)?.value;
    const names = [keyOf(row), ...(uid ? [tokenOf(row).replace(/-n\d+$/, `-u${uid}`)] : [])];
    return names.map((name) => `${PREFIX}${name}|`);
  }

  function drop(input) {
    const row = rowOf(input);
    const field = row && placeOf(input).split("|")[1];
    if (row) starts(row).forEach((start) => localStorage.removeItem(start + field));
  }

  function forget(row) {
    const gone = (key) => starts(row).some((start) => key.startsWith(start));
    Object.keys(localStorage).filter(gone).forEach((x) => localStorage.removeItem(x));
  }

  function kept() {
    const rows = new Map();
    for (const key of Object.keys(localStorage).filter((x) => x.startsWith(PREFIX)).sort()) {
      const [row, field] = key.slice(PREFIX.length).split("|");
      const record = JSON.parse(localStorage.getItem(key));
      rows.set(row, [...(rows.get(row) ?? []), { key, field, ...record }]);
    }
    return rows;
  }

  function find(key, first) {
    if (key.startsWith("explain-")) return document.getElementById(key)?.querySelector("[data-explain]");
    const [, kind, uid] = /^(\w+)-u([0-9a-f]{32})$/.exec(key) ?? [];
    return uid
      ? window.perfeval.addAgain?.(kind, uid, first.goal)
      : document.querySelector(`[data-row="${key}"], [data-draft-row="${key}"]`);
  }

  // Put the values back; what the page has already is done with. Gives the number put back.
  function restoreRow(row, records) {
    const isExplain = row.hasAttribute("data-explain");
    let count = 0;
    for (const { key, field, value, base } of records) {
      const input = isExplain ? row.elements[field] : byName(`${tokenOf(row)}-${field}`);
      if (!input || input.disabled) continue;
      localStorage.removeItem(key);
      if (input.value === value) continue;
      const present = byName(`${tokenOf(row)}-base`);
      if (present && base) present.value = base;
      input.value = value;
      keep(input);
      changed(input);
      count += 1;
    }
    return count;
  }

  function restore() {
    let count = 0;
    const lost = [];
    for (const [key, records] of kept()) {
      if (key === "goal-n1" && isGoalAdded(records)) continue;
      const row = find(key, records[0]);
      const left = row ? restoreRow(row, records) : 0;
      count += left;
      lost.push(...records.filter((x) => localStorage.getItem(x.key) && !row));
    }
    if (!bar || (!count && !lost.length)) return;
    bar.hidden = false;
    if (count) bar.append(`有${count}处未保存的内容，已恢复。`);
    if (lost.length) showLost(lost);
    if (count) window.perfeval.focusLast?.();
  }

  function isGoalAdded(records) {
    const title = records.find((x) => x.field === "title")?.value;
    const isThere = [...document.querySelectorAll("[data-row^=goal-] [name$=-title]")].some((x) => x.value === title);
    if (isThere) records.forEach((x) => localStorage.removeItem(x.key));
    return isThere;
  }

  function showLost(records) {
    const list = document.createElement("ul");
    list.append(...records.map((x) => Object.assign(document.createElement("li"), { textContent: x.value })));
    const button = Object.assign(document.createElement("button"), {
      type: "button", className: "btn btn-sm btn-outline-secondary", textContent: "不再需要",
    });
    button.addEventListener("click", () => {
      records.forEach((x) => localStorage.removeItem(x.key));
      bar.hidden = true;
    });
    bar.append(`有${records.length}处未保存的内容，所在的行已被删除，或现在不能修改：`, list, button);
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches(cells.FIELDS) && event.target.name && rowOf(event.target)) keep(event.target);
  });
  // After htmx has seen the page, so that what is put back is saved at once.
  document.addEventListener("DOMContentLoaded", () => setTimeout(restore));

  window.perfeval.drafts = { drop, forget, keyOf, placeOf, find, byName };
})();
