"""Long lists: narrowed by state, name, district and year, ordered by a column, fifty rows a page.

What cannot be understood in the address is left out, and a page that is not there is the nearest one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import HttpRequest

from departments.forms.keys import key_of
from departments.models import Assessment, FiscalYear
from departments.models.place import placed_as
from departments.statements import answers

ROWS = 50
"""On one page."""
LONGEST_NAME = 100
ALL_YEARS = "all"
"""In the address of a list that shows the newest year by itself."""
Row = TypeVar("Row", bound=Model)


def between(rows: QuerySet[Any, Any], first: int, last: int, number: int) -> list[Any]:
    """Rows from `first` to `last` of so many, counted from 1, in their order, which leaves nothing open.

    What is nearer to the end is read from there: what lies before is only passed over.
    """
    if first <= number // 2:
        return list(rows[max(first - 1, 0) : last])
    return list(rows.reverse()[number - last : number - first + 1])[::-1]


def of_keys(rows: QuerySet[Row], keys: Iterable[int]) -> list[Row]:
    """The rows of these keys, in the order of the keys; what is gone meanwhile is left out."""
    wanted = list(keys)
    found = {row.pk: row for row in rows.order_by().filter(pk__in=wanted)}
    return [found[pk] for pk in wanted if pk in found]


class Counted(Paginator[Row]):
    """Pages of rows whose number may be known. Only keys are put in order; wide rows are read of one page."""

    def __init__(self, rows: QuerySet[Row], per_page: int, number: int | None = None) -> None:
        super().__init__(rows, per_page)
        self._rows = rows
        if number is not None:
            self.count = number

    def page(self, number: int | str) -> Page[Row]:
        page = super().page(number)
        asked = self._rows.select_related(None).values_list("pk", flat=True)
        keys = between(asked, page.start_index(), page.end_index(), self.count)
        page.object_list = of_keys(self._rows, keys)
        return page


def _with_rows(scope: QuerySet[Assessment]) -> QuerySet[FiscalYear, tuple[int, int, str, int]]:
    """Key, authority with its name, and year of those in which there is anything."""
    there = scope.filter(fiscal_year=OuterRef("pk")).order_by().select_related(None)
    rows = FiscalYear.objects.filter(Exists(there)).order_by("authority__code", "-year")
    return rows.values_list("pk", "authority", "authority__name", "year")


def name_in(asked: Mapping[str, str]) -> str:
    """The name or code of a department that is asked for; "" for none."""
    return asked.get("name", "").replace("\0", "").strip()[:LONGEST_NAME]


@dataclass(frozen=True)
class Listing:
    """What is asked of a list. `orders` maps the word in the address to the columns it orders by."""

    asked: Mapping[str, str]
    states: Mapping[str, str]
    orders: Mapping[str, str]
    scope: QuerySet[Assessment]
    """Everything the person may see here, before it is narrowed."""
    newest: bool = False
    """Whether only the newest year is shown where no year is asked for."""

    @classmethod
    def of(
        cls,
        request: HttpRequest,
        scope: QuerySet[Assessment],
        orders: Mapping[str, str],
        *states: Assessment.Status,
        newest: bool = False,
    ) -> "Listing":
        """Read the address of the page."""
        labels = {str(state): str(state.label) for state in states or Assessment.Status}
        return cls(request.GET.dict(), labels, orders, scope, newest)

    @property
    def state(self) -> str:
        state = self.asked.get("state", "")
        return state if state in self.states else ""

    @property
    def name(self) -> str:
        return name_in(self.asked)

    @property
    def district(self) -> int | None:
        return self._choice("district", [pk for pk, _ in self.districts])

    @property
    def year(self) -> int | None:
        """None: all of them."""
        by_itself = self.newest and self.asked.get("year") != ALL_YEARS
        return self._choice("year", self.years) or (self._newest if by_itself else None)

    @property
    def _newest(self) -> int | None:
        """Of the district asked for."""
        years = (year for _, district, _, year in self._places if self.district in (None, district))
        return max(years, default=None)

    @property
    def shown_year(self) -> str:
        """The year as an address says it, so that what follows is about the same rows tomorrow."""
        return str(self.year or ALL_YEARS)

    @property
    def order(self) -> str:
        """The word that orders the list, behind a minus when the largest comes first; "" by itself."""
        order = self.asked.get("order", "")
        return order if order.removeprefix("-") in self.orders else ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.state or self.name or self.district or self._choice("year", self.years))

    @cached_property
    def _places(self) -> list[tuple[Any, ...]]:
        """Districts and years that there are: asked of the few years, not of the many rows."""
        return answers(self.scope, _with_rows)

    @property
    def places(self) -> tuple[tuple[int, int, str, int], ...]:
        """Key of the year, its authority with its name, and the year: those in which there is anything."""
        return tuple((pk, authority, name, year) for pk, authority, name, year in self._places)

    @property
    def districts(self) -> list[tuple[int, str]]:
        return list(dict.fromkeys((pk, name) for _, pk, name, _ in self._places))

    @property
    def years(self) -> list[int]:
        return sorted({year for *_, year in self._places}, reverse=True)

    def of_any_state(self, at: str = "") -> Q:
        """The rows asked for, whatever their state; `at` leads from the row to its self-assessment."""
        found = Q()
        if self.name:
            found &= placed_as(self.name, at)
        if self.district or self.year:
            found &= Q(**{f"{at}fiscal_year__in": self.keys(*([self.year] if self.year else self.years))})
        return found

    def keys(self, *years: int) -> list[int]:
        """The rows of these years in the district asked for: few, so that an index answers."""
        places = [x for x in self._places if x[3] in years]
        return [pk for pk, district, *_ in places if self.district in (None, district)]

    def wanted(self, at: str = "") -> Q:
        """The rows asked for."""
        return self.of_any_state(at) & (Q(**{f"{at}status": self.state}) if self.state else Q())

    def page(
        self, rows: QuerySet[Row], at: str = "", parameter: str = "page", number: int | None = None
    ) -> Page[Row]:
        """One page of the rows, newest year first and by code where nothing else is asked.

        `number` is how many rows there are, where that is known already.
        """
        years = () if self.year else (f"-{at}fiscal_year__year",)
        by_itself = (*years, f"{at}department__code", "pk")
        column, sign = self.orders.get(self.order.removeprefix("-")), "-" * self.order.startswith("-")
        columns = (f"{sign}{column}", *by_itself) if column else by_itself
        return Counted(rows.order_by(*columns), ROWS, number).get_page(self.asked.get(parameter))

    def _choice(self, name: str, known: list[int]) -> int | None:
        number = key_of(self.asked.get(name, ""))
        return number if number in known else None
