"""整改: the list of all of it, and one item with its steps and files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from departments import access, evidence, filing, once, rectifying, scanning
from departments.forms.rectification import StepForm
from departments.forms.tidy import tidied
from departments.models import Assessment, Rectification, User
from departments.models.place import placed_as
from departments.rectification_steps import STEPS, available, turn_of
from perfeval.uploads import oversized

from .evidence_file import Opened, shown
from .listing import ROWS, name_in
from .person import signed_in

STATES = {"open": "未办结", "late": "已逾期", **dict(Rectification.Status.choices), "all": "全部"}


@dataclass(frozen=True)
class Ledger:
    """What is asked of the list; what is not understood is left out."""

    asked: Mapping[str, str]
    years: list[int]

    @classmethod
    def of(cls, request: HttpRequest) -> "Ledger":
        rows = access.visible_rectifications(signed_in(request)).order_by()
        years = rows.values_list("assessment__fiscal_year__year", flat=True).distinct()
        return cls(request.GET.dict(), sorted(years, reverse=True))

    @property
    def state(self) -> str:
        state = self.asked.get("state", "")
        return state if state in STATES else "open"

    @property
    def name(self) -> str:
        return name_in(self.asked)

    @property
    def year(self) -> int | None:
        year = self.asked.get("year", "")
        return next((x for x in self.years if str(x) == year), None)

    @property
    def link(self) -> str:
        """The same conditions, for the export."""
        return urlencode({"state": self.state, "name": self.name, "year": self.year or ""})

    @property
    def wanted(self) -> Q:
        of_state = {
            "open": Q(ended_at=None), "all": Q(),
            "late": Q(status__in=rectifying.OWING, due__lt=timezone.localdate()),
        }.get(self.state, Q(status=self.state))  # fmt: skip
        found = placed_as(self.name, "assessment__") if self.name else Q()
        return of_state & found & (Q(assessment__fiscal_year__year=self.year) if self.year else Q())


def listed(request: HttpRequest, ledger: Ledger) -> QuerySet[Rectification]:
    """Those in sight under the conditions, the most urgent first. Raises PermissionDenied."""
    user = signed_in(request)
    if not access.rectifies_somewhere(user):
        raise PermissionDenied
    return access.visible_rectifications(user).filter(ledger.wanted).order_by("due", "pk")


@login_required
@require_safe
def item_list(request: HttpRequest) -> HttpResponse:
    ledger = Ledger.of(request)
    page = Paginator(listed(request, ledger), ROWS).get_page(ledger.asked.get("page"))
    context = {"listing": ledger, "page": page, "states": STATES, "items": with_days(list(page))}
    return render(request, "departments/rectification/rectification_list.html", context)


def with_days(items: list[Rectification]) -> list[tuple[Rectification, int]]:
    """Each with the days it has left."""
    today = timezone.localdate()
    return [(item, item.days_left(today)) for item in items]


def of_department(assessment: Assessment) -> list[tuple[Rectification, int]]:
    """What the department has to do: that of this year, and what earlier years left open."""
    own = assessment.rectifications.select_related("assessment__fiscal_year", "body")
    return with_days([*own, *rectifying.open_before(assessment)])


@login_required
@require_safe
def item_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, _found(request, pk))


def _found(request: HttpRequest, pk: int) -> Rectification:
    return get_object_or_404(access.visible_rectifications(signed_in(request)), pk=pk)


def _source_url(item: Rectification) -> str:
    """The page of what it was issued from."""
    if item.monitoring_id:
        return reverse("departments:monitoring", args=[item.monitoring_id])
    return reverse("departments:submission_detail", args=[item.submission_id])


def _shown(request: HttpRequest, item: Rectification, **refused: Any) -> HttpResponse:
    user = signed_in(request)
    context = {
        "item": item,
        "assessment": item.assessment,
        "source_url": _source_url(item),
        "days_left": item.days_left(timezone.localdate()),
        "steps": [(row, _called(row.verb)) for row in item.steps.all()],
        "files": [(row, scanning.is_withheld(row, user)) for row in item.evidence.all()],
        "available": available(item, user),
        "turn": turn_of(item, user),
        "may_add": item.status in rectifying.OWING and access.may_answer_rectification(user, item),
        **refused,
    }
    page = "departments/rectification/rectification_detail.html"
    return render(request, page, context, status=409 if refused else 200)


def _called(verb: str) -> str:
    return STEPS[verb].label if verb in STEPS else "下达"


@login_required
@require_POST
def take_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step; the same click twice is one, and a refusal keeps what was typed."""
    user, item = signed_in(request), _found(request, pk)
    form = StepForm(tidied(request.POST))
    text = form.data.get("text", "")
    if not form.is_valid():
        refusal = f"内容不能超过2000字，现在{len(text)}字。"
        return _shown(request, item, refused=step, refusal=refusal, typed=text)
    try:
        _take(item, step, form, by=user)
    except rectifying.NotAllowed as refusal:
        return _shown(request, item, refused=step, refusal=str(refusal), typed=text)
    messages.success(request, f"已{STEPS[step].label}。")
    return redirect(item)


@transaction.atomic
def _take(item: Rectification, step: str, form: StepForm, *, by: User) -> None:
    if once.is_first(form.cleaned_data["once"], by=by):
        rectifying.step(item, step, text=form.cleaned_data["text"], by=by)


@login_required
@require_POST
def add_files(request: HttpRequest, pk: int) -> HttpResponse:
    """佐证材料 of the item, several at once; each told by its name whether it is there."""
    user, item = signed_in(request), _found(request, pk)
    if not access.may_answer_rectification(user, item):
        raise PermissionDenied
    for name in oversized(request):
        messages.error(request, str(filing.too_large(name, settings.EVIDENCE_FILE_BYTES)))
    for file in request.FILES.getlist("files"):
        try:
            row = rectifying.add_file(item, cast(Any, file.file), file.name or "", by=user)
        except evidence.Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"“{row}”已上传。")
    return redirect(item)


@login_required
@require_safe
def item_file(request: HttpRequest, pk: int, file: int, how: str) -> HttpResponseBase:
    item = _found(request, pk)
    row = item.evidence.filter(pk=file).first()
    if row is None:
        raise Http404
    address = reverse("departments:rectification_file", args=[pk, file, "preview"])
    withheld = scanning.is_withheld(row, signed_in(request))
    opened = Opened(row, row.name, address, ("", ""), item.assessment, None, (str(item.place),), withheld)
    return shown(request, opened, how)
