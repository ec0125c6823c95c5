"""A text that was begun from a draft which reads otherwise by now. What people wrote is never lost."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

_NUMBER = re.compile(r"^(?:[（(][0-9一二三四五六七八九十]+[）)]|[0-9一二三四五六七八九十]+[.．、])")
Opcode = tuple[str, int, int, int, int]


def merged(text: str, old: str, new: str) -> str:
    """A text that was begun from one draft, brought to another: only lines nobody has changed go or come.

    A line of the old draft that still stands in the text goes when the new draft has no such line. A new line
    comes behind the one before it, or at the end where that one was rewritten. The numbers of lines follow.
    """
    lines, before, after = text.split("\n"), old.split("\n"), new.split("\n")
    for tag, a, b, c, d in reversed(list(_opcodes(before, after))):
        if tag == "equal":
            _renumber(lines, before[a:b], after[c:d])
        else:
            _exchange(lines, before, (a, b), after[c:d])
    return "\n".join(lines)


def difference(old: str, new: str) -> list[tuple[str, str]]:
    """The lines of two drafts that differ, their numbers apart: - went, + came."""
    before, after = old.split("\n"), new.split("\n")
    found: list[tuple[str, str]] = []
    for tag, a, b, c, d in _opcodes(before, after):
        if tag != "equal":
            found += [("-", line) for line in before[a:b]] + [("+", line) for line in after[c:d]]
    return found


def _opcodes(before: Sequence[str], after: Sequence[str]) -> Iterator[Opcode]:
    plain, now = ([_NUMBER.sub("", line) for line in lines] for lines in (before, after))
    yield from SequenceMatcher(None, plain, now, autojunk=False).get_opcodes()


def _renumber(lines: list[str], before: Sequence[str], after: Sequence[str]) -> None:
    for old, new in zip(before, after, strict=True):
        if old != new and old in lines:
            lines[lines.index(old)] = new


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
