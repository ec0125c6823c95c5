"""xls, next to calamine: which figures a sheet shows as per cent, whether the file is locked ([MS-XLS])."""

import struct
from collections.abc import Iterator

from departments.filing.compound import Compound, Damaged

from . import limits
from .book import Refused
from .marks import Marks
from .values import PERCENT, style_of

_BOOKS = ("workbook", "book")
_BOF, _FILEPASS, _BOUNDSHEET, _FORMAT, _XF = 0x0809, 0x002F, 0x0085, 0x041E, 0x00E0
_NUMBER, _RK, _MULRK, _FORMULA = 0x0203, 0x027E, 0x00BD, 0x0006
_LOCKED = "文件设有打开密码，请取消密码后再上传。"


def look(content: bytes) -> list[Marks]:
    """The marks of each sheet, in order; none where they are not understood. Raises Refused if locked."""
    try:
        compound = Compound(content)
        if "encryptedpackage" in compound.names:
            raise Refused(_LOCKED)
        stream = next((x for x in _BOOKS if x in compound.streams), None)
        return _sheets(compound.read(stream, limits.FILE_BYTES)) if stream else []
    except (Damaged, struct.error, ValueError, KeyError) as problem:
        if isinstance(problem, Refused):
            raise
        return []


def _sheets(stream: bytes) -> list[Marks]:
    formats: dict[int, str] = {}
    styles: list[int] = []
    places: list[int] = []
    for kind, data in _records(stream, 0):
        if kind == _FILEPASS:
            raise Refused(_LOCKED)
        if kind == _FORMAT and len(data) > 5:
            formats[struct.unpack_from("<H", data)[0]] = _text(data[2:])
        elif kind == _XF:
            styles.append(struct.unpack_from("<H", data, 2)[0])
        elif kind == _BOUNDSHEET:
            places.append(struct.unpack_from("<I", data)[0])
    percents = {at for at, number in enumerate(styles) if style_of(number, formats) == PERCENT}
    return [_sheet(stream, place, percents) for place in places[: limits.SHEETS]]


def _sheet(stream: bytes, place: int, percents: set[int]) -> Marks:
    marks = Marks()
    for kind, data in _records(stream, place):
        if kind in (_NUMBER, _RK, _FORMULA) and len(data) >= 6:
            row, column, style = struct.unpack_from("<HHH", data)
            found = [(column, style)]
        elif kind == _MULRK and len(data) >= 12:
            row, first = struct.unpack_from("<HH", data)
            count = (len(data) - 6) // 6
            found = [(first + n, struct.unpack_from("<H", data, 4 + 6 * n)[0]) for n in range(count)]
        else:
            continue
        marks.percents |= {(row + 1, column + 1) for column, style in found if style in percents}
    return marks


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of the stream, up to the end of that part."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == _BOF) - (kind == 0x000A)
        if kind == 0x000A and depth <= 0:
            return
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _text(data: bytes) -> str:
    """A text with its length in two bytes; of wide ones the low half is enough to see a %."""
    length, wide = struct.unpack_from("<HB", data)
    body = data[3:]
    return (
        body[: 2 * length].decode("utf-16-le", "replace") if wide & 1 else body[:length].decode("latin-1")
    )[:200]
