"""What is stored and not shown: the same pages with fewer years and indicators behind them.

    ./dev bench stored [DEPARTMENTS]

Three databases with the same rows in the two newest years, which is as far as any page looks: with two and
five years, with 10 and 30 indicators of each self-assessment. What a page costs follows what it shows and
adds up, so all three take the same processor time. DATABASE_URL must name a PostgreSQL.
"""

import sys
import tempfile
from collections.abc import Iterator

from . import province_rows
from .databases import databases, ready, use
from .province import MANY, SEED, Taken, lists, show, taken_by

SIDES = {"all": (5, 30), "fewer_years": (2, 30), "fewer_indicators": (5, 10)}
"""Years and indicators stored."""
UNLIKE = ("shared indicators", "years")
"""Pages that show indicators, or every year there is."""


def beside(taken: dict[str, Taken]) -> Iterator[str]:
    """Each page with everything stored, and how much of that it takes with less."""
    yield f"{'processor ms at best':18}" + "".join(f"  {x:>16}" for x in SIDES)
    for page, (_, most) in taken["all"].items():
        if page not in UNLIKE:
            spent = [min(side[page][1]) for side in taken.values()]
            yield f"{page:18}" + "".join(f"  {x:8.1f} ({x / min(most):4.2f})" for x in spent)


def main(departments: int = MANY, times: int = 9) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ready(folder)
        with databases(folder, *SIDES) as names:
            taken: dict[str, Taken] = {}
            for side, name in names.items():
                use(name)
                manager = province_rows.fill(departments, *SIDES[side], SEED)
                taken[side] = taken_by(lists(manager), times)
            for line in beside(taken):
                show(line)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3]))
