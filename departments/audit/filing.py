"""Whose business an event is that is about no single self-assessment: the bodies under which it files."""

from collections.abc import Iterable

from departments import access
from departments.models import Department, User


def homes(paths: Iterable[str], *, by: User) -> dict[str, str]:
    """Each path with that of the body under which it files, "" where there is none.

    What lies in one body of the person files together, under the department that has all of it below: a row
    of one department under that department, a whole table under the authority.
    """
    held = [m.department.path for m in access.memberships(by)]
    parts: dict[str, list[str]] = {}
    for path in dict.fromkeys(paths):
        home = max((x for x in held if path.startswith(x)), key=len, default="")
        parts.setdefault(home, []).append(path)
    return {path: _above(part) for part in parts.values() for path in part}


def bodies(paths: Iterable[str], *, by: User) -> list[Department | None]:
    """The bodies of all the paths, at least one: None, for `record` to find one, where there is none."""
    wanted = dict.fromkeys(homes(paths, by=by).values())
    found = {x.path: x for x in Department.objects.filter(path__in=wanted)}
    return [found[x] for x in wanted if x in found] or [None]


def _above(paths: list[str]) -> str:
    """The longest path that all of them begin with, in whole codes."""
    first, last = min(paths).split("/")[:-1], max(paths).split("/")[:-1]
    shared = 0
    while shared < min(len(first), len(last)) and first[shared] == last[shared]:
        shared += 1
    return "".join(f"{code}/" for code in first[:shared])
