"""A look into doc and xls: the compound file of Office 97–2003, without macros, not locked."""

import struct
from collections.abc import Callable, Iterator
from typing import BinaryIO

from .compound import Compound, Damaged
from .refusal import Unfit

_NO_MACRO = "请另存为不含宏的docx或xlsx，或转换为PDF后上传"
_DAMAGED = ("文件已损坏，无法打开", "请检查原文件能否打开，另存后重新上传")
_LOCKED = ("文件有密码保护", "请去掉密码后上传")
_MACROS = frozenset(("_vba_project", "vba", "macros", "_vba_project_cur", "projectwm"))
_WORD, _BOOKS = "worddocument", ("workbook", "book")
_BOUNDSHEET, _FILEPASS, _EOF = 0x0085, 0x002F, 0x000A
_MACRO_SHEET = 1
_ENCRYPTED = 0x0100


def look_at_doc(file: BinaryIO) -> None:
    """Raises Unfit."""
    _look(file, _check_doc)


def look_at_xls(file: BinaryIO) -> None:
    """Raises Unfit."""
    _look(file, _check_xls)


def _look(file: BinaryIO, check: Callable[[Compound], None]) -> None:
    try:
        compound = Compound(file.read())
        if macros := _MACROS & compound.names:
            raise Unfit(f"含有宏（{min(macros)}）", _NO_MACRO)
        if "encryptedpackage" in compound.names:
            raise Unfit(*_LOCKED)
        check(compound)
    except (Damaged, struct.error, ValueError) as problem:
        raise Unfit(*_DAMAGED) from problem


def _check_doc(compound: Compound) -> None:
    if _WORD not in compound.streams:
        raise _other(compound, "Word 97-2003文档")
    (flags,) = struct.unpack("<H", compound.read(_WORD)[10:12])
    if flags & _ENCRYPTED:
        raise Unfit(*_LOCKED)


def _check_xls(compound: Compound) -> None:
    book = next((name for name in _BOOKS if name in compound.streams), None)
    if book is None:
        raise _other(compound, "Excel 97-2003工作簿")
    for kind, data in _records(compound.read(book)):
        if kind == _FILEPASS:
            raise Unfit(*_LOCKED)
        if kind == _BOUNDSHEET and len(data) > 5 and data[5] == _MACRO_SHEET:
            raise Unfit("含有Excel 4.0宏表", _NO_MACRO)


def _other(compound: Compound, expected: str) -> Unfit:
    known = {
        _WORD: "Word 97-2003文档",
        "workbook": "Excel 97-2003工作簿",
        "powerpoint document": "PPT 97-2003",
    }
    words = next((label for name, label in known.items() if name in compound.names), "其他文件")
    return Unfit(f"扩展名是{expected}的，内容却是{words}", "扩展名须与内容一致；其他文件请转换为PDF后上传")


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a workbook's first part, which names its sheets."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack("<HH", stream[at : at + 4])
        if kind == _EOF:
            return
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
