"""The compound file of Office 97–2003 ([MS-CFB]): its directory and the beginning of its streams."""

import struct

_FREE, _END = 0xFFFFFFFF, 0xFFFFFFFE
_STREAM, _ROOT = 2, 5
_ENTRY = 128
_IN_HEADER = 109
"""Places of the allocation table that stand in the header."""
MAX_ENTRIES = 20_000


class Damaged(Exception):
    """The file is not what its first bytes say."""


class Compound:
    """Names of all entries in lower case, streams by name. No chain is longer than the file."""

    def __init__(self, content: bytes) -> None:
        if len(content) < 512:
            raise Damaged
        self._content = content
        self._shift, self._mini_shift = struct.unpack_from("<HH", content, 30)
        if self._shift not in (9, 12) or self._mini_shift != 6:
            raise Damaged
        self._cutoff, first_mini, _, first_more, _ = struct.unpack_from("<5I", content, 56)
        self._table = self._allocation(first_more)
        self.streams: dict[str, tuple[int, int]] = {}
        self.names = self._directory(struct.unpack_from("<I", content, 48)[0])
        self._mini_table = _numbers(self._chain(first_mini)) if first_mini < _END else ()

    def read(self, name: str, most: int = 1024 * 1024) -> bytes:
        """The beginning of a stream."""
        start, size = self.streams[name]
        if size >= self._cutoff:
            return self._chain(start, most)[: min(size, most)]
        found, container = bytearray(), self._chain(self._root)
        while start < _END and len(found) < min(size, most) and start < len(self._mini_table):
            found += container[start << self._mini_shift : (start + 1) << self._mini_shift]
            start = self._mini_table[start]
        return bytes(found[: min(size, most)])

    def _sector(self, number: int) -> bytes:
        at = (number + 1) << self._shift
        found = self._content[at : at + (1 << self._shift)]
        if number >= _END or not found:
            raise Damaged
        return found

    def _allocation(self, more: int) -> tuple[int, ...]:
        """Which sector follows which."""
        places = list(struct.unpack_from(f"<{_IN_HEADER}I", self._content, 76))
        most = 2 * _IN_HEADER + (len(self._content) >> self._shift)
        while more < _END:
            *listed, more = _numbers(self._sector(more))
            places += listed
            if len(places) > most:
                raise Damaged
        return _numbers(b"".join(self._sector(place) for place in places if place != _FREE))

    def _chain(self, start: int, most: int = 1 << 40) -> bytes:
        found = bytearray()
        while start < _END and len(found) < most:
            if start >= len(self._table) or len(found) > len(self._content):
                raise Damaged
            found += self._sector(start)
            start = self._table[start]
        return bytes(found)

    def _directory(self, first: int) -> frozenset[str]:
        entries = self._chain(first, MAX_ENTRIES * _ENTRY)
        if len(entries) >= MAX_ENTRIES * _ENTRY:
            raise Damaged
        names, self._root = set(), _END
        for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", entries, at + 64)
            name = entries[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").lower()
            start, size = struct.unpack_from("<II", entries, at + 116)
            if kind == _ROOT:
                self._root = start
            elif kind == _STREAM:
                self.streams.setdefault(name, (start, size))
            if kind:
                names.add(name)
        return frozenset(names)


def _numbers(content: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])
