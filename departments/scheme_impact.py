"""What a changed 评分方案 does to the scores that were submitted: told before it is saved, and never kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nlargest

from django.db.models import Exists, OuterRef, QuerySet

from . import access, audit, rule_replay, set_up
from .models import FiscalYear, Submission, User
from .rule_replay import Replayed
from .scoring.schemes import Scheme

MOST = 500
"""Submissions scored in one answer; of more, those with the largest budgets."""
SHOWN = 100
"""Rows listed, those that move most."""
_SCORES = (
    "execution_weight", "indicator_weight", "grades", "tiers", "overachievement_ratio",
    "overachievement_deduction", "equal_rule",
)  # fmt: skip
"""What of a scheme a score or a grade depends on; the rest is words, lights and what the form asks."""
_PART = 25


@dataclass(frozen=True)
class Impact:
    """The latest submissions of one year under another scheme."""

    year: FiscalYear
    total: int
    """Submissions of the year in sight."""
    scored: int
    changed: int
    """Scorecards with another score or grade."""
    moved: int
    """Scorecards with another grade."""
    largest: tuple[Replayed, ...]
    """The changed ones, largest difference first, at most SHOWN."""
    seen: str
    """`fingerprint` of what was typed, and of the year."""

    @property
    def left_out(self) -> int:
        return self.total - self.scored

    @property
    def not_listed(self) -> int:
        return self.changed - len(self.largest)


def years(user: User) -> QuerySet[FiscalYear]:
    """The years of which the person sees submissions, newest first."""
    filed = _latest(user).filter(filed__fiscal_year=OuterRef("pk"))
    return set_up.fiscal_years(user).filter(Exists(filed)).order_by("-year", "authority__code")


def _latest(user: User) -> QuerySet[Submission]:
    """The latest submission of each self-assessment, as far as the person sees it."""
    return access.visible_submissions(user).filter(filed__isnull=False)


def moves_scores(before: Scheme, after: Scheme) -> bool:
    """Whether the change can move a score or a grade at all."""
    return any(getattr(before, name) != getattr(after, name) for name in _SCORES)


def impact(scheme: Scheme, year: FiscalYear, user: User) -> Impact:
    """Score what the person sees of the year once more. A scheme for projects is tried on the projects."""
    rows = _latest(user).filter(filed__fiscal_year=year)
    rows = rows.select_related("assessment", "scheme", "project_scheme")
    total = rows.count()
    light = rows.defer("findings", "explanations").order_by("-filed__budget", "pk")[:MOST]
    found = _Counted(light, scheme)
    largest = nlargest(SHOWN, found, key=lambda x: (abs(x.difference), x.is_moved))
    counts = (total, min(total, MOST), found.changed, found.moved)
    return Impact(year, *counts, tuple(largest), fingerprint(scheme, year))


def fingerprint(scheme: Scheme, year: FiscalYear) -> str:
    """Names exactly what scores in this scheme, and the year."""
    scores = {name: scheme.data[name] for name in _SCORES}
    return audit.canonical_sha256(scores | {"year": year.pk})


class _Counted:
    """Scorecards that change, counted as they pass: a submission is heavy, so only those listed are kept."""

    def __init__(self, rows: QuerySet[Submission], scheme: Scheme) -> None:
        self.rows, self.scheme = rows, scheme
        self.changed = self.moved = 0

    def __iter__(self) -> Iterator[Replayed]:
        for row in self.rows.iterator(chunk_size=_PART):
            for found in rule_replay.replay(row, self.scheme):
                self.changed += found.is_changed
                self.moved += found.is_moved
                if found.is_changed:
                    yield found
