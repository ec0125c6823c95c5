"""主管部门: the department right below the authority, with all its units, in the tree of each row's year."""

from collections.abc import Collection
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

from departments.models import Assessment, Department
from departments.models.department import called
from departments.models.place import placed_as

from .figures import Figures, Group, counted, figures_of
from .measures import dated

LONGEST_CODE = 30
ORDERS = {name: name for name in ("expected", "missing", "overdue", "budget")}
"""Word in the address → the column the groups are ordered by."""


def below(rows: QuerySet[Assessment], codes: Collection[str]) -> QuerySet[Assessment]:
    """The rows of these 主管部门."""
    return rows.filter(parent_code__in=codes)


def asked_code(text: str) -> str:
    """A code as an address gives it."""
    return text.replace("\0", "")[:LONGEST_CODE]


def name_of(code: str, rows: QuerySet[Assessment]) -> str:
    """Its name of the rows' newest year, else today's of what stands above any of them, else the code."""
    own = rows.filter(department__code=code).order_by("-fiscal_year__year")
    if then := own.values_list("department_name", flat=True).first():
        return then
    today = Department.objects.filter(code=code).values_list("name", flat=True).first()
    return today if today and below(rows, [code]).exists() else code


def named(rows: QuerySet[Assessment], name: str) -> QuerySet[Assessment]:
    """The rows of the 主管部门 that are called so, in the year or today, or whose code begins so."""
    then = rows.order_by().filter(placed_as(name)).values("department__code")
    today = Department.objects.order_by().filter(called(name)).values("code")
    return rows.filter(Q(parent_code__in=then) | Q(parent_code__in=today))


def codes_of(rows: QuerySet[Assessment]) -> QuerySet[Assessment, str]:
    """The 主管部门 in their order, whose figures need not be known for it."""
    codes = rows.select_related(None).order_by("parent_code").values_list("parent_code", flat=True)
    return codes.distinct()


def grouped(rows: QuerySet[Assessment], order: str = "") -> QuerySet[Assessment, Any]:
    """One row of figures per 主管部门, by code where nothing else is asked: one statement."""
    found = dated(rows).select_related(None).order_by().values(code=F("parent_code"))
    return found.annotate(**counted()).order_by(*_in_order(order), "code")


def _in_order(order: str) -> list[OrderBy]:
    """Sums of nothing are the smallest, on every database."""
    if order.removeprefix("-") not in ORDERS:
        return []
    column = F(ORDERS[order.removeprefix("-")])
    return [column.desc(nulls_last=True) if order.startswith("-") else column.asc(nulls_first=True)]


def added(rows: QuerySet[Assessment]) -> Figures:
    """The sum of all groups."""
    return figures_of(dated(rows).select_related(None).order_by().aggregate(**counted()))


def groups_of(found: Collection[dict[str, Any]], rows: QuerySet[Assessment]) -> list[Group]:
    """With their names, those of the year where the 主管部门 files itself: two queries."""
    codes = [row["code"] for row in found]
    names = dict(Department.objects.filter(code__in=codes).values_list("code", "name"))
    then = rows.order_by().filter(department__code__in=codes)
    names |= dict(then.values_list("department__code", "department_name"))
    return [Group(row["code"], names.get(row["code"], row["code"]), figures_of(row)) for row in found]
