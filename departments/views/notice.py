"""通知: the inbox, and 已读."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from departments import letters, notices
from departments.forms.keys import key_of
from departments.models import Notice, NoticeChoice
from departments.models.place import placed_as

from .listing import ROWS, name_in
from .person import signed_in

BOXES = {"unread": "未读", "all": "全部"}


@dataclass(frozen=True)
class Inbox:
    """What is asked of the inbox; what is not understood is left out."""

    asked: Mapping[str, str]

    @property
    def box(self) -> str:
        return "all" if self.asked.get("box") == "all" else "unread"

    @property
    def kind(self) -> str:
        kind = self.asked.get("kind", "")
        return kind if kind in Notice.Kind.values else ""

    @property
    def name(self) -> str:
        return name_in(self.asked)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kind or self.name)

    @property
    def wanted(self) -> Q:
        """The rows asked for, read and unread."""
        found = Q(kind=self.kind) if self.kind else Q()
        return found & placed_as(self.name, "assessment__") if self.name else found

    @property
    def link(self) -> str:
        """The same again, from its first page."""
        asked = {"box": self.box, "kind": self.kind, "name": self.name}
        return urlencode({name: value for name, value in asked.items() if value})


@login_required
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    listing = Inbox(request.GET.dict())
    rows = notices.of(signed_in(request)).filter(listing.wanted)
    if listing.box == "unread":
        rows = rows.filter(read_at=None)
    page = Paginator(rows, ROWS).get_page(listing.asked.get("page"))
    context = {
        "listing": listing, "page": page, "boxes": BOXES, "kinds": Notice.Kind.choices,
        "mail_is_on": letters.is_on(), "choices": NoticeChoice.Mail.choices,
        "choice": letters.choice_of(signed_in(request)),
    }  # fmt: skip
    return render(request, "departments/notice/notice_list.html", context)


@login_required
@require_safe
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to what it is about; whoever goes there has read it."""
    notice = get_object_or_404(notices.of(signed_in(request)), pk=pk)
    notices.read(Notice.objects.filter(pk=notice.pk))
    return redirect(notice.address)


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """已读: one, or all that the list shows under its conditions."""
    listing = Inbox(request.GET.dict())
    rows = Notice.objects.filter(listing.wanted, person=signed_in(request))
    if one := request.POST.get("notice", ""):
        rows = rows.filter(pk=key_of(one) or 0)
    number = notices.read(Notice.objects.filter(pk__in=rows.filter(read_at=None).values("pk")))
    messages.success(request, f"{number}条通知已标为已读。" if number else "没有未读的通知了。")
    return redirect(f"{reverse('departments:notice_list')}?{listing.link}")


@login_required
@require_POST
def mail(request: HttpRequest) -> HttpResponse:
    """邮件提醒: the person's own choice."""
    chosen = request.POST.get("mail", "")
    if chosen in NoticeChoice.Mail.values:
        letters.choose(signed_in(request), chosen)
        messages.success(request, f"已改为：{NoticeChoice.Mail(chosen).label}。")
    else:
        messages.error(request, "请选择一种方式；没有改变。")
    return redirect("departments:notice_list")
