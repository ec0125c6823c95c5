// The reviewer's table: how far each row has got, and what to do where it was not saved. What is typed is kept by forms.js.
"use strict";

(() => {
  const SAVING = "保存中…";
  const SAVED = "已保存";
  const INVALID = "有错误，未保存";
  const FAILED = "未保存：网络不通或服务器没有回答，恢复后自动重试";
  const REFUSED = {
    403: "未保存：现在不是您审核，可能已被取消送审或已经作出决定；请刷新页面查看",
    404: "未保存：这份送审稿您已不能查看；请回到审核列表",
  };
  const SIGNED_OUT = "未保存：登录已过期";
  const RETRY_EVERY = 4000;
  const { forms, csrfToken, isSignedOut } = window.perfeval;
  const all = document.getElementById("review-lines");
  const boxesOf = (row) => forms.boxes(all).filter((box) => row.contains(box));
  const rowOf = (event) => event.detail.elt.closest?.(".review-row");

  function show(row, state, words) {
    let place = row.querySelector(".row-word");
    if (!place) {
      place = Object.assign(document.createElement("span"), { className: "row-word" });
      place.setAttribute("role", "status");
      row.querySelector("th").append(place);
    }
    row.dataset.state = state;
    place.textContent = words;
  }

  // One line above the table, with the way out.
  function warn(words, link) {
    let bar = document.getElementById("review-failed");
    if (!bar) {
      bar = Object.assign(document.createElement("div"), { id: "review-failed", className: "alert alert-danger" });
      bar.setAttribute("role", "alert");
      document.querySelector(".review-tools").before(bar);
    }
    if (bar.dataset.words === words) return;
    bar.dataset.words = words;
    bar.textContent = words;
    if (link) bar.append(" ", Object.assign(document.createElement("a"), { className: "btn btn-sm btn-danger", ...link }));
  }

  const failed = () => [...document.querySelectorAll('.review-row[data-state="failed"]')];

  function calm() {
    if (!failed().length) document.getElementById("review-failed")?.remove();
  }

  const signIn = { href: `/accounts/login/?next=${encodeURIComponent(location.pathname)}`, textContent: "重新登录" };

  function fail(row, words, isLost) {
    show(row, "failed", words.split("：")[0]);
    row.dataset.retry = words === FAILED ? "1" : "";
    if (isLost) warn("登录已过期，改动没有保存，已保留在本机；重新登录后回到本页，自动放回并保存。", signIn);
    else warn(`${words}。您填的已保留在本机。`);
  }

  document.addEventListener("htmx:configRequest", (event) => {
    if (!rowOf(event)) return;
    event.detail.formData.delete("csrfmiddlewaretoken");
    if (csrfToken()) event.detail.headers["X-CSRFToken"] = csrfToken();
  });
  document.addEventListener("htmx:beforeSend", (event) => {
    const row = rowOf(event);
    if (!row) return;
    event.detail.xhr.sentValues = boxesOf(row).map((box) => [box, box.type === "checkbox" ? (box.checked ? "1" : "") : box.value]);
    show(row, "saving", SAVING);
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (isSignedOut(event.detail.xhr.responseURL)) event.detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const row = rowOf(event);
    if (!row) return;
    const answer = event.detail.xhr;
    if (isSignedOut(answer.responseURL)) fail(row, SIGNED_OUT, true);
    else if (!event.detail.successful) fail(row, REFUSED[answer.status] ?? FAILED, false);
    else settle(row, answer);
    calm();
  });

  function settle(row, answer) {
    const isRefused = answer.getResponseHeader("X-Not-Saved") !== null;
    show(row, isRefused ? "error" : "saved", isRefused ? INVALID : SAVED);
    if (!isRefused) forms.accept(answer.sentValues.filter(([box]) => box.isConnected));
  }

  setInterval(() => {
    failed().filter((row) => row.dataset.retry).forEach((row) => row.dispatchEvent(new Event("change", { bubbles: true })));
  }, RETRY_EVERY);
  window.addEventListener("beforeunload", (event) => document.querySelector('.review-row[data-state="saving"]') && event.preventDefault());
})();
