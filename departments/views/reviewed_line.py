"""复核: self-score and reviewer's score of every line side by side, saved row by row."""

from collections.abc import Callable, Collection
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from departments import access, earlier, holding, remark_places, review_repeating, reviewing, workflow
from departments.forms.tidy import tidied
from departments.models import Department, Submission, User
from departments.scoring.deductions import Disagrees

from . import neighbours
from .person import signed_in
from .review_desk import Desk, Row


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The table; a POST keeps the rows it brings."""
    user = signed_in(request)
    submission = _found(user, pk)
    if not access.sees_review(user, submission):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, submission, Desk.of(submission, by=user))
    return _save(request, submission)


@login_required
@require_POST
def rest(request: HttpRequest, pk: int) -> HttpResponse:
    """其余同自评: every line not yet looked at is taken as it is."""
    said = "其余{}个指标已按自评确认。", "没有未复核的指标。"
    return _many(request, pk, reviewing.confirm_rest, said)


@login_required
@require_POST
def repeat(request: HttpRequest, pk: int) -> HttpResponse:
    """沿用上一稿: what the body found before, for the lines that did not change since."""
    said = "{}个没有改动的指标已沿用上一稿的复核，其余请逐项复核。", "没有可以沿用的复核。"
    return _many(request, pk, review_repeating.repeat, said)


@transaction.atomic
def _many(request: HttpRequest, pk: int, put_down: Callable[..., int], said: tuple[str, str]) -> HttpResponse:
    """Many lines by one button; `said` of how many, and of none."""
    user = signed_in(request)
    submission = _found(user, pk)
    body = holding.for_review(submission, by=user)
    number = put_down(submission, body, by=user)
    messages.success(request, said[0].format(number) if number else said[1])
    return redirect("departments:reviewed_lines", pk)


def _found(user: User, pk: int) -> Submission:
    rows = access.visible_submissions(user).select_related("scheme", "project_scheme")
    return get_object_or_404(rows, pk=pk)


def _save(request: HttpRequest, submission: Submission) -> HttpResponse:
    posted = tidied(request.POST)
    present = {name.rpartition("-")[0] for name in posted} - {""}
    by = signed_in(request)
    refusals = _keep_rows(submission, posted, present, by=by)
    if request.htmx:  # type: ignore[attr-defined]
        desk = Desk.of(submission, refusals=refusals, by=by)
        changed = [row for row in desk.rows if row.token in present]
        context = {"desk": desk, "rows": changed, "submission": submission}
        response = render(request, "departments/reviewed_line/answer.html", context)
        if refusals:
            response["X-Not-Saved"] = "1"
        return response
    if refusals:
        desk = Desk.of(submission, posted, refusals, by=by)
        return _page(request, submission, desk, refused=len(refusals), status=422)
    messages.success(request, "复核意见已保存。")
    return redirect("departments:reviewed_lines", submission.pk)


@transaction.atomic
def _keep_rows(
    submission: Submission, posted: QueryDict, present: Collection[str], *, by: User
) -> dict[str, str]:
    """Keep what fits; the others' tokens with what is wrong with them."""
    body = holding.for_review(submission, by=by)
    rows = [row for row in Desk.of(submission, posted, by=by).rows if row.token in present]
    if len(rows) < len(present):
        raise Http404
    said = {row.token: _keep(submission, body, row, by=by) for row in rows}
    return {token: refusal for token, refusal in said.items() if refusal}


def _keep(submission: Submission, body: Department, row: Row, *, by: User) -> str:
    """Keep one row; returns what is wrong with it, in words."""
    if not row.form.is_valid():
        return "；".join(str(error) for errors in row.form.errors.values() for error in errors)
    if row.is_stale:
        return _overtaken(submission, body, row)
    entered = row.form.entered
    if entered is None:
        reviewing.forget(submission, body, row.key, by=by)
        return ""
    try:
        reviewing.enter(submission, body, row.key, entered, by=by)
    except Disagrees as disagreement:
        return f"{disagreement}，填的是{entered.score:f}分；请改得分或改扣分理由。"
    return ""


def _overtaken(submission: Submission, body: Department, row: Row) -> str:
    """Who put down what meanwhile; the next save writes over it, by then it was seen."""
    kept = submission.reviewed_lines.filter(body=body, key=row.key).select_related("reviewer").first()
    if kept is None:
        return "同事刚才撤回了这一行的复核，您填的没有保存；仍要保存，请再改一次或点“保存”。"
    values = [("复核完成值", kept.value), ("复核得分", kept.score), ("说明", kept.note)]
    said = "，".join(f"{label}“{value}”" for label, value in values if value not in ("", None)) or "同自评"
    return f"{kept.reviewer}刚才把这一行记为：{said}。您填的没有保存；仍要用您的，请再改一次或点“保存”。"


def _page(request: HttpRequest, submission: Submission, desk: Desk, **extra: Any) -> HttpResponse:
    user = signed_in(request)
    status = extra.pop("status", 200)
    lines, body = reviewing.lines_of(submission), reviewing.body_of(submission)
    may_review = access.may_review(user, submission)
    context = {
        "assessment": submission.assessment,
        "submission": submission,
        "desk": desk,
        "may_review": may_review,
        "repeatable": review_repeating.repeatable(submission, body) if may_review and body else None,
        "histories": earlier.histories(desk.facts, earlier.filed_before(submission.assessment)),
        "general": [x for x in desk.threads if x.remark.key not in lines],
        "places": [x for x in remark_places.with_cells(submission) if x[0] not in lines],
        "cells": remark_places.CELLS["indicator"],
        "verbs": workflow.available(submission.assessment, user),
        "neighbours": neighbours.of(user, submission.assessment),
        **extra,
    }
    return render(request, "departments/reviewed_line/reviewed_line_list.html", context, status=status)
