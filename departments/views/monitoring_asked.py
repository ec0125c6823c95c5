"""Which tables of a round are meant: narrowed by state, light and department."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from departments.models import Monitoring, MonitoringRound
from departments.models.place import placed_as
from departments.scoring.monitoring import LIGHTS

from .listing import name_in

Status = Monitoring.Status
LATE = "late"
STATES = {**dict(Status.choices), LATE: "逾期未报"}


@dataclass(frozen=True)
class Asked:
    """What was asked for; what is not understood is left out."""

    round: str = ""
    name: str = ""
    state: str = ""
    light: str = ""

    @classmethod
    def of(cls, data: Mapping[str, str]) -> "Asked":
        state, light = data.get("state", ""), data.get("light", "")
        return cls(
            data.get("round", ""), name_in(data), state if state in STATES else "",
            light if light in LIGHTS else "",
        )  # fmt: skip

    @property
    def is_narrowed(self) -> bool:
        return bool(self.name or self.state or self.light)


class Rounds:
    """The rounds of which a person sees something, the one that is asked for, and its tables."""

    def __init__(self, shown: QuerySet[Monitoring], asked: Asked) -> None:
        self.shown, self.choice = shown, asked

    @cached_property
    def known(self) -> list[MonitoringRound]:
        there = MonitoringRound.objects.filter(Exists(self.shown.filter(round=OuterRef("pk"))))
        return list(there.select_related("fiscal_year__authority"))

    @cached_property
    def chosen(self) -> MonitoringRound | None:
        """The one asked for, else the newest."""
        wanted = (x for x in self.known if str(x.pk) == self.choice.round)
        return next(wanted, next(iter(self.known), None))

    @property
    def asked(self) -> dict[str, str]:
        """What is kept of the address."""
        kept = {**asdict(self.choice), "round": str(self.chosen.pk) if self.chosen else ""}
        return {name: value for name, value in kept.items() if value}

    @property
    def is_late(self) -> bool:
        """What was never reported by now is late; what came back was in time once."""
        return self.chosen is not None and self.chosen.due < timezone.localdate()

    @cached_property
    def counts(self) -> dict[str, int]:
        """Tables of the round by state; those of 逾期未报 are counted twice."""
        rows = self.shown.filter(round=self.chosen).order_by()
        counted: dict[str, int] = dict(rows.values_list("status").annotate(n=Count("*")))
        return counted | {LATE: counted.get(Status.DRAFT, 0) if self.is_late else 0}

    @property
    def owing(self) -> int:
        """How many tables of the round have still to be reported."""
        return sum(self.counts.get(x, 0) for x in Monitoring.OWING)

    @property
    def number(self) -> int | None:
        """How many `rows` there are, where that is known without counting them."""
        if self.choice.light or self.choice.name:
            return None
        states = [self.choice.state] if self.choice.state else list(Status)
        return sum(self.counts.get(x, 0) for x in states)

    @property
    def rows(self) -> QuerySet[Monitoring]:
        """The tables that are asked for."""
        rows, asked = self.shown.filter(round=self.chosen), self.choice
        if asked.state == LATE:
            rows = rows.filter(status=Status.DRAFT) if self.is_late else rows.none()
        elif asked.state:
            rows = rows.filter(status=asked.state)
        rows = rows.filter(**{f"{asked.light}__gt": 0}) if asked.light else rows
        return rows.filter(placed_as(asked.name, "assessment__")) if asked.name else rows
