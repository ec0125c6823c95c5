// Help at hand: the help of a cell and its earlier years, the verdict on 送审, printing.
"use strict";

(() => {
  const ask = document.getElementById("ask-verdict");
  const place = document.getElementById("verdict");

  async function showVerdict() {
    const answer = await fetch(ask.dataset.ask, { headers: { Accept: "text/html" } });
    if (!answer.ok || new URL(answer.url).pathname !== ask.dataset.ask) throw new Error(answer.status);
    place.innerHTML = await answer.text();
    const state = document.getElementById("save-state")?.dataset.state;
    if (state && !["clean", "saved"].includes(state)) {
      const note = document.createElement("p");
      note.className = "unsaved";
      note.textContent = "页面上还有未保存的修改，没有计入。";
      place.firstElementChild.prepend(note);
    }
    place.hidden = false;
    ask.setAttribute("aria-expanded", "true");
    place.focus();
  }

  function closeVerdict() {
    place.hidden = true;
    ask.setAttribute("aria-expanded", "false");
  }

  ask?.addEventListener("click", (event) => {
    event.preventDefault();
    if (place.hidden) showVerdict().catch(() => location.assign(ask.href));
    else closeVerdict();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !place || place.hidden) return;
    closeVerdict();
    ask.focus();
  });
  document.addEventListener("click", (event) => {
    if (place && !place.hidden && !place.contains(event.target) && event.target !== ask) closeVerdict();
    if (place?.contains(event.target) && event.target.closest("a")) closeVerdict();
    if (event.target.closest("[data-print]")) window.print();
  });

  // The help of a field stands once on the page, at its column's head or its label.
  const panel = document.getElementById("cell-help");
  const HELP = (input) => {
    const name = input.name?.replace(/^[a-z_]+-[^-]+-/, "");
    const head = input.closest("table")?.querySelector(`thead [data-help="${CSS.escape(name ?? "")}"]`);
    return head?.nextElementSibling.textContent ?? input.labels?.[0]?.title ?? "";
  };

  // Of the lines of a closed list, the one of the present choice stands out.
  function helpLine(line, input) {
    const choice = input.value && input.selectedOptions?.[0].textContent;
    if (!choice || !line.startsWith(`${choice}：`)) return line;
    return Object.assign(document.createElement("b"), { textContent: line });
  }

  function showHelp(input) {
    const row = input.closest("[data-row]");
    const years = row?.querySelector("template[data-history]");
    const text = row ? HELP(input) : "";
    panel.hidden = !text && !years;
    if (panel.hidden) return;
    document.getElementById("cell-help-title").textContent =
      input.getAttribute("aria-label") || input.labels?.[0]?.textContent || "";
    document.getElementById("cell-help-text").replaceChildren(...text.split(/(?<=\n)/).map((x) => helpLine(x, input)));
    document.getElementById("cell-help-years").replaceChildren(...(years ? [years.content.cloneNode(true)] : []));
  }

  const NUMBER = /^-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/;
  function showChange(input) {
    const earlier = input.closest("td")?.querySelector("[data-earlier]");
    if (!earlier || !earlier.dataset.number) return;
    const last = Number(earlier.dataset.number);
    const now = input.value.trim();
    const change = last > 0 && NUMBER.test(now) ? ((Number(now.replaceAll(",", "")) - last) * 100) / last : null;
    earlier.querySelector(".change").textContent =
      change === null ? "" : change === 0 ? "持平" : `${change < 0 ? "" : "+"}${change.toFixed(1)}%`;
  }

  if (panel) {
    document.addEventListener("focusin", (event) => {
      if (event.target.matches("input, select, textarea")) showHelp(event.target);
    });
    document.addEventListener("input", (event) => {
      showChange(event.target);
      if (event.target.matches("select")) showHelp(event.target);
    });
  }

  // A finding may lead to a row of another form than the one that is shown.
  function findRow() {
    const place = decodeURIComponent(location.hash.slice(1));
    const token = /^(?:id_)?((?:indicator|goal)-\d+)/.exec(place)?.[1];
    if (!token || document.getElementById(token) || !document.querySelector("#form-tabs a")) return;
    if (new URLSearchParams(location.search).get("at") !== token) location.replace(`?at=${token}#${place}`);
  }
  window.addEventListener("hashchange", findRow);
  findRow();
})();
