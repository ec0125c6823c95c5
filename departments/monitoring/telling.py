"""Who is told of a monitoring, in the transaction of what happened, and whose desk it lies on."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse

from departments import access, notices
from departments.models import Monitoring, MonitoringRound, Notice, User

Status = Monitoring.Status
OWN_WORDS = {
    "monitoring_return": (Notice.Kind.RETURNED, "{what}已退回，请按意见修改后重新报送。"),
    "monitoring_reopen": (Notice.Kind.RETURNED, "{what}已取消终审，请修改后重新报送。"),
    "monitoring_close": (Notice.Kind.DECIDED, "{what}已终审。"),
}
"""Verb → kind and words for 填报人 and 负责人 of the department."""


def opened(rows: Sequence[Monitoring]) -> None:
    """下达监控: everybody who is to fill in one of these tables of a round."""
    people = access.own_people([row.assessment for row in rows])
    notices.add(
        Notice(person=person, kind=Notice.Kind.ISSUED, text=_words(row.round), address=row.get_absolute_url(),
               once=f"monitoring:{row.pk}")
        for row in rows
        for person in people.get(row.assessment.department_id, [])
    )  # fmt: skip


def _words(made: MonitoringRound) -> str:
    return f"{made}运行监控已下达，{made.opens}开始填报，{made.due}前报送。"


def moved_dates(made: MonitoringRound, *, reason: str) -> None:
    """Other days: everybody who has still to report."""
    text = f"{made}运行监控的报送日期改为{made.opens}至{made.due}。"
    _tell_owing(made, Notice.Kind.EXTENDED, text, reason=reason)


def taken_back(made: MonitoringRound, *, reason: str) -> None:
    """撤回监控: what was asked is asked no more; the address leads to the list, for the table goes."""
    rows = list(owing(made))
    notices.read(Notice.objects.filter(address__in=[row.get_absolute_url() for row in rows]))
    address = reverse("departments:monitoring_list")
    _tell_owing(made, Notice.Kind.ISSUED, f"{made}运行监控已撤回，不用填报。", reason=reason, address=address)


def owing(made: MonitoringRound) -> QuerySet[Monitoring]:
    """The tables of a round that have still to be reported."""
    rows = made.monitorings.filter(status__in=Monitoring.OWING).select_related("assessment__department")
    return rows.defer("frozen").order_by("pk")


def _tell_owing(
    made: MonitoringRound, kind: Notice.Kind, text: str, *, reason: str, address: str = ""
) -> None:
    rows = list(owing(made))
    people = access.own_people([row.assessment for row in rows])
    notices.add(
        Notice(person=person, kind=kind, text=text, detail=reason, address=address or row.get_absolute_url())
        for row in rows
        for person in people.get(row.assessment.department_id, [])
    )


def moved(verb: str, monitoring: Monitoring, *, by: User, words: str = "") -> None:
    """After a verb: the department learns what was decided, the reviewers what waits for them."""
    _settle(monitoring)
    if verb == "monitoring_submit":
        text = f"{monitoring.assessment.department_name}已报送{monitoring.round}运行监控，等待您审核。"
        people, address = access.monitoring_deciders(monitoring.assessment), monitoring.get_absolute_url()
        notices.tell(people, Notice.Kind.REVIEW, text[:300], address=address)
    if verb not in OWN_WORDS:
        return
    kind, text = OWN_WORDS[verb]
    own = access.own_people([monitoring.assessment]).get(monitoring.assessment.department_id, [])
    said = text.format(what=f"{monitoring.round}运行监控")
    notices.tell(own, kind, said, address=monitoring.get_absolute_url(), detail=words)


def _settle(monitoring: Monitoring) -> None:
    """What was asked before counts as read, for everybody."""
    notices.read(Notice.objects.filter(address=monitoring.get_absolute_url()))


def on_the_desk(user: User) -> QuerySet[Monitoring]:
    """What waits for the person: own tables to be filled in, and reported ones to be decided."""
    own = Q(assessment__department__in=access.departments_as(user, *access.OWN))
    mine = own & Q(status__in=Monitoring.OWING) | ~own & Q(status=Status.SUBMITTED)
    return (
        access.visible_monitorings(user)
        .filter(mine)
        .defer("frozen", "assessment__reported", "assessment__note")
        .order_by("round__due", "pk")
    )
