"""What an outline may hold: its blocks by kind, their keys, and the tables that documents know."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .drafting import problems_of_draft

TABLES = ("execution", "projects", "form", "project_forms")
"""Names of the tables that documents can print."""
DEEPEST_HEADING = 4

_KEY = re.compile(r"[A-Za-z0-9_-]{1,60}")
Rule = tuple[Callable[[Any], bool], str]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_filled(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_lines(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_filled(line) for line in value)


def _is_level(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= DEEPEST_HEADING


def _is_key(value: Any) -> bool:
    return isinstance(value, str) and _KEY.fullmatch(value) is not None


TEXT: Rule = (_is_text, "文字")
FILLED: Rule = (_is_filled, "非空文字")
LINES: Rule = (_is_lines, "非空文字的列表")
SWITCH: Rule = (lambda value: isinstance(value, bool), "true或false")
LEVEL: Rule = (_is_level, f"1至{DEEPEST_HEADING}的整数")
KEY: Rule = (_is_key, "不超过60个字符的标识（字母、数字、-、_）")
TABLE: Rule = (lambda value: value in TABLES if isinstance(value, str) else False, f"{'、'.join(TABLES)}之一")

HEAD: dict[str, Rule] = {"document_title": LINES, "attachment_mark": TEXT, "subtitle": TEXT}
KINDS: dict[str, tuple[dict[str, Rule], dict[str, Rule]]] = {
    "heading": ({"heading": LEVEL, "text": FILLED}, {}),
    "section": (
        {"section": KEY, "title": FILLED},
        {"required": SWITCH, "help": TEXT, "draft": TEXT, "lead": TEXT},
    ),
    "attachment_note": ({"attachment_note": FILLED}, {}),
    "attachment": ({"attachment": FILLED, "table": TABLE}, {"title": LINES, "landscape": SWITCH}),
    "table": ({"table": TABLE}, {}),
}
"""Kind of block → the keys it must have, the keys it may have."""


def problems_of(data: Any) -> Iterator[str]:
    """What is wrong with an outline, in words, each block by its number."""
    blocks = data.get("blocks") if isinstance(data, dict) else None
    if not isinstance(blocks, list):
        yield "内容缺少blocks（标题、文字与表格的顺序）。"
        return
    yield from _values("", data, {"document_title": LINES}, HEAD)
    keys: list[str] = []
    for number, block in enumerate(blocks, 1):
        yield from _block(f"blocks[{number}]", block)
        keys += [str(block["section"])] if isinstance(block, dict) and "section" in block else []
    yield from (f"文字“{key}”重复。" for key in sorted(set(keys)) if keys.count(key) > 1)


def _block(place: str, block: Any) -> Iterator[str]:
    if not isinstance(block, dict):
        yield f"{place}应为对象。"
        return
    kind = next((kind for kind in KINDS if kind in block), None)
    if kind is None:
        yield f"{place}应有{'、'.join(KINDS)}之一，说明是哪种内容。"
        return
    must, may = KINDS[kind]
    yield from _values(f"{place}.", block, must, may)
    if isinstance(draft := block.get("draft"), str):
        yield from (f"{place}.draft：{problem}。" for problem in problems_of_draft(draft))
    unknown = sorted(str(key)[:40] for key in block if key not in must and key not in may)
    yield from (f"{place}不应有“{key}”，{kind}只能有{'、'.join([*must, *may])}。" for key in unknown)


def _values(
    prefix: str, data: Mapping[str, Any], must: Mapping[str, Rule], may: Mapping[str, Rule]
) -> Iterator[str]:
    for key, (is_right, expected) in {**may, **must}.items():
        if key not in data:
            if key in must:
                yield f"{prefix}{key}缺少，应为{expected}。"
        elif not is_right(data[key]):
            yield f"{prefix}{key}应为{expected}。"
