"""From the bytes of a file to JSON data, refusing what JSON readers usually let pass."""

import json
from typing import Any, NoReturn

from .problems import Problem, UnreadableFileError, printable

LARGEST = 10_000_000
"""Bytes."""
DEEPEST = 40
"""Levels of nesting; the format has 6."""


class _Refused(ValueError):
    pass


def parse(raw: bytes) -> Any:
    """Read UTF-8 JSON without duplicate keys, NaN, or deep nesting. Raises UnreadableFileError."""
    if len(raw) > LARGEST:
        raise _error(f"超过{LARGEST}字节", f"不超过{LARGEST}字节")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise _error(f"第{problem.start}字节不是UTF-8", "UTF-8编码的JSON") from problem
    if _depth(text) > DEEPEST:
        raise _error("嵌套过深", f"嵌套不超过{DEEPEST}层")
    try:
        return json.loads(text, object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant)
    except json.JSONDecodeError as problem:
        place = f"第{problem.lineno}行第{problem.colno}列不合语法"
        raise _error(place, "JSON") from problem
    except _Refused as problem:
        raise _error(str(problem), "JSON，键不重复，没有NaN和Infinity") from problem
    except (RecursionError, ValueError) as problem:
        raise _error("数字过长或嵌套过深", "JSON") from problem


def _error(found: str, expected: str) -> UnreadableFileError:
    return UnreadableFileError([Problem("文件", found, expected)])


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        keys = [key for key, _ in pairs]
        again = next(key for key in keys if keys.count(key) > 1)
        raise _Refused(f"键“{printable(again)}”重复")
    return data


def _refuse_constant(name: str) -> NoReturn:
    raise _Refused(f"数字{name}")


def _depth(text: str) -> int:
    """The deepest nesting outside of strings."""
    depth = deepest = 0
    in_string = escaped = False
    for character in text:
        if in_string:
            in_string = escaped or character != '"'
            escaped = character == "\\" and not escaped
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest
