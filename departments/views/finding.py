"""问题: what the checks found in the submissions a person reviews, by rule, by department, and one by one."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from departments import access, found
from departments.models import User

from .listing import ROWS, Counted, between
from .narrowing import Narrowing
from .person import signed_in


def reviewing(request: HttpRequest) -> User:
    """The person, who reviews or manages somewhere. Raises PermissionDenied."""
    user = signed_in(request)
    if not access.departments_as(user, *access.REVIEWING):
        raise PermissionDenied
    return user


@login_required
@require_safe
def rule_list(request: HttpRequest) -> HttpResponse:
    """Rule × departments and findings."""
    user = reviewing(request)
    narrowing = Narrowing.of(request, user)
    rules = found.by_rule(found.findings(user, narrowing.narrowed))
    context = _context("rules", narrowing) | {"rules": rules, "total": sum(x.findings for x in rules)}
    return render(request, "departments/finding/rule_list.html", context)


@login_required
@require_safe
def department_list(request: HttpRequest) -> HttpResponse:
    """Department × findings."""
    user = reviewing(request)
    narrowing = Narrowing.of(request, user)
    rows, number = found.by_department(user, narrowing.narrowed)
    pages = Paginator(rows, ROWS)
    pages.count = number
    page = pages.get_page(narrowing.asked.get("page"))
    page.object_list = between(rows, page.start_index(), page.end_index(), number)
    context = _context("departments", narrowing)
    context |= {"page": page, "departments": found.with_departments(list(page))}
    return render(request, "departments/finding/department_list.html", context)


@login_required
@require_safe
def finding_list(request: HttpRequest) -> HttpResponse:
    """Every finding asked for, with its place, values, and what was said to it."""
    user = reviewing(request)
    narrowing = Narrowing.of(request, user)
    rows = found.in_order(found.findings(user, narrowing.narrowed), narrowing.narrowed)
    number = found.number_of(user, narrowing.narrowed)
    page = Counted(rows, ROWS, number).get_page(narrowing.asked.get("page"))
    one = narrowing.narrowed.department
    context = _context("findings", narrowing) | {
        "page": page,
        "rows": found.with_text(list(page)),
        "assessment": access.visible_assessments(user).filter(pk=one).first() if one else None,
        "managed": _managed(user),
    }
    return render(request, "departments/finding/finding_list.html", context)


def _context(tab: str, narrowing: Narrowing) -> dict[str, Any]:
    return {"tab": tab, "listing": narrowing, "narrowing": narrowing}


def _managed(user: User) -> set[int]:
    """The authorities whose rules the person may waive."""
    return {body.pk for body in access.departments_as(user, access.Role.MANAGER)}
