"""What is wrong in an assessment file: the place, the value found and what was expected."""

from collections.abc import Sequence
from typing import NamedTuple

MOST_SHOWN = 50


class Problem(NamedTuple):
    """One problem of a file: JSON path, value found, value expected."""

    path: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.path}：应为{self.expected}，实际为{self.found}"


class AssessmentFileError(ValueError):
    """The file cannot be read; `problems` holds all of them, the message the first fifty."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        shown = "；".join(map(str, self.problems[:MOST_SHOWN]))
        more = len(self.problems) - MOST_SHOWN
        super().__init__(f"{shown}；另有{more}处问题。" if more > 0 else f"{shown}。")


class UnreadableFileError(AssessmentFileError):
    """The file cannot be opened or is not JSON at all."""


def shown(value: object) -> str:
    """A value of the file in words, short and printable whatever it holds."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "对象"
    if isinstance(value, list):
        return f"列表（{len(value)}项）"
    if isinstance(value, str):
        return f"“{printable(value)}”"
    return f"数字{printable(str(value))}" if isinstance(value, float) else "数字"


def printable(text: str, longest: int = 60) -> str:
    """A text cut to one short line with everything invisible escaped."""
    cut = text if len(text) <= longest else f"{text[:longest]}…"
    return "".join(x if x.isprintable() else f"\\u{ord(x):04x}" for x in cut)
