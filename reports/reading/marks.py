"""What calamine does not tell of a sheet: which figures are shown as per cent, and (ods) what is merged."""

from dataclasses import dataclass, field


@dataclass
class Marks:
    """Of one sheet: rows and columns count from 1; merged are top, left, bottom, right."""

    percents: set[tuple[int, int]] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
