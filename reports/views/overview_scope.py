"""What the pages of the overview share: whose rows, of which year, narrowed by what."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest

from departments import access
from departments.models import Assessment, Department
from departments.views.desk import lean
from departments.views.listing import Listing
from departments.views.person import signed_in

from ..overview.measures import BANDS, GAPS, dated, gap_condition, measures, rate_condition, sent
from ..overview.parents import asked_code, below, name_of
from ..overview.rates import RATES

KINDS = dict(Department.Kind.choices)


def scoped(request: HttpRequest) -> QuerySet[Assessment]:
    """What the person manages. Raises PermissionDenied for everybody else."""
    user = signed_in(request)
    if not access.departments_as(user, access.Role.MANAGER):
        raise PermissionDenied
    return lean(access.tracked_assessments(user))


def year_of(listing: Listing) -> int:
    """The year asked for, else the newest one."""
    return listing.year or next(iter(listing.years), 0)


def kept_of(asked: Any) -> dict[str, str]:
    """What the form of a list carries on besides its own fields; a blank grade is one, 未评."""
    fields = ("order", "grade", "band", "rate", "gap", "parent")
    return {name: asked[name] for name in fields if asked.get(name) or (name == "grade" and name in asked)}


def narrowed(rows: QuerySet[Assessment], asked: Any) -> tuple[QuerySet[Assessment], list[str]]:
    """By kind, grade, bands and gap, and each in words; what is not understood is left out."""
    said: list[str] = []
    if (kind := asked.get("kind")) in KINDS:
        rows, said = rows.filter(department_kind=kind), [*said, str(KINDS[kind])]
    if "grade" in asked:
        grade = asked["grade"].replace("\0", "")[:10]
        rows = sent(rows).filter(filed__grade=grade)
        said.append(f"等级：{grade or '未评'}")
    if band := next((x for x in BANDS if str(x.lowest) == asked.get("band")), None):
        rows = rows.filter(band.condition)
        said.append(f"得分：{band.label}")
    if spent := next((x for x in RATES if x.word == asked.get("rate")), None):
        rows, said = rows.filter(rate_condition(spent)), [*said, f"执行率：{spent.label}（%）"]
    if (gap := asked.get("gap")) in GAPS:
        rows, said = rows.filter(gap_condition(gap)), [*said, GAPS[gap][0]]
    if code := asked_code(asked.get("parent", "")):
        rows, said = below(rows, [code]), [*said, f"主管部门：{name_of(code, rows)}"]
    return rows, said


def measure_of(asked: Any) -> str:
    """The measure asked for, by its word in the address."""
    return asked.get("measure", "") if asked.get("measure") in measures() else "expected"


def listed(scope: QuerySet[Assessment], listing: Listing) -> tuple[QuerySet[Assessment], list[str]]:
    """What the list shows under its conditions, and the less usual ones in words."""
    rows = dated(scope.filter(listing.of_any_state()))
    return narrowed(rows.filter(measures()[measure_of(listing.asked)].condition), listing.asked)
