"""XML of office files, a little at a time: no DTD, no entities, no bottomless nesting."""

import zlib
from collections.abc import Callable, Iterable, Mapping
from xml.parsers import expat

from . import limits
from .book import Refused

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]


class _Forbidden(Exception):
    """The document declares a type or nests too deeply."""


def walk(chunks: Iterable[bytes], start: Start, end: End, text: Callable[[str], None] | None = None) -> None:
    """Report elements by their local names. Raises Refused for anything malformed."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    depth = 0

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.DEPTH:
            raise _Forbidden
        start(_local(name), attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(_local(name))

    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    _feed(parser, chunks)


def _feed(parser: expat.XMLParserType, chunks: Iterable[bytes]) -> None:
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except _Forbidden as problem:
        raise Refused("文件内容含有不允许的声明或嵌套，不是正常的表格或文档。") from problem
    except (expat.ExpatError, zlib.error, LookupError, UnicodeError) as problem:
        raise Refused("文件内容已损坏，请重新保存后再上传。") from problem


def _refuse(*_: object) -> None:
    raise _Forbidden


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def attribute(attributes: Mapping[str, str], name: str, default: str = "") -> str:
    """An attribute by its local name, in whatever namespace."""
    if name in attributes:
        return attributes[name]
    return next((value for key, value in attributes.items() if _local(key) == name), default)
