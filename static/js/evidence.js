// 佐证材料: upload by dropping or choosing, one file after the other, with progress.
"use strict";

(() => {
  const { isSignedOut } = window.perfeval;
  const { posted, refresh, SIGNED_OUT, NO_ANSWER } = window.perfeval.parts;
  document.documentElement.classList.add("scripted");
  const upload = document.getElementById("upload");
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
})();
