"""xlsx: sheets of cells, read part by part without ever building the whole tree."""

import posixpath
import re
from collections.abc import Mapping

from . import limits
from .archive import Archive
from .book import Book, Refused, Sheet
from .markup import attribute, walk
from .sheet import SheetReader
from .values import DATE, DATE_1904, style_of

_CONTENT_TYPES = "[Content_Types].xml"
_RELATIONS = "_rels/.rels"


def read(archive: Archive) -> Book:
    """Every sheet of the workbook."""
    path = _main_part(archive)
    relations = _relations(archive, _rels_of(path))
    kinds = {kind.rpartition("/")[2]: target for kind, target in relations.values()}
    texts = _shared_texts(archive, _resolved(path, kinds.get("sharedStrings", "")))
    styles = _styles(archive, _resolved(path, kinds.get("styles", "")))
    budget = _Budget()
    sheets = []
    named, since_1904 = _sheets(archive, path)
    if since_1904:
        styles = [DATE_1904 if style == DATE else style for style in styles]
    for title, ident, state in named:
        kind, target = relations.get(ident, ("", ""))
        if kind.endswith("/worksheet"):
            reader = SheetReader(texts, styles, budget.spend)
            walk(archive.chunks(_resolved(path, target)), reader.start, reader.end, reader.text)
            sheets.append(Sheet(title, reader.rows, tuple(reader.merged), hidden=state != "visible"))
    if not sheets:
        raise Refused("文件中没有工作表。")
    return Book(tuple(sheets))


class _Budget:
    """Counts cells and characters of the whole workbook."""

    def __init__(self) -> None:
        self.cells = self.characters = 0

    def spend(self, characters: int) -> None:
        self.cells += 1
        self.characters += characters
        if self.cells > limits.CELLS or self.characters > limits.ALL_TEXT:
            raise Refused("表格内容过多，请只保留需要导入的内容后再上传。")


def _main_part(archive: Archive) -> str:
    if _CONTENT_TYPES not in archive:
        raise Refused("不是Excel工作簿（.xlsx）。")
    for kind, target in _relations(archive, _RELATIONS).values():
        if kind.endswith("/officeDocument") and "xl/" in target:
            return target.lstrip("/")
    raise Refused("不是Excel工作簿（.xlsx）。")


def _rels_of(path: str) -> str:
    folder, name = posixpath.split(path)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolved(base: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), target)) if target else ""


def _relations(archive: Archive, path: str) -> dict[str, tuple[str, str]]:
    """Id → kind and target of every inner relation; an outer one is refused unless it is a mere hyperlink."""
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name != "Relationship":
            return
        kind, target = attributes.get("Type", ""), attributes.get("Target", "")
        if attributes.get("TargetMode") == "External" and not kind.endswith("/hyperlink"):
            raise Refused("文件含有指向其他文件的链接，请断开链接后再上传。")
        found[attributes.get("Id", "")] = (kind, target)

    if path in archive:
        walk(archive.chunks(path), start, _nothing)
    return found


def _sheets(archive: Archive, path: str) -> tuple[list[tuple[str, str, str]], bool]:
    """Title, relation and state of every sheet, in order; whether days count from 1904."""
    found: list[tuple[str, str, str]] = []
    since_1904 = False

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal since_1904
        if name == "workbookPr":
            since_1904 = attributes.get("date1904", "0") in ("1", "true")
        if name == "sheet":
            title = attributes.get("name", "")[:60]
            ident = next((v for k, v in attributes.items() if k.endswith("relationships id")), "")
            found.append((title, ident, attributes.get("state", "visible")))
            if len(found) > limits.SHEETS:
                raise Refused(f"工作表超过{limits.SHEETS}个，请只保留需要导入的工作表。")

    walk(archive.chunks(path), start, _nothing)
    return found, since_1904


def _shared_texts(archive: Archive, path: str) -> list[str]:
    """The table of texts that cells refer to; phonetic hints are not part of a text."""
    texts: list[str] = []
    parts: list[str] = []
    inside: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        inside.append(name)
        if name == "si":
            parts.clear()

    def end(name: str) -> None:
        inside.pop()
        if name == "si":
            texts.append("".join(parts)[: limits.TEXT])
            if len(texts) > limits.CELLS:
                raise Refused("表格内容过多，请只保留需要导入的内容后再上传。")

    def text(data: str) -> None:
        if inside and inside[-1] == "t" and "rPh" not in inside:
            parts.append(data)

    if path and path in archive:
        walk(archive.chunks(path), start, end, text)
    return texts


def _styles(archive: Archive, path: str) -> list[str]:
    """Style of a cell → what it makes of a figure."""
    codes: dict[int, str] = {}
    formats: list[int] = []
    inside: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt":
            codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:200]
        elif name == "xf" and inside[-1:] == ["cellXfs"]:
            formats.append(_number(attribute(attributes, "numFmtId")))
        inside.append(name)

    def end(name: str) -> None:
        inside.pop()

    if path and path in archive:
        walk(archive.chunks(path), start, end)
    return [style_of(number, codes) for number in formats]


def _number(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,6}", text) else 0


def _nothing(name: str) -> None:
    """Ends of elements that need no care."""
