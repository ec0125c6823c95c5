// A block copied from Excel or WPS fills cells to the right and below; rows are added as needed. It can be undone.
"use strict";

(() => {
  const { cells, changed, drafts, rowsOf, cellsOf, GRID_CELLS } = window.perfeval;
  const { byName } = drafts;
  const bar = document.getElementById("pasted");
  let last = null;

  // Rows of values: tabs and line ends part them, except inside quotes, as Excel writes a cell with several lines.
  function parse(text) {
    const rows = [[]];
    const PART = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/gy;
    const whole = text.replace(/(\r\n|\n|\r)$/, "");
    for (let match = PART.exec(whole); match; match = PART.exec(whole)) {
      rows.at(-1).push((match[1]?.replaceAll('""', '"') ?? match[2]).trim());
      if (!match[3]) break;
      if (match[3] !== "\t") rows.push([]);
    }
    return rows;
  }

  // Sums are worked out here: a line of them among others is no row of its own.
  const isTotal = (values) => /^[合总小]\s*计[：:]?$/.test(values.find(Boolean) ?? "");

  function isBlock(cell, text, block) {
    if (cell.tagName === "SELECT" || text.includes("\t")) return true;
    return block.length > 1 && !(window.perfeval.isEditing() && cell.tagName === "TEXTAREA");
  }

  function addTo(table) {
    const end = table.querySelector("tbody[id$=-end]");
    const button = end && document.querySelector(`[data-before="${end.id}"]`);
    return button && window.perfeval.add(button);
  }

  // A name that is not there yet: the server adds it with the row.
  function addOption(select, name) {
    const option = new Option(`${name}（新增）`, select.dataset.new + name);
    select.add(option);
    return option;
  }

  // The option meant by a text: a part of its words will do, but a name means itself: 商贸专项 is no 商贸专项工作经费.
  function meant(select, value) {
    const { new: named } = select.dataset;
    const options = [...select.options];
    if (named) return options.find((x) => x.text.trim() === value || x.value === (value && named + value));
    const same = (x) => x.text.trim() === value || x.value === value;
    return options.find(same) ?? options.find((x) => value && x.text.includes(value));
  }

  // Gives why the value could not be put in, or "".
  function put(cell, value, paste) {
    if (!cell) return value && "超出表格的列";
    let text = value;
    if (cell.tagName === "SELECT") {
      const option = meant(cell, value);
      if (!option && !(value && cell.dataset.new)) return value && `没有“${value}”这个选项`;
      if (!option) paste.named.add(value);
      text = (option ?? addOption(cell, value)).value;
    } else if (cell.tagName === "INPUT") text = value.replace(/\s*\n\s*/g, " ");
    paste.changes.push({ cell, before: cell.value, after: text });
    cell.value = text;
    return "";
  }

  const isKnown = (row) => Boolean(byName(`${row.dataset.row}-pk`)?.value) || !row.dataset.row.includes("-n");
  // A new row in which nothing had been written yet: undoing takes it away, blank it could not be kept.
  const isBlank = (row) => !isKnown(row) && !cells.changedIn(row).length;

  function fill(start, block) {
    const table = start.closest("table");
    const row = start.closest("[data-row]");
    const column = cellsOf(row).indexOf(start);
    const at = rowsOf(table).indexOf(row);
    const paste = { changes: [], added: [], blank: isBlank(row) ? [row] : [], problems: new Set(), named: new Set() };
    const lines = block.length > 1 ? block.filter((values) => !isTotal(values)) : block;
    paste.totals = block.length - lines.length;
    lines.forEach((values, down) => {
      let target = rowsOf(table)[at + down];
      if (!target && (target = addTo(table))) paste.added.push(target);
      if (!target) return;
      const places = cellsOf(target);
      values.forEach((value, right) => paste.problems.add(put(places[column + right], value, paste)));
    });
    paste.problems.delete("");
    paste.changes.forEach(({ cell }) => changed(cell));
    if (paste.changes.length) window.perfeval.saveTogether();
    return paste;
  }

  function say(words, isUndoable) {
    bar.hidden = false;
    bar.querySelector("span").textContent = words;
    bar.querySelector("button").hidden = !isUndoable;
  }

  function told({ changes, added, problems, named, totals }) {
    const rows = added.length ? `，新增${added.length}行` : "";
    const names = named.size ? `，新增${named.size}个项目（到“项目支出”补充科室和用途）` : "";
    const sums = totals ? `，略去${totals}行合计（由系统计算）` : "";
    const more = problems.size > 3 ? `等${problems.size}处` : "";
    const left = problems.size ? `；未填入：${[...problems].slice(0, 3).join("，")}${more}` : "";
    return `已粘贴${changes.length}格${rows}${sums}${names}${left}。`;
  }

  // Back to what was there, except where somebody has typed since. Rows on their way to the server are waited for.
  function undo() {
    if (!last) return;
    const isSaving = (row) => row.querySelector(".row-state").dataset.state === "saving";
    const added = [...last.added, ...last.blank.filter(isKnown)];
    if (added.some(isSaving)) {
      document.addEventListener("htmx:afterRequest", () => setTimeout(undo), { once: true });
      return;
    }
    const { changes } = last;
    last = null;
    for (const { cell, before, after } of changes.toReversed?.() ?? [...changes].reverse()) {
      if (!cell.isConnected || cell.value !== after || added.some((row) => row.contains(cell))) continue;
      cell.value = before;
      changed(cell);
    }
    added.filter((row) => row.isConnected).forEach((row) => window.perfeval.strike(row.dataset.row, true));
    window.perfeval.saveTogether(added);
    changes[0]?.cell.isConnected && changes[0].cell.focus();
    say("已撤销粘贴。", false);
  }

  document.addEventListener("paste", (event) => {
    const cell = event.target;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!cell.matches?.(GRID_CELLS) || cell.disabled || !text) return;
    const block = parse(text);
    if (block.length === 1 && block[0].length === 1 && /^"/.test(text) && cell.tagName === "TEXTAREA") {
      event.preventDefault();
      cell.setRangeText(block[0][0], cell.selectionStart, cell.selectionEnd, "end");
      changed(cell);
    } else if (isBlock(cell, text, block)) {
      event.preventDefault();
      last = fill(cell, block);
      say(told(last), true);
    }
  });

  document.addEventListener("keydown", (event) => {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    if (!isUndo || !last || last.isTypedOn || !event.target.matches?.(GRID_CELLS)) return;
    event.preventDefault();
    undo();
  });
  // Typing after the paste has its own undo again; the button stays.
  document.addEventListener("beforeinput", (event) => {
    if (last && event.target.matches?.(GRID_CELLS)) last.isTypedOn = true;
  });
  bar?.querySelector("button").addEventListener("click", undo);

  window.perfeval.parseBlock = parse;
})();
