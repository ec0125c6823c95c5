"""A look at a picture: its frame is there, and it does not unpack into more than a screen can hold."""

import struct
from typing import BinaryIO

from .refusal import Unfit

MAX_PIXELS = 120_000_000
"""A 108-megapixel photograph still fits; its preview takes half a gigabyte of the reader's memory."""
_DAMAGED = ("图片已损坏，读不出宽和高", "请重新导出或拍摄后上传")
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG markers that begin a frame (SOF0–SOF15 without DHT, JPG and DAC)."""
_ALONE = frozenset((0x01, *range(0xD0, 0xD9)))
"""JPEG markers without a length."""


def look_at_png(file: BinaryIO) -> None:
    """Raises Unfit."""
    head = file.read(33)
    if len(head) < 33 or head[8:16] != b"\x00\x00\x00\rIHDR":
        raise Unfit(*_DAMAGED)
    _fits(*struct.unpack(">II", head[16:24]))


def look_at_jpeg(file: BinaryIO) -> None:
    """Raises Unfit."""
    file.seek(2)
    while True:
        marker = _next_marker(file)
        if marker in _ALONE:
            continue
        (length,) = struct.unpack(">H", _read(file, 2))
        if marker in _FRAMES:
            height, width = struct.unpack(">xHH", _read(file, 5))
            return _fits(width, height)
        if marker in (0xD9, 0xDA) or length < 2:
            raise Unfit(*_DAMAGED)
        file.seek(length - 2, 1)


def _next_marker(file: BinaryIO) -> int:
    if _read(file, 1) != b"\xff":
        raise Unfit(*_DAMAGED)
    code = _read(file, 1)
    while code == b"\xff":
        code = _read(file, 1)
    return code[0]


def _read(file: BinaryIO, count: int) -> bytes:
    found = file.read(count)
    if len(found) < count:
        raise Unfit(*_DAMAGED)
    return found


def _fits(width: int, height: int) -> None:
    if not width or not height:
        raise Unfit(*_DAMAGED)
    if width * height > MAX_PIXELS:
        raise Unfit(
            f"图片有{width}×{height}个像素，超过{MAX_PIXELS // 10_000}万像素的上限", "请缩小图片后上传"
        )
