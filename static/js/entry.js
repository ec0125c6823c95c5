// What was typed and what is saved: the state of every row and of the section.
//
// A row is clean → dirty → saving → saved, or error (refused), stale (somebody else wrote), failed (no answer).
"use strict";

(() => {
  const WORDS = {
    dirty: "有未保存的修改",
    saving: "保存中…",
    error: "有错误，未保存",
    stale: "与他人的修改冲突，未保存",
    failed: "未保存：网络不通或服务器没有回答，恢复后自动重试",
  };
  const REFUSED = {
    signedOut: "未保存：登录已过期，输入的内容已保留",
    403: "未保存：现在不能修改，可能已经送审；请刷新页面查看",
    404: "未保存：这一行已不存在或不属于本单位；请刷新页面",
    409: "未保存：已换了登录的人；请重新登录后再保存",
  };
  const TRIED_AGAIN = { 507: "未保存：服务器的磁盘已满，请告诉系统管理员；恢复后自动重试" };
  const WORST_FIRST = ["failed", "stale", "error", "saving", "dirty"];
  const RETRY_EVERY = 4000;
  const { rowOf, cells, csrfToken, isSignedOut } = window.perfeval;
  const section = document.getElementById("save-state");
  const retry = document.getElementById("retry");
  let isLeaving = false;
  let refused = "";
  let clock = 0;
  const typed = new WeakMap();
  let sending = [];
  let struck = new Set();
  let deletedAt = [];

  const stateOf = (row) => row.querySelector(".row-state");
  const states = () => [...document.querySelectorAll(".row-state")].map((x) => x.dataset.state);

  function mark(row, state) {
    const shown = row && stateOf(row);
    if (!shown) return;
    shown.dataset.state = state;
    if (state !== "error") shown.textContent = "";
    if (state !== "dirty" && state !== "clean") cells.follow(row, state);
    summarise();
  }

  function summarise() {
    const present = new Set(states());
    const worst = WORST_FIRST.find((state) => present.has(state));
    if (retry) retry.hidden = worst !== "failed";
    if (!section) return;
    const saved = [...document.querySelectorAll(".row-state[data-at]")].map((x) => x.dataset.at).concat(deletedAt).sort().pop();
    section.dataset.state = worst || (saved ? "saved" : "clean");
    const deleted = document.querySelectorAll("[data-row].is-deleted").length;
    const unsaved = deleted ? `${deleted}行已标为删除，按“保存”才生效` : WORDS.dirty;
    const failed = REFUSED[refused] ?? TRIED_AGAIN[refused] ?? WORDS.failed;
    const words = { ...WORDS, dirty: unsaved, failed }[worst];
    const text = words ?? (saved ? `已保存 ${saved}` : section.textContent);
    if (section.textContent !== text) section.textContent = text;
  }

  // The rows of a request: the row that sends itself, all that is not clean, or of a block what nobody has sent.
  function requestRows(event) {
    const element = event.detail.elt;
    if (element.hasAttribute("data-part")) return [];
    if (element.id !== "entry") return [rowOf(element)].filter(Boolean);
    const rows = [...document.querySelectorAll("[data-row]")].map((row) => [row, stateOf(row)?.dataset.state]);
    const isWanted = event.detail.formData.has("each")
      ? ([row, state]) => state === "dirty" && (!row.classList.contains("is-deleted") || struck.has(row))
      : ([, state]) => state !== "clean";
    return rows.filter(isWanted).map(([row]) => row);
  }

  // What was pasted is sent in one request; the answer gives its verdict row by row. Rows that undoing struck out go too.
  function saveTogether(rows = []) {
    struck = new Set(rows);
    if (!states().includes("dirty")) return;
    window.htmx.ajax("POST", location.pathname, { source: "#entry", swap: "none", values: { each: "1" } });
  }

  // A row whose last change is on its way or saved already has nothing to send.
  document.addEventListener("htmx:confirm", (event) => {
    const row = event.detail.elt;
    if (row.dataset.row && ["saving", "saved"].includes(stateOf(row)?.dataset.state)) event.preventDefault();
  });


  document.addEventListener("input", (event) => {
    const row = rowOf(event.target);
    if (!row || event.target.matches("[data-take-present]")) return;
    typed.set(row, (clock += 1));
    mark(row, "dirty");
  });

  document.addEventListener("htmx:configRequest", (event) => {
    if (csrfToken()) event.detail.headers["X-CSRFToken"] = csrfToken();
    event.detail.headers["X-Page-User"] = document.body.dataset.user;
    sending = requestRows(event);
    if (event.detail.elt.id !== "entry") return;
    const kept = new Set(sending.map((row) => row.dataset.row));
    for (const name of [...event.detail.formData.keys()]) {
      if (name === "rows") continue;
      const token = [...document.querySelectorAll("[data-row]")].find((x) => name.startsWith(`${x.dataset.row}-`));
      if (token && !kept.has(token.dataset.row)) event.detail.formData.delete(name);
    }
    event.detail.formData.delete("rows");
    kept.forEach((token) => event.detail.formData.append("rows", token));
  });

  document.addEventListener("htmx:beforeSend", (event) => {
    const rows = sending;
    event.detail.xhr.sentRows = rows;
    event.detail.xhr.sentValues = rows.flatMap(cells.sent);
    event.detail.xhr.sentAt = clock;
    rows.forEach((row) => mark(row, "saving"));
    if (section && !rows.length && event.detail.elt.id === "entry") section.textContent = "没有未保存的修改";
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const answer = event.detail.xhr;
    if (isSignedOut(answer.responseURL)) {
      event.detail.shouldSwap = false;
      fail(answer, "signedOut");
      window.perfeval.signedOut?.();
      return;
    }
    for (const row of answer.sentRows ?? []) {
      row.querySelectorAll(".cell-error").forEach((x) => (x.textContent = ""));
    }
  });

  document.addEventListener("htmx:oobAfterSwap", showErrors);
  document.addEventListener("htmx:afterRequest", (event) => {
    const answer = event.detail.xhr;
    if (event.detail.failed || !event.detail.successful) fail(answer, answer.status);
    for (const row of answer.sentRows ?? []) settle(row, answer);
    if (answer.sentRows?.some((row) => !row.isConnected)) deletedAt = [new Date().toTimeString().slice(0, 8)];
    showErrors();
    summarise();
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => fail(event.detail.xhr, ""));
  }

  // The answer has named the row's state; what was typed on meanwhile stays dirty.
  function settle(row, answer) {
    const state = stateOf(row)?.dataset.state;
    if (state === "saved") {
      for (const [input, value] of answer.sentValues) if (row.contains(input)) cells.accept(input, value);
    } else if (state) cells.follow(row, state);
    if ((typed.get(row) ?? 0) > answer.sentAt) mark(row, "dirty");
  }

  function fail(answer, why) {
    if (answer?.sentRows?.length) refused = why;
    for (const row of answer?.sentRows ?? []) mark(row, "failed");
  }

  function showErrors() {
    document.querySelectorAll(".cell-error[id]").forEach((place) => {
      const input = document.getElementById(`id_${place.id.replace(/-error$/, "")}`);
      if (!input) return;
      if (place.textContent.trim()) {
        input.setAttribute("aria-invalid", "true");
        place.closest("details")?.setAttribute("open", "");
      } else input.removeAttribute("aria-invalid");
    });
  }

  // Send again what found no answer: by the button, and by itself once the network is back.
  function again() {
    document.querySelectorAll('.row-state[data-state="failed"]').forEach((x) => {
      rowOf(x)?.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
  retry?.addEventListener("click", again);
  setInterval(() => (refused in REFUSED ? null : again()), RETRY_EVERY);

  document.addEventListener(
    "submit",
    (event) => {
      if (!event.target.hasAttribute("hx-post")) isLeaving = true;
      if (event.submitter?.name === "add") {
        isLeaving = true;
        event.stopImmediatePropagation();
      }
    },
    true,
  );

  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && states().some((state) => WORST_FIRST.includes(state))) event.preventDefault();
  });

  Object.assign(window.perfeval, { mark, summarise, saveTogether, leave: () => (isLeaving = true) });
})();
