"""What an outline may hold: its blocks by kind, their keys, and the tables that documents know."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .drafting import problems_of_draft
from .page_setup import faults_in

TABLES = ("execution", "projects", "form", "project_forms")
"""Names of the tables that documents can print."""
DEEPEST_HEADING = 4
LONGEST_TEXT = 20_000
"""Characters of 文字说明 that are kept."""
NAMES = ("year", "department")
"""What headings and titles may have in braces; figures belong in drafts."""
DRAWN = (
    "document_title",
    "attachment_mark",
    "subtitle",
    "text",
    "lead",
    "attachment_note",
    "attachment",
    "title",
)
"""Keys whose text is printed with those names."""

_BRACES = re.compile(r"\{[^{}]*\}")
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


def _is_length(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LONGEST_TEXT


def _is_key(value: Any) -> bool:
    return isinstance(value, str) and _KEY.fullmatch(value) is not None


TEXT: Rule = (_is_text, "文字")
FILLED: Rule = (_is_filled, "非空文字")
LINES: Rule = (_is_lines, "非空文字的列表")
SWITCH: Rule = (lambda value: isinstance(value, bool), "true或false")
LEVEL: Rule = (_is_level, f"1至{DEEPEST_HEADING}的整数")
KEY: Rule = (_is_key, "不超过60个字符的标识（字母、数字、-、_）")
LENGTH: Rule = (_is_length, f"1至{LONGEST_TEXT}的整数")
TABLE: Rule = (lambda value: value in TABLES if isinstance(value, str) else False, f"{'、'.join(TABLES)}之一")

HEAD: dict[str, Rule] = {"document_title": LINES, "attachment_mark": TEXT, "subtitle": TEXT}
KINDS: dict[str, tuple[dict[str, Rule], dict[str, Rule]]] = {
    "heading": ({"heading": LEVEL, "text": FILLED}, {}),
    "section": (
        {"section": KEY, "title": FILLED},
        {
            "required": SWITCH,
            "help": TEXT,
            "draft": TEXT,
            "lead": TEXT,
            "shortest": LENGTH,
            "longest": LENGTH,
        },
    ),
    "attachment_note": ({"attachment_note": FILLED}, {}),
    "attachment": ({"attachment": FILLED, "table": TABLE}, {"title": LINES, "landscape": SWITCH}),
    "table": ({"table": TABLE}, {}),
}
"""Kind of block → the keys it must have, the keys it may have."""


@dataclass(frozen=True)
class Fault:
    """What is wrong: in which block (0: the outline itself), at which key, in words."""

    number: int
    key: str
    message: str

    def __str__(self) -> str:
        place = f"blocks[{self.number}]" if self.number else ""
        return f"{place}{'.' if place and self.key else ''}{self.key}{self.message}"


def problems_of(data: Any) -> Iterator[str]:
    """What is wrong with an outline, in words, each block by its number."""
    return (str(fault) for fault in faults_of(data))


def faults_of(data: Any) -> Iterator[Fault]:
    """The same with its place apart."""
    blocks = data.get("blocks") if isinstance(data, dict) else None
    if not isinstance(blocks, list):
        yield Fault(0, "", "内容缺少blocks（标题、文字与表格的顺序）。")
        return
    yield from _values(0, data, {"document_title": LINES}, HEAD)
    yield from (Fault(0, key, message) for key, message in faults_in(data.get("page", {})))
    keys: list[str] = []
    for number, block in enumerate(blocks, 1):
        yield from _block(number, block)
        keys += [str(block["section"])] if isinstance(block, dict) and "section" in block else []
    yield from (Fault(0, "", f"文字“{key}”重复。") for key in sorted(set(keys)) if keys.count(key) > 1)


def _block(number: int, block: Any) -> Iterator[Fault]:
    if not isinstance(block, dict):
        yield Fault(number, "", "应为对象。")
        return
    kind = next((kind for kind in KINDS if kind in block), None)
    if kind is None:
        yield Fault(number, "", f"应有{'、'.join(KINDS)}之一，说明是哪种内容。")
        return
    must, may = KINDS[kind]
    yield from _values(number, block, must, may)
    if isinstance(draft := block.get("draft"), str):
        yield from (Fault(number, "draft", f"：{problem}。") for problem in problems_of_draft(draft))
    yield from _bounds(number, block)
    unknown = sorted(str(key)[:40] for key in block if key not in must and key not in may)
    allowed = "、".join([*must, *may])
    yield from (Fault(number, "", f"不应有“{key}”，{kind}只能有{allowed}。") for key in unknown)


def _bounds(number: int, block: Mapping[str, Any]) -> Iterator[Fault]:
    shortest, longest = block.get("shortest"), block.get("longest")
    if _is_length(shortest) and _is_length(longest) and shortest > longest:  # type: ignore[operator]
        yield Fault(number, "shortest", f"为{shortest}，应不大于最多字数{longest}。")


def _values(
    number: int, data: Mapping[str, Any], must: Mapping[str, Rule], may: Mapping[str, Rule]
) -> Iterator[Fault]:
    for key, (is_right, expected) in {**may, **must}.items():
        if key not in data:
            if key in must:
                yield Fault(number, key, f"缺少，应为{expected}。")
        elif not is_right(data[key]):
            yield Fault(number, key, f"应为{expected}。")
        elif key in DRAWN and not (key == "title" and "section" in data):
            yield from (Fault(number, key, problem) for problem in _names(data[key]))


def _names(text: str | list[str]) -> Iterator[str]:
    """Braces that would be printed as they stand."""
    allowed = "、".join(f"{{{name}}}" for name in NAMES)
    for found in _BRACES.findall("".join(text)):
        if found[1:-1] not in NAMES:
            yield f"：不能用{found}，这里只能用{allowed}。"
