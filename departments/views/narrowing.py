"""What a list of findings is narrowed by: read from the address, whatever is not understood left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.utils.http import urlencode

from departments import found
from departments.forms.keys import key_of
from departments.found import Narrowed
from departments.models import Assessment, SubmittedFinding, User
from departments.rulebook import FAMILIES, RULES, Rule, rule

from .listing import name_in

SEVERITIES = {"error": "错误", "warning": "提示"}
HANDLED = dict(SubmittedFinding.Handled.choices)
STATUSES = {key: label for key, label in Assessment.Status.choices if key != Assessment.Status.DRAFT}
FAMILY_NAMES = {key: name for key, (name, _) in FAMILIES.items()}


@dataclass(frozen=True)
class Choice:
    """One list to choose from, with what is chosen."""

    name: str
    label: str
    options: Mapping[str, str]
    chosen: str


@dataclass(frozen=True)
class Narrowing:
    """What was asked of the pages of findings."""

    asked: Mapping[str, str]
    years: list[int]

    @classmethod
    def of(cls, request: HttpRequest, user: User) -> "Narrowing":
        return cls(request.GET.dict(), found.years(user))

    @cached_property
    def narrowed(self) -> Narrowed:
        """The newest year where none is asked for."""
        chosen = {choice.name: choice.chosen for choice in self.choices}
        year = chosen.pop("year")
        return Narrowed(
            year=int(year) if year else None,
            **chosen,
            name=self.name,
            check=self._known("check", RULES),
            department=key_of(self.asked.get("department", "")),
        )

    @cached_property
    def choices(self) -> list[Choice]:
        years = {str(year): str(year) for year in self.years}
        year = self._known("year", years) or next(iter(years), "")
        lists = {
            "severity": ("级别", SEVERITIES), "family": ("规则类别", FAMILY_NAMES),
            "handled": ("处理", HANDLED), "status": ("自评状态", STATUSES),
        }  # fmt: skip
        return [
            Choice("year", "年度", years, year),
            *(Choice(name, label, known, self._known(name, known)) for name, (label, known) in lists.items()),
        ]

    @property
    def name(self) -> str:
        return name_in(self.asked)

    @property
    def rule(self) -> Rule | None:
        return rule(self.narrowed.check) if self.narrowed.check else None

    @property
    def is_narrowed(self) -> bool:
        return bool(self.name or any(x.chosen for x in self.choices if x.name != "year"))

    @property
    def link(self) -> str:
        """What was asked, without the page and without one rule or department: for the next page down."""
        dropped = ("page", "check", "department")
        return urlencode({key: value for key, value in self.asked.items() if key not in dropped and value})

    @property
    def whole_link(self) -> str:
        """What was asked, without the page: for the export."""
        return urlencode({key: value for key, value in self.asked.items() if key != "page" and value})

    def _known(self, name: str, known: Mapping[str, object]) -> str:
        asked = self.asked.get(name, "")
        return asked if asked in known else ""
