// What is typed into a form that is sent by its button is kept in this browser until the server has taken it.
//
// One entry for each form: perfeval:form:<person>:<where it is sent>|<its key>|<which of several> →
// {at, page, sent, fields: {name#n: {value, was}}}; `was` is what the server had when the person began to type.
// The grid and the texts of a self-assessment keep their cells themselves (drafts.js).
"use strict";

(() => {
  const person = document.body.dataset.user;
  const PREFIX = `perfeval:form:${person}:`;
  const LASTS = 30 * 24 * 3600 * 1000;
  const GUARD = 8000;
  const UNTYPED = "[type=hidden], [type=password], [type=file], [type=submit], [type=button], [type=search], [autocomplete=one-time-code], [name=chosen], [type=checkbox][name=parent], [name=all]";
  const FORMS = 'form[method="post"]:not([hx-post], [data-sign-out], [data-unkept])';
  const WORDS = "textarea, input:not([type=checkbox], [type=radio], [type=date])";
  const TEXTS = "textarea, select, input:not([type=checkbox], [type=radio])";
  const server = new WeakMap();

  const forms = () => [...document.querySelectorAll(FORMS)];
  const boxes = (form) => [...form.elements].filter((x) => x.name && x.matches("input, select, textarea") && !x.matches(UNTYPED));
  const isTicked = (box) => box.type === "checkbox" || box.type === "radio";
  const valueOf = (box) => (isTicked(box) ? (box.checked ? "1" : "") : box.value);

  function asWritten(box) {
    if (isTicked(box)) return box.defaultChecked ? "1" : "";
    if (box.tagName !== "SELECT") return box.defaultValue;
    return ([...box.options].find((x) => x.defaultSelected) ?? box.options[0])?.value ?? "";
  }
  const known = (box) => server.get(box) ?? asWritten(box);

  function keyOf(form) {
    const alike = (other) => `${new URL(other.getAttribute("action") || "", location.href).pathname}|${other.querySelector("[type=hidden][name=key]")?.value ?? ""}`;
    const same = forms().filter((x) => alike(x) === alike(form));
    return `${PREFIX}${alike(form)}|${same.indexOf(form)}`;
  }

  function named(form) {
    const seen = {};
    return boxes(form).map((box) => [`${box.name}#${(seen[box.name] = (seen[box.name] ?? -1) + 1)}`, box]);
  }

  const read = (key) => JSON.parse(localStorage.getItem(key) ?? "null");

  function write(key, record) {
    try {
      localStorage.setItem(key, JSON.stringify(record));
    } catch {
      // A full or forbidden store: the page itself still holds the text.
    }
  }

  function keep(form) {
    const changed = named(form).filter(([, box]) => !box.disabled && valueOf(box) !== known(box));
    if (!changed.some(([, box]) => box.matches(TEXTS))) return localStorage.removeItem(keyOf(form));
    const fields = Object.fromEntries(changed.map(([name, box]) => [name, { value: valueOf(box), was: known(box), isText: box.matches(WORDS) }]));
    write(keyOf(form), { at: Date.now(), page: location.pathname, fields });
  }

  // The server has these values of the boxes now; what was typed on meanwhile stays kept.
  function accept(values) {
    values.forEach(([box, value]) => server.set(box, value));
    new Set(values.map(([box]) => box.form)).forEach((form) => form && keep(form));
  }

  const all = () => Object.keys(localStorage).filter((x) => x.startsWith(PREFIX));

  function tidy() {
    const arrived = (document.body.dataset.arrived ?? "").split(" ");
    for (const key of all()) {
      const record = read(key);
      if (Date.now() - record.at > LASTS || (record.sent && arrived.includes(record.sent))) localStorage.removeItem(key);
    }
  }

  function put(box, value) {
    if (isTicked(box)) box.checked = value === "1";
    else box.value = value;
    for (let up = box.parentElement; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // Gives the boxes that were filled again, and in words what could not be put back.
  function restore(form) {
    const record = read(keyOf(form));
    const back = [];
    const lost = [];
    const present = new Map(named(form));
    for (const [name, { value, was, isText }] of Object.entries(record?.fields ?? {})) {
      const box = present.get(name);
      if (!box || box.disabled) lost.push(isText ? value : "");
      else if (valueOf(box) === value) server.set(box, was);
      else if (asWritten(box) !== was) lost.push(`${value}（这一格现在是“${asWritten(box)}”）`);
      else back.push([box, value]);
    }
    back.forEach(([box, value]) => put(box, value));
    return { form, back: back.map(([box]) => box), lost: lost.filter(Boolean) };
  }

  // What was typed here into a form that is not here any more.
  function orphans() {
    const here = new Set(forms().map(keyOf));
    const gone = all().filter((key) => !here.has(key) && read(key).page === location.pathname);
    return gone.map((key) => ({ key, lost: Object.values(read(key).fields).filter((x) => x.isText && x.value).map((x) => x.value) }));
  }

  function make(tag, more) {
    return Object.assign(document.createElement(tag), more);
  }

  function tell(found) {
    const back = found.flatMap((x) => x.back ?? []);
    const lost = found.flatMap((x) => x.lost);
    if (!back.length && !lost.length) return;
    const bar = make("div", { className: "alert alert-info", id: "kept-forms" });
    bar.setAttribute("role", "status");
    if (back.length) bar.append(`您上次填写、还没有提交成功的内容（${back.length}处）已放回原处，请核对后提交。`);
    if (lost.length) bar.append("这些内容没有提交成功，也不能放回原处，可以从这里复制：", make("ul", {}));
    bar.querySelector("ul")?.append(...lost.map((x) => make("li", { textContent: x })));
    const away = make("button", { type: "button", className: "btn btn-sm btn-outline-secondary", textContent: "不要这些内容" });
    away.addEventListener("click", () => drop(found, bar));
    bar.append(" ", away);
    document.querySelector("#content").prepend(bar);
  }

  function drop(found, bar) {
    found.flatMap((x) => x.back ?? []).forEach((box) => put(box, known(box)));
    found.forEach(({ form, key }) => localStorage.removeItem(key ?? keyOf(form)));
    bar.remove();
  }

  const formOf = (box) => (box.form?.matches(FORMS) && box.name && !box.matches(UNTYPED) ? box.form : null);
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const form = event.target.form !== undefined && formOf(event.target);
      if (form) keep(form);
    });
  }

  // One click is one request; the key says afterwards whether it arrived.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches(FORMS) || event.submitter?.formTarget === "_blank") return;
    if (form.dataset.sending) return event.preventDefault();
    form.dataset.sending = "1";
    setTimeout(() => delete form.dataset.sending, GUARD);
    setTimeout(() => event.defaultPrevented && delete form.dataset.sending);
    const record = read(keyOf(form));
    if (!record) return;
    record.sent = [...crypto.getRandomValues(new Uint8Array(16))].map((x) => x.toString(16).padStart(2, "0")).join("");
    write(keyOf(form), record);
    form.querySelector("[name=_sent]")?.remove();
    form.append(make("input", { type: "hidden", name: "_sent", value: record.sent }));
  });

  // Where the answer is a file the page stays: what has become of the form is said in its place.
  document.addEventListener("submit", (event) => {
    const told = document.getElementById(event.target.dataset.told);
    setTimeout(() => {
      if (!told || event.defaultPrevented) return;
      event.target.hidden = true;
      told.hidden = false;
      told.focus();
    });
  });

  document.addEventListener(
    "submit",
    (event) => {
      const left = event.target.matches("[data-sign-out]") ? all().length : 0;
      if (!left || window.confirm(`有${left}个表单填了还没有提交。退出后仍留在这台电脑上，您下次登录打开原来的页面时放回。现在退出吗？`)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );

  window.addEventListener("pageshow", (event) => event.persisted && forms().forEach((x) => delete x.dataset.sending));
  window.perfeval = Object.assign(window.perfeval ?? {}, { forms: { accept, boxes } });
  tidy();
  document.addEventListener("DOMContentLoaded", () => setTimeout(() => tell([...forms().map(restore), ...orphans()])));
})();
