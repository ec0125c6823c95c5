"""指标库: indicators to pick from, data of `fixtures/library`; derived ones come from the budget."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.db import transaction

from . import audit, editing
from .earlier import plain_name
from .forms import parameters
from .forms.filling import filled, scope_of
from .forms.indicator import IndicatorForm
from .models import Assessment, Goal, Indicator, User
from .models.indicator import METHODS
from .scoring.accumulation import ACCUMULATIONS, usual
from .scoring.execution import DERIVED
from .scoring.facts import BudgetFacts

GROUPS = {"common": "共性指标", "output": "产出与成本", "benefit": "效益", "satisfaction": "满意度"}
"""Files of the library, in the order of the list."""


@dataclass(frozen=True)
class LibraryIndicator:
    """One indicator to pick: how it is usually set, what it means, where it comes from."""

    key: str
    group: str
    name: str
    level1: str
    level2: str
    method: str
    explanation: str
    source: str
    target: str = ""
    unit: str = ""
    weight: str = ""
    accumulation: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def how(self) -> str:
        """The way of scoring in words."""
        then = self.parameters.get("then")
        rule = parameters.in_words(self.parameters)
        words = [METHODS[self.method], METHODS[then] if then else "", rule]
        return "，".join(filter(None, words))

    @property
    def over_year(self) -> str:
        """How its values accumulate: as the file says, else as usual for its method and unit."""
        return self.accumulation or usual(self.method, self.unit)

    @property
    def accumulated(self) -> str:
        """The same in a word."""
        return ACCUMULATIONS[self.over_year]

    @property
    def figure(self) -> str:
        """The budget figure that it takes; "" when its value is entered."""
        key = self.parameters.get("figure")
        return DERIVED[key].formula if key else ""

    def present(self, budget: BudgetFacts) -> Decimal | None:
        """What the figure of the budget is now, per cent."""
        key = self.parameters.get("figure")
        return DERIVED[key].ratio(budget).percent if key else None

    def holds(self, words: Sequence[str]) -> bool:
        """Every word stands somewhere in it."""
        text = plain_name("".join((self.name, self.level1, self.level2, self.explanation, self.how)))
        return all(plain_name(word) in text for word in words)


@cache
def library() -> tuple[LibraryIndicator, ...]:
    """Every indicator, read once."""
    return tuple(
        LibraryIndicator(**row, group=group)
        for group in GROUPS
        for row in json.loads(
            (settings.BASE_DIR / "fixtures" / "library" / f"{group}.json").read_text("utf-8")
        )
    )


def search(query: str, group: str = "") -> list[LibraryIndicator]:
    """What holds every word of the query, of one group or of all."""
    words = query.split()
    return [row for row in library() if group in ("", row.group) and row.holds(words)]


@transaction.atomic
def pick(assessment: Assessment, goal: Goal, row: LibraryIndicator, *, by: User) -> Indicator:
    """Add it to the goal, as if it had been typed."""
    values = {name: getattr(row, name) for name in ("name", "level1", "level2", "method", "unit", "weight")}
    values |= {
        "goal": str(goal.pk),
        "target_measure": row.target,
        "accumulation": row.over_year,
        "rule": parameters.in_words(row.parameters),
    }
    values |= {name: row.parameters.get(name, "") for name in ("figure", "then")}
    form = filled(IndicatorForm, Indicator(), scope_of(assessment), values)
    if not form.is_valid():
        raise ValueError(f"{row.key}: {form.errors.as_json()}")
    editing.save_rows(assessment, "indicators", [editing.RowForm(form=form, base="")], by=by)
    audit.record(
        "edit", by=by, target=form.instance, assessment=assessment, reason=f"从指标库加入：{row.source}"
    )
    added: Indicator = form.instance
    return added
