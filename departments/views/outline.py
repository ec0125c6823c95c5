"""报告提纲: read in words, edited block by block; a version that was used never changes."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from departments import numbered, outline_fit, outline_saving, set_up
from departments.forms import outline_block
from departments.forms.outline import OutlineForm
from departments.forms.tidy import tidied
from departments.models import FiscalYear, Outline, Submission, User
from departments.page_setup import PageSetup

from .counting import number_of
from .person import signed_in


def keeping_outlines(request: HttpRequest) -> User:
    """Who keeps outlines. Raises PermissionDenied for everybody else."""
    user = signed_in(request)
    if not set_up.changes(user, Outline):
        raise PermissionDenied
    return user


def _with_use(user: User) -> list[Outline]:
    """Every version with the years in sight that rest on it, and how many years and submissions do at all."""
    years_of, submissions_of = (number_of(x.objects.all(), "outline") for x in (FiscalYear, Submission))
    rows = list(Outline.objects.annotate(all_years=years_of, submissions=submissions_of))
    years: dict[int, list[FiscalYear]] = {}
    for year in set_up.fiscal_years(user):
        years.setdefault(year.outline_id, []).append(year)
    for row in rows:
        told: Any = row
        told.version = numbered.stem_and_number(row.key)[1]
        told.years = years.get(row.pk, [])
        told.other_years = told.all_years - len(told.years)
        told.texts = len(list(row.text_blocks()))
    return sorted(rows, key=lambda row: numbered.stem_and_number(row.key))


@login_required
@require_safe
def outline_list(request: HttpRequest) -> HttpResponse:
    """Every version and where it is used."""
    rows = _with_use(keeping_outlines(request))
    return render(request, "departments/outline/outline_list.html", {"outlines": rows})


@login_required
@require_safe
def outline_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One version in words."""
    user = keeping_outlines(request)
    row = get_object_or_404(Outline, pk=pk)
    shown = next(x for x in _with_use(user) if x.pk == row.pk)
    blocks = list(_in_words(row.data["blocks"]))
    context = {"row": shown, "blocks": blocks, "page": PageSetup.of(row.data)}
    return render(request, "departments/outline/outline_detail.html", context)


def _in_words(blocks: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    for form in outline_block.of_outline(blocks):
        tables = dict(form.fields["table"].choices) if "table" in form.fields else {}  # type: ignore[attr-defined]
        yield {
            **form.initial,
            "kind": form.kind,
            "label": form.label,
            "called": tables.get(form.initial.get("table")),
        }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def outline_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A form filled with one version; buttons move its blocks, saving keeps it."""
    user = keeping_outlines(request)
    row = get_object_or_404(Outline, pk=pk)
    free = outline_saving.is_free(row)
    data = tidied(request.POST)  # empty unless posted
    act = str(data.get("act", ""))
    form = OutlineForm(data or None, act=act, row=row, initial={} if data or free else _next(row))
    seen, status = str(data.get("seen", "")), 200
    if data and not act:
        made, status = _saved(form, row, seen, user)
        if made:
            _tell(request, made, row)
            return redirect("departments:outline", made.pk)
    if not data or status == 409:
        seen = outline_saving.fingerprint(row)
    context: dict[str, Any] = {"row": row, "form": form, "is_free": free, "seen": seen}
    context |= {"samples": outline_fit.samples(user), "chosen": data.get("submission", "")}
    is_part = bool(act) and "HX-Request" in request.headers
    name = "blocks" if is_part else "outline_form"
    return render(request, f"departments/outline/{name}.html", context, status=status)


def _next(row: Outline) -> dict[str, str]:
    return {"key": numbered.following(row)[0]}


def _saved(form: OutlineForm, row: Outline, seen: str, user: User) -> tuple[Outline | None, int]:
    """What was kept, or how the page is to be answered."""
    if not form.is_valid():
        return None, 422
    try:
        return outline_saving.save(row, form.data_of_outline, seen=seen, by=user), 200
    except outline_saving.KeyTaken:
        form.add_error("key", f"标识“{form.cleaned_data['key']}”已有，请换一个。")
        return None, 422
    except outline_saving.Overtaken:
        row.refresh_from_db()
        form.add_error(
            None, "您打开这一页之后，别人改过这个版本，您填写的还没有保存。再按“保存”，以您填写的为准。"
        )
        return None, 409


def _tell(request: HttpRequest, made: Outline, row: Outline) -> None:
    if made.pk == row.pk:
        messages.success(request, f"已保存“{made}”。")
    else:
        messages.success(request, f"已另存为新版本“{made.key}”，原版本没有改动；在年度设置里选用新版本。")
