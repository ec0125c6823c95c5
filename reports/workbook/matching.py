"""Which present row a line of the file means."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.db.models import Model

from .columns import SheetKind
from .lines import Line
from .stamp import Stamp

Key = Callable[[SheetKind, Line | Model], tuple[str, ...]]


def matched(
    sheet: SheetKind, lines: Sequence[Line], present: Mapping[str, Model], stamp: Stamp | None, key: Key
) -> Iterator[tuple[Line, str]]:
    """Each line with the id of its row, "" for a new one.

    A copied row carries the id of the row it was copied from: the first keeps it, the others are new. A row
    without id that was added since the workbook was written is found again by its key: sending a file twice
    adds nothing twice.
    """
    known = {ident for name, ident in stamp.rows if name == sheet.name} if stamp else set()
    added = _by_key(sheet, {k: row for k, row in present.items() if k not in known}, key) if sheet.key else {}
    taken: set[str] = set()
    for line in lines:
        ident = line.ident
        if ident in taken and sheet.can_add:
            ident = ""
        if not ident and added:
            found = [x for x in added.get(key(sheet, line), []) if x not in taken]
            ident = found[0] if len(found) == 1 else ""
        if ident:
            taken.add(ident)
        yield line, ident


def _by_key(sheet: SheetKind, rows: Mapping[str, Model], key: Key) -> dict[tuple[str, ...], list[str]]:
    found: dict[tuple[str, ...], list[str]] = {}
    for ident, row in rows.items():
        found.setdefault(key(sheet, row), []).append(ident)
    return found
