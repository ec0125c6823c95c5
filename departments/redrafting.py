"""A text that was begun from a draft which reads otherwise by now. What people wrote is never lost."""

from collections.abc import Sequence
from difflib import SequenceMatcher


def merged(text: str, old: str, new: str) -> str:
    """A text that was begun from one draft, brought to another: only lines nobody has changed go or come.

    A line of the old draft that still stands in the text goes when the new draft has no such line. A new line
    comes behind the one before it, or at the end where that one was rewritten.
    """
    lines, before, after = text.split("\n"), old.split("\n"), new.split("\n")
    for tag, a, b, c, d in reversed(SequenceMatcher(None, before, after, autojunk=False).get_opcodes()):
        if tag != "equal":
            _exchange(lines, before, (a, b), after[c:d])
    return "\n".join(lines)


def _exchange(lines: list[str], before: Sequence[str], gone: tuple[int, int], come: Sequence[str]) -> None:
    first, last = gone
    standing = [line for line in before[first:last] if line in lines]
    place = lines.index(standing[0]) if standing else _behind(lines, before, first)
    for line in standing:
        lines.remove(line)
    lines[place:place] = [line for line in come if line not in lines]


def _behind(lines: Sequence[str], before: Sequence[str], first: int) -> int:
    if first == 0:
        return 0
    above = before[first - 1]
    return lines.index(above) + 1 if above in lines else len(lines)


def difference(old: str, new: str) -> list[tuple[str, str]]:
    """The lines of two drafts that differ: - went, + came."""
    before, after = old.split("\n"), new.split("\n")
    found: list[tuple[str, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            found += [("-", line) for line in before[a:b]] + [("+", line) for line in after[c:d]]
    return found
