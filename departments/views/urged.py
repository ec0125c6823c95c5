"""催报 by a button: which rows, what is said to them, and what the manager is told afterwards."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

from departments.forms.keys import keys_of
from departments.models import Assessment

LONGEST = 500
NAMED = 5
"""Departments without people that are named; of the others, how many."""
Row = TypeVar("Row", bound=Model)


def text_of(request: HttpRequest, data: Any) -> str | None:
    """What the manager says, "" for nothing else; None, and told so, where it is too long."""
    text: str = data.get("text", "").strip()
    if len(text) <= LONGEST:
        return text
    messages.error(request, f"催报的话不能超过{LONGEST}字，现在{len(text)}字；没有催报。")
    return None


def ticked(rows: QuerySet[Row], chosen: Sequence[str]) -> QuerySet[Row]:
    """Raises Http404 when none of what is ticked is among them."""
    numbers = keys_of(chosen)
    found = rows.filter(pk__in=numbers)
    if numbers and not found.exists():
        raise Http404
    return found


def say(request: HttpRequest, number: int, without: Sequence[Assessment], *, nothing: str) -> None:
    """How many were told and who has nobody to be told; `nothing` where it was asked of nobody."""
    if number:
        messages.success(request, f"已催报{number}个部门，对方的填报人和负责人会收到通知。")
    elif not without:
        messages.warning(request, nothing)
    if without:
        names = "、".join(x.department_name for x in without[:NAMED])
        more = "等" if len(without) > NAMED else ""
        messages.warning(
            request,
            f"{names}{more}共{len(without)}个部门还没有填报人和负责人，无人可以通知；请先在“设置”里给角色。",
        )
