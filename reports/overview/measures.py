"""What the overview counts. A number and the list behind it are the same condition."""

from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from departments.models import Assessment, Extension

from .rates import RateBand

Status = Assessment.Status
DECIDED = (Status.APPROVED, Status.PUBLISHED)


@dataclass(frozen=True)
class Measure:
    """A count of self-assessments: its name, what it means, and which of them it counts."""

    label: str
    meaning: str
    condition: Q


def _sent_in_time() -> Q:
    """The first submission within the due date or the department's own, later one (as on the desk)."""
    extended = Q(extended_to__gt=F("fiscal_year__closes"), extended_to__gte=F("filed__first_sent"))
    return Q(filed__first_sent__lte=F("fiscal_year__due")) | extended


def _is_due() -> Q:
    """Nothing more may come in time."""
    today = localdate()
    extended = Q(extended_to__gt=F("fiscal_year__closes"), extended_to__gte=today)
    return Q(fiscal_year__due__lt=today) & ~extended


def measures() -> dict[str, Measure]:
    """Word in the address → measure; as of today."""
    sent = ~Q(status=Status.DRAFT)
    return {
        "expected": Measure("应报", "已下达任务的部门", Q()),
        "received": Measure("已报送", "送过审且没有取消的，含被退回的", sent),
        "on_time": Measure("按时报送", "首次送审不晚于应报日期（有延期的按延期）", sent & _sent_in_time()),
        "late": Measure("逾期报送", "首次送审晚于应报日期", sent & ~_sent_in_time()),
        "missing": Measure("未报送", "还没有送审", Q(status=Status.DRAFT)),
        "overdue": Measure("逾期未报", "未报送，并且已过应报日期", Q(status=Status.DRAFT) & _is_due()),
        "reviewing": Measure("审核中", "已送审，等待审核", Q(status=Status.SUBMITTED)),
        "returned": Measure("被退回", "现在退回修改的", Q(status=Status.RETURNED)),
        "approved": Measure("审核通过", "含已公开的", Q(status__in=DECIDED)),
        "published": Measure("已公开", "现在公开的", Q(status=Status.PUBLISHED)),
    }


def dated(rows: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """With the day that measures compare: the last one of all or of the department."""
    until = Extension.objects.filter(
        department=OuterRef("department"), fiscal_year=OuterRef("fiscal_year")
    ).values("closes")
    return rows.alias(extended_to=Coalesce(Subquery(until[:1]), F("fiscal_year__closes")))


def sent(rows: QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Those that have left their department; money and scores are read from `filed`, their latest figures.

    The year is the same in both tables: said once more, the figures of other years are not read.
    """
    return rows.exclude(status=Status.DRAFT).filter(filed__fiscal_year=F("fiscal_year"))


REVIEWED = Q(status__in=DECIDED, filed__reviewed__isnull=False)
"""The approval stands and carries a reviewed score."""


@dataclass(frozen=True)
class Band:
    """A band of scores, from its lower end up to the next one; the last includes 100."""

    lowest: int
    above: int

    @property
    def label(self) -> str:
        if not self.lowest:
            return "60以下"
        return f"{self.lowest}–100" if self.above > 100 else f"{self.lowest}–{self.above}"

    @property
    def condition(self) -> Q:
        below = Q(filed__total__lt=self.above) if self.above <= 100 else Q()
        return Q(filed__total__gte=self.lowest) & below & ~Q(status=Status.DRAFT)


BANDS = (Band(0, 60), *(Band(low, low + 5) for low in range(60, 95, 5)), Band(95, 101))
"""60以下, then five points each; the lower end belongs to the band."""
GAPS = {
    "lowered": ("复核低于自评", "lt"),
    "equal": ("复核等于自评", "exact"),
    "raised": ("复核高于自评", "gt"),
}
"""Word in the address → how the reviewed score lies to the department's own."""


def rate_condition(band: RateBand) -> Q:
    """The self-assessments that have filed and whose execution rate lies in the band."""
    return band.condition("filed__execution_rate") & ~Q(status=Status.DRAFT)


def gap_condition(gap: str) -> Q:
    """The self-assessments whose reviewed score lies so."""
    return REVIEWED & Q(**{f"filed__reviewed__{GAPS[gap][1]}": F("filed__total")})
