"""How one value of the file is read and written; every problem is collected."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from departments.scoring.measures import Measure
from departments.scoring.numbers import QUANTITY, Bounds, NumberError, check_bounds
from departments.scoring.rounding import plain
from departments.scoring.visible import is_invisible

from .problems import Problem, printable, shown

LONGEST_TEXT = 20_000
MOST_ROWS = 5_000
REQUIRED = object()
"""Default of a key that must be there."""

Problems = list[Problem]
Read = Callable[[Any, str, Problems], Any]
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True)
class Field:
    """One key of an object: how it is read, written, and what an absent key means."""

    name: str
    read: Read
    default: Any = REQUIRED
    write: Callable[[Any], Any] = lambda value: value
    is_extra: bool = False
    """Left out of the written file while it is empty."""


def read_object(value: Any, fields: Sequence[Field], path: str, problems: Problems) -> dict[str, Any]:
    """Read an object key by key; unknown and missing keys are problems."""
    if not isinstance(value, Mapping):
        problems.append(Problem(path or "文件", shown(value), "对象"))
        return {}
    prefix = f"{path}." if path else ""
    known = {field.name for field in fields}
    for key in value:
        if key not in known:
            problems.append(
                Problem(f"{prefix}{printable(str(key))}", "未知的键", f"{'、'.join(sorted(known))}之一")
            )
    return {field.name: _read_field(value, field, prefix, problems) for field in fields}


def _read_field(value: Mapping[str, Any], field: Field, prefix: str, problems: Problems) -> Any:
    if field.name in value:
        return field.read(value[field.name], prefix + field.name, problems)
    if field.default is REQUIRED:
        problems.append(Problem(prefix + field.name, "缺少此键", "必填的键"))
        return None
    return field.default


def write_object(value: Any, fields: Sequence[Field]) -> dict[str, Any]:
    """Write a dataclass by its fields; empty extra keys are left out."""
    kept = ((field, getattr(value, field.name)) for field in fields)
    return {field.name: field.write(found) for field, found in kept if found or not field.is_extra}


def text(longest: int = LONGEST_TEXT) -> Read:
    """A text without invisible characters; null is not a text."""

    def read(value: Any, path: str, problems: Problems) -> str:
        if not isinstance(value, str):
            problems.append(Problem(path, shown(value), "文字"))
            return ""
        if len(value) > longest:
            problems.append(Problem(path, f"{len(value)}字", f"不超过{longest}字"))
        elif not value.isprintable() and (hidden := next(filter(is_invisible, value), None)):
            problems.append(Problem(path, f"字符U+{ord(hidden):04X}", "没有控制字符、零宽字符和方向字符"))
        return value

    return read


def figure(bounds: Bounds) -> Read:
    """A figure as a string within bounds, or null for blank."""

    def read(value: Any, path: str, problems: Problems) -> Decimal | None:
        if value is None:
            return None
        if not isinstance(value, str):
            problems.append(Problem(path, shown(value), '写成字符串的数字，例如"12.50"'))
        elif len(value) > 40 or not _NUMBER.fullmatch(value):
            problems.append(Problem(path, shown(value), '数字，例如"1234.56"'))
        else:
            return _within(Decimal(value), bounds, path, problems)
        return None

    return read


def measure(value: Any, path: str, problems: Problems) -> Measure | None:
    """A target or actual value: a figure, a text, or null for blank."""
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        problems.append(Problem(path, shown(value), '写成字符串的数字，例如"12.50"'))
        return None
    found = Measure.read(text(300)(value, path, problems))
    if found is not None and found.number is not None:
        _within(found.number, QUANTITY, path, problems)
    return found


def choice(options: Mapping[str, Any], *, optional: bool = False) -> Read:
    """One of a closed list of words; null where that is allowed."""

    def read(value: Any, path: str, problems: Problems) -> str | None:
        if (value is None and optional) or (isinstance(value, str) and value in options):
            return value
        words = [*options, *(["null"] if optional else [])]
        problems.append(Problem(path, shown(value), f"{'、'.join(words)}之一"))
        return None

    return read


def rows(fields: Sequence[Field], build: Callable[..., Any]) -> Read:
    """A list of objects, at most 5,000."""

    def read(value: Any, path: str, problems: Problems) -> tuple[Any, ...]:
        if not isinstance(value, list):
            problems.append(Problem(path, shown(value), "列表"))
            return ()
        if len(value) > MOST_ROWS:
            problems.append(Problem(path, f"{len(value)}行", f"不超过{MOST_ROWS}行"))
            return ()
        read_rows = [read_object(x, fields, f"{path}[{n}]", problems) for n, x in enumerate(value)]
        return tuple(build(**row) for row in read_rows if row)

    return read


def table(read_value: Read, *, longest_key: int = 100) -> Read:
    """An object with free keys."""

    def read(value: Any, path: str, problems: Problems) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            problems.append(Problem(path, shown(value), "对象"))
            return {}
        if len(value) > MOST_ROWS:
            problems.append(Problem(path, f"{len(value)}个键", f"不超过{MOST_ROWS}个"))
            return {}
        for key in value:
            text(longest_key)(key, f"{path}.{printable(str(key))}", problems)
        return {key: read_value(x, f"{path}.{printable(str(key))}", problems) for key, x in value.items()}

    return read


def written(value: Decimal | None) -> str | None:
    """A figure in the file: plain digits, null for blank."""
    return None if value is None else plain(value)


def _within(number: Decimal, bounds: Bounds, path: str, problems: Problems) -> Decimal | None:
    try:
        return check_bounds(number, bounds)
    except NumberError:
        expected = f"{plain(bounds.smallest)}至{plain(bounds.largest)}之间、最多{bounds.places}位小数的数字"
        problems.append(Problem(path, f"“{printable(plain(number))}”", expected))
        return None
