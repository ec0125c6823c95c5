"""A text file as it comes: UTF-8 with or without BOM, UTF-16 with one, or GB18030."""

import codecs
from pathlib import Path

LARGEST = 20_000_000
"""Bytes; the longest published reports have a hundredth of it."""
_ENCODINGS = ("utf-8-sig", "gb18030")
_CONTROLS = frozenset(map(chr, range(32))) - set("\t\n\r\f\v")


class UnreadableTextError(ValueError):
    """The file cannot be opened or is no text; the message is for the person."""


def read_text(path: str | Path) -> str:
    """The characters of a text file, line ends as they are. Raises UnreadableTextError."""
    try:
        with Path(path).open("rb") as file:
            raw = file.read(LARGEST + 1)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise UnreadableTextError(f"无法打开文件（{reason}）。") from problem
    if len(raw) > LARGEST:
        raise UnreadableTextError(f"文件超过{LARGEST // 1_000_000}兆字节，请分开核对。")
    text = _decoded(raw)
    if text is None or _CONTROLS & set(text):
        raise UnreadableTextError("不是文本文件（UTF-8或GB18030编码）；Word、PDF请先另存为文本。")
    return text


def _decoded(raw: bytes) -> str | None:
    encodings: tuple[str, ...] = _ENCODINGS
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ("utf-16", *_ENCODINGS)
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
