// 佐证材料: upload by dropping or choosing, one file after the other, with progress; ties saved as they are ticked.
"use strict";

(() => {
  const { csrfToken, isSignedOut } = window.perfeval;
  document.documentElement.classList.add("scripted");
  const upload = document.getElementById("upload");
  const SIGNED_OUT = "登录已过期，请在新窗口登录后点“重试”";
  const NO_ANSWER = "网络不通或服务器没有回答";

  function posted(form) {
    const data = new FormData(form);
    if (csrfToken()) data.set("csrfmiddlewaretoken", csrfToken());
    return data;
  }

  // --- parts of the page that follow what was saved ---
  async function fresh(answer) {
    if (!answer.ok) throw new Error(answer.status === 403 ? "现在不能修改，可能已经送审；请刷新页面" : NO_ANSWER);
    if (isSignedOut(answer.url)) throw new Error(SIGNED_OUT);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  function swap(page) {
    const focused = document.activeElement?.id;
    for (const part of document.querySelectorAll("[data-fresh], #sections, .messages")) {
      const same = part.dataset.fresh ? `[data-fresh="${part.dataset.fresh}"]` : part.id ? `#${part.id}` : ".messages";
      const next = page.querySelector(same);
      if (next) part.replaceWith(document.adoptNode(next));
    }
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  const refresh = async () => swap(await fresh(await fetch(location.href)));

  // --- uploads ---
  const waiting = [];
  let isBusy = false;

  function rowFor(file) {
    const row = document.getElementById("upload-row").content.firstElementChild.cloneNode(true);
    row.querySelector(".upload-name").textContent = file.name;
    row.querySelector("button").addEventListener("click", () => {
      row.querySelector("button").hidden = true;
      say(row, "waiting", "等待上传");
      waiting.push({ file, row });
      next();
    });
    document.getElementById("uploads").append(row);
    say(row, "waiting", "等待上传");
    return row;
  }

  function say(row, state, words) {
    row.dataset.state = state;
    row.querySelector(".upload-state").textContent = words;
    row.querySelector("button").hidden = state !== "failed";
  }

  function take(files) {
    document.querySelectorAll('#uploads li[data-state="done"]').forEach((row) => row.remove());
    for (const file of files) waiting.push({ file, row: rowFor(file) });
    next();
  }

  async function next() {
    if (isBusy) return;
    isBusy = true;
    while (waiting.length) await send(waiting.shift());
    isBusy = false;
    await refresh().catch(() => {});
    watch([2, 4, 8, 16]);
  }

  // A virus scanner answers within seconds: look a few times, unless somebody is in the middle of something.
  function watch([first, ...later]) {
    if (!first || !document.querySelector(".scan-pending")) return;
    setTimeout(async () => {
      const isInUse = isBusy || document.querySelector(".ties-row, .evidence-files .verb[open]");
      if (!isInUse) await refresh().catch(() => {});
      watch(later);
    }, first * 1000);
  }

  function send({ file, row }) {
    const data = posted(upload);
    data.delete("files");
    data.append("files", file, file.name);
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      const failed = (why) => {
        say(row, "failed", `没有上传：${why}`);
        done();
      };
      request.open("POST", upload.action);
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", (event) => {
        if (!event.lengthComputable) return;
        const share = Math.floor((event.loaded / event.total) * 100);
        row.querySelector("progress").value = share;
        say(row, "sending", share < 100 ? `${share}%` : "检查中…");
      });
      request.addEventListener("error", () => failed(NO_ANSWER));
      request.addEventListener("load", () => {
        if (isSignedOut(request.responseURL)) return failed(SIGNED_OUT);
        if (request.status === 403) return failed("现在不能上传，可能已经送审；请刷新页面");
        if (request.status === 413) return failed("文件太大，服务器不接收");
        told(row, request.responseText, failed);
        return done();
      });
      request.send(data);
    });
  }

  function told(row, text, failed) {
    try {
      const { message, ok } = JSON.parse(text).files[0];
      row.querySelector("progress").value = 100;
      say(row, ok ? "done" : "refused", message);
    } catch {
      failed(NO_ANSWER);
    }
  }

  if (upload) {
    let depth = 0;
    const light = (by) => {
      depth = Math.max(0, depth + by);
      upload.classList.toggle("is-over", depth > 0);
    };
    const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    document.addEventListener("dragenter", (event) => hasFiles(event) && light(1));
    document.addEventListener("dragleave", (event) => hasFiles(event) && light(-1));
    document.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
    document.addEventListener("drop", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      light(-depth);
      take(event.dataTransfer.files);
    });
    document.getElementById("files").addEventListener("change", (event) => {
      take(event.target.files);
      event.target.value = "";
    });
    window.addEventListener("beforeunload", (event) => {
      if (isBusy) event.preventDefault();
    });
  }

  // --- ties: saved one after the other; what is ticked meanwhile goes with the next ---
  let pending = 0;
  let line = Promise.resolve();

  function state(form, name, words) {
    const place = form.querySelector("[data-tie-state]") ?? form;
    place.dataset.state = name;
    if (place !== form) place.textContent = words;
    else form.title = words;
  }

  async function save(form) {
    const data = posted(form);
    state(form, "saving", "保存中");
    try {
      const page = await fresh(await fetch(form.action, { method: "POST", body: data }));
      form.querySelectorAll("[name=was]").forEach((input) => input.remove());
      for (const token of data.getAll("ties")) {
        form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "was", value: token }));
      }
      pending -= 1;
      state(form, "saved", "已保存");
      if (pending) return;
      swap(page);
      const again = document.querySelector(`form[data-ties][action="${CSS.escape(form.getAttribute("action"))}"]`);
      if (again) state(again, "saved", "已保存");
    } catch (problem) {
      pending -= 1;
      state(form, "failed", `未保存：${problem.message}`);
    }
  }

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-ties]");
    if (!form) return;
    pending += 1;
    line = line.then(() => save(form));
  });

  // --- opening the ties of a file, deleting: without losing the place on the page ---
  async function go(address, options) {
    try {
      swap(await fresh(await fetch(address, options)));
    } catch {
      location.assign(typeof address === "string" ? address : location.href);
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-open]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    history.replaceState(null, "", link.href);
    go(link.href).then(() => document.querySelector(".ties-row input[type=checkbox]")?.focus());
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-swap]");
    if (!form) return;
    event.preventDefault();
    go(form.action, { method: "POST", body: posted(form) });
  });
})();
