"""A look at plain text: it decodes, and holds nothing but text."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from .refusal import Unfit

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP = re.compile(r"<\s*(!doctype\s+html|html|svg|script|iframe|\?xml)\b", re.IGNORECASE)
_WORDS = {"svg": "SVG图形", "?xml": "XML", "script": "网页脚本"}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ENCODINGS = ("utf-8", "gb18030")


def look(file: BinaryIO) -> None:
    """Raises Unfit."""
    written = decoded(file.read())
    if written is None:
        raise Unfit("内容不是文本（既不是UTF-8也不是GB18030编码）", "请另存为UTF-8文本后上传")
    if control := _CONTROL.search(written):
        where = f"第{control.start() + 1}个字符是控制字符（U+{ord(control.group()):04X}）"
        raise Unfit(f"内容不是纯文本，{where}", "请另存为UTF-8文本，或转换为PDF后上传")
    if markup := _MARKUP.search(written):
        raise Unfit(f"文本中夹带{_in_words(markup)}代码", "系统不接收网页和SVG图形，请转换为PDF后上传")


def decoded(content: bytes) -> str | None:
    """The text in the encoding it announces, else UTF-8, else GB18030; None when it is none of them."""
    return next((text for _, text in _read(content)), None)


def charset_of(content: bytes) -> str | None:
    """By which name a browser knows the encoding of such a text; None when it is none of them."""
    return next((encoding.removesuffix("-sig") for encoding, _ in _read(content)), None)


def _read(content: bytes) -> Iterator[tuple[str, str]]:
    announced = [encoding for bom, encoding in _BOMS if content.startswith(bom)]
    for encoding in announced or _ENCODINGS:
        try:
            yield encoding, content.decode(encoding)
        except UnicodeDecodeError:
            continue


def is_like_text(head: bytes) -> bool:
    """The first bytes hold no NUL, or announce UTF-16."""
    return b"\x00" not in head or head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def markup_in(head: bytes) -> str:
    """What a file that begins with markup is called; empty for anything else."""
    begin = (
        head.decode("utf-16", "replace") if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head.decode("latin-1")
    )
    found = re.search(r"<\s*(svg)\b", begin, re.IGNORECASE) or _MARKUP.search(begin)
    starts = re.match(r"[\s\ufeffï»¿]*<", begin)
    return _in_words(found) if found and starts else ""


def _in_words(markup: re.Match[str]) -> str:
    return _WORDS.get(markup.group(1).lower(), "HTML网页")
