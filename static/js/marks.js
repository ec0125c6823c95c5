// Marks behind a text box: what findings speak of, and figures by name. They follow what is typed.
//
// Findings give places in the text that the server has, counted in characters. The box may hold other words by now:
// what stands before the first and behind the last difference keeps its mark, what was changed loses it.
"use strict";

(() => {
  const { rowOf, cells } = window.perfeval;
  const END = /[。！？!?\n]/;
  const TOKEN = /[{｛][^{}｛｝]+[}｝]/g;
  const known = () => new Set([...document.querySelectorAll("#figure-values [data-name]")].map((x) => x.dataset.name));
  const boxes = () => document.querySelectorAll(".marked textarea");

  // Characters beyond the basic plane count one for the server and two here.
  const offset = (text, count) => [...text].slice(0, count).join("").length;

  // From a place in the server's text to the place in the box; null where the words between changed.
  function mapper(base, now) {
    let head = 0;
    while (head < base.length && head < now.length && base[head] === now[head]) head += 1;
    let tail = 0;
    const most = Math.min(base.length, now.length) - head;
    while (tail < most && base[base.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
    return (start, end) => {
      if (end <= head) return [start, end];
      if (start >= base.length - tail) return [start, end].map((x) => x + now.length - base.length);
      return null;
    };
  }

  function place(box, start, end, was) {
    const base = cells.kept(box).replace(/\r\n/g, "\n").trim();
    const at = mapper(base, box.value)(offset(base, start), offset(base, end));
    return at && box.value.slice(...at) === was ? at : null;
  }

  function said(box) {
    const list = document.getElementById(`${rowOf(box).dataset.row}-findings`);
    return [...list.querySelectorAll("li[data-start]")].flatMap((item) => {
      const at = place(box, Number(item.dataset.start), Number(item.dataset.end), item.dataset.was);
      return at ? [{ item, start: at[0], end: at[1], kind: item.dataset.severity }] : [];
    });
  }

  function sentence(text, { start, end }) {
    let from = start;
    while (from > 0 && !END.test(text[from - 1])) from -= 1;
    const rest = text.slice(end).search(END);
    return [from, rest < 0 ? text.length : end + rest + 1];
  }

  function classes(text, found, tokens, names) {
    const of = Array.from({ length: text.length }, () => "");
    const put = (start, end, name) => of.fill(name, start, end);
    found.forEach((x) => put(...sentence(text, x), "said"));
    tokens.forEach((x) => put(x.index, x.index + x[0].length, isKnown(x[0], names) ? "chip" : "chip chip-unknown"));
    found.forEach((x) => put(x.start, x.end, `said-figure said-${x.kind}`));
    return of;
  }

  function isKnown(token, names) {
    const inside = token.slice(1, -1).trim();
    return names.has(inside) || names.has(inside.replace(/[:：][^:：]*$/, "").trim());
  }

  function draw(box) {
    const text = box.value;
    const found = said(box);
    const of = classes(text, found, [...text.matchAll(TOKEN)], known());
    const backdrop = box.previousElementSibling;
    const pieces = [];
    for (let start = 0; start < text.length; ) {
      let end = start + 1;
      while (end < text.length && of[end] === of[start]) end += 1;
      const words = text.slice(start, end);
      pieces.push(of[start] ? Object.assign(document.createElement("span"), { className: of[start], textContent: words }) : words);
      start = end;
    }
    backdrop.replaceChildren(...pieces, "\u200b");
    backdrop.scrollTop = box.scrollTop;
    point(box, found);
  }

  // The finding whose figure the cursor is in.
  function point(box, found = said(box)) {
    const list = document.getElementById(`${rowOf(box).dataset.row}-findings`);
    const here = box === document.activeElement ? box.selectionStart : -1;
    list.querySelectorAll(".is-here").forEach((x) => x.classList.remove("is-here"));
    found.filter((x) => x.start <= here && here <= x.end).forEach((x) => x.item.classList.add("is-here"));
  }

  const drawAll = () => boxes().forEach(draw);

  function select(box, start, end) {
    for (let up = box.parentElement; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    box.focus({ preventScroll: true });
    box.setSelectionRange(start, end);
    draw(box);
    const mark = box.previousElementSibling;
    const range = document.createRange();
    range.selectNodeContents(mark);
    const [node, within] = nodeAt(mark, start);
    if (node) range.setStart(node, within);
    const top = range.getBoundingClientRect().top - mark.getBoundingClientRect().top + mark.scrollTop;
    box.scrollTop = Math.max(0, top - box.clientHeight / 2);
    const y = box.getBoundingClientRect().top + top - box.scrollTop;
    window.scrollTo({ top: window.scrollY + y - window.innerHeight / 2 });
  }

  function nodeAt(root, count) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let left = count, node = walker.nextNode(); node; node = walker.nextNode()) {
      if (left < node.length) return [node, left];
      left -= node.length;
    }
    return [null, 0];
  }

  // ?find=… names a finding, ?at=12-18 characters, #id_section-…-text the box.
  function go(address) {
    const box = document.getElementById(decodeURIComponent(address.hash.slice(1)));
    if (!box?.matches(".marked textarea")) return false;
    const item = document.getElementById(`said-${address.searchParams.get("find")}`);
    const [start, end] = (address.searchParams.get("at") ?? "").split("-").map(Number);
    const one = said(box).find((x) => x.item === item);
    if (one) select(box, one.start, one.end);
    else if (end) select(box, offset(box.value, start), offset(box.value, end));
    else select(box, box.selectionStart, box.selectionEnd);
    return true;
  }

  window.perfeval.marks = { place, select };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href*='#id_section-']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const address = new URL(link.href);
    if (address.pathname === location.pathname && go(address)) event.preventDefault();
  });

  // Before anybody else: what is still being composed must be seen in its place too.
  window.addEventListener("input", (event) => event.target.matches(".marked textarea") && draw(event.target), true);
  document.addEventListener("scroll", (event) => {
    if (event.target.matches?.(".marked textarea")) event.target.previousElementSibling.scrollTop = event.target.scrollTop;
  }, true);
  document.addEventListener("selectionchange", () => {
    if (document.activeElement.matches(".marked textarea")) point(document.activeElement);
  });
  document.addEventListener("htmx:afterRequest", () => setTimeout(drawAll));
  document.addEventListener("toggle", drawAll, true);
  drawAll();
  // Behind what was typed before and is put back.
  setTimeout(() => {
    drawAll();
    go(new URL(location.href));
  }, 60);
})();
