"""A look at a PDF: it begins and ends as one, and no web page hides in its head."""

import os
import re
from typing import BinaryIO

from .refusal import Unfit

_HEAD, _TAIL = 1024, 4096
_MARKUP = re.compile(rb"<\s*(html|script|svg|!doctype|body|iframe)", re.IGNORECASE)


def look(file: BinaryIO) -> None:
    """Raises Unfit."""
    head = file.read(_HEAD)
    if not re.match(rb"%PDF-[12]\.\d", head):
        raise Unfit("PDF的版本标记不正确", "请重新导出为PDF后上传")
    if _MARKUP.search(head):
        raise Unfit("PDF开头夹带网页代码", "请重新导出为PDF后上传")
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _TAIL))
    if b"%%EOF" not in file.read():
        raise Unfit("PDF不完整（没有结束标记）", "请检查原文件能否打开，重新导出后上传")
