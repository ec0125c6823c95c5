"""What moves a monitoring. One table says from which state, and who may; each verb is one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.forms import BaseModelForm
from django.utils import timezone

from departments import access, audit
from departments.gone import Gone
from departments.models import Assessment, Monitoring, User

from . import telling
from .frozen import frozen_rows
from .readiness import Gap, gaps_of
from .rows import rows_of

Status = Monitoring.Status


@dataclass(frozen=True)
class Verb:
    """Label, the states it starts from, who may, whether words are asked."""

    label: str
    sources: frozenset[str]
    may: Callable[[User, Assessment], bool]
    asks: str = ""


def _decides(user: User, assessment: Assessment) -> bool:
    return access.may_decide_monitoring(user, assessment)


VERBS: dict[str, Verb] = {
    "monitoring_submit": Verb("报送", frozenset({Status.DRAFT, Status.RETURNED}), access.is_preparer_or_head),
    "monitoring_withdraw": Verb("取消报送", frozenset({Status.SUBMITTED}), access.is_preparer_or_head),
    "monitoring_return": Verb("退回", frozenset({Status.SUBMITTED}), _decides, "理由"),
    "monitoring_close": Verb("终审", frozenset({Status.SUBMITTED}), _decides),
    "monitoring_reopen": Verb("取消终审", frozenset({Status.CLOSED}), _decides, "理由"),
}


class NotNow(Exception):
    """The verb is not possible now; `reasons` say why and what to do."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = reasons
        super().__init__("；".join(reasons))


class NotReady(Exception):
    """Not everything stands that a report needs."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        self.gaps = gaps
        super().__init__("；".join(map(str, gaps)))


class Changed(Exception):
    """Somebody else wrote meanwhile; nothing was saved."""


def available(monitoring: Monitoring, user: User) -> dict[str, Verb]:
    """The verbs this person may use on it now."""
    return {
        name: verb
        for name, verb in VERBS.items()
        if monitoring.status in verb.sources and verb.may(user, monitoring.assessment)
    }


@transaction.atomic
def save(
    monitoring: Monitoring, forms: Sequence[BaseModelForm[Any]], *, version: int, by: User
) -> Monitoring:
    """Save the changed rows, all or none. Raises Gone; Changed where the page was older."""
    locked = _lock(monitoring)
    if not (locked.is_editable and access.is_preparer_or_head(by, locked.assessment)):
        raise PermissionDenied
    changed = [form for form in forms if form.has_changed()]
    if not changed:
        return locked
    if locked.version != version:
        raise Changed
    for form in changed:
        form.save()
    changes = [_change(form, name) for form in changed for name in form.changed_data]
    _finish("monitoring_edit", locked, by=by, changes=changes)
    return locked


def _change(form: BaseModelForm[Any], name: str) -> audit.Change:
    values = (_said(x) for x in (form.initial.get(name), form.cleaned_data[name]))
    return audit.change(form.instance, str(form.fields[name].label), *values)


def _said(value: Any) -> str | None:
    """0 is said, blank is not."""
    return None if value in (None, "") else str(value)


@transaction.atomic
def submit(monitoring: Monitoring, *, by: User, words: str = "") -> None:
    """报送: everything is asked for at once, then frozen. Raises NotReady with every gap."""
    locked = _begin("monitoring_submit", monitoring, by=by)
    if timezone.localdate() < locked.round.opens:
        raise NotNow(f"{locked.round.opens:%Y-%m-%d}开始填报，现在还不能报送。")
    rows = rows_of(locked)
    if gaps := gaps_of(rows):
        raise NotReady(gaps)
    locked.frozen = frozen_rows(rows)
    locked.sha256 = audit.canonical_sha256(locked.frozen)
    locked.status, locked.submitted_at, locked.submitted_by = Status.SUBMITTED, timezone.now(), by
    _count(locked)
    telling.moved("monitoring_submit", locked, by=by)
    _finish("monitoring_submit", locked, by=by)


@transaction.atomic
def withdraw(monitoring: Monitoring, *, by: User, words: str = "") -> None:
    """取消报送, while nobody has decided or asked for anything."""
    locked = _begin("monitoring_withdraw", monitoring, by=by)
    if locked.rectifications.exists():
        raise NotNow("审核部门已就这张表下达整改，不能取消报送；需要修改的，请联系审核人退回。")
    locked.status = Status.RETURNED if locked.decided_at else Status.DRAFT
    locked.green = locked.yellow = locked.red = 0
    telling.moved("monitoring_withdraw", locked, by=by)
    _finish("monitoring_withdraw", locked, by=by)


@transaction.atomic
def send_back(monitoring: Monitoring, *, by: User, words: str) -> None:
    """退回 with a reason."""
    _decide("monitoring_return", Status.RETURNED, monitoring, by=by, words=words)


@transaction.atomic
def close(monitoring: Monitoring, *, by: User, words: str) -> None:
    """终审, with what is to be put right, if anything."""
    _decide("monitoring_close", Status.CLOSED, monitoring, by=by, words=words)


@transaction.atomic
def reopen(monitoring: Monitoring, *, by: User, words: str) -> None:
    """取消终审 with a reason: the department may write again."""
    _decide("monitoring_reopen", Status.RETURNED, monitoring, by=by, words=words)


def _decide(verb: str, to: str, monitoring: Monitoring, *, by: User, words: str) -> None:
    locked = _begin(verb, monitoring, by=by, words=words)
    locked.status, locked.opinion = to, words.strip()
    locked.decided_at, locked.decided_by = timezone.now(), by
    telling.moved(verb, locked, by=by, words=words.strip())
    _finish(verb, locked, by=by, reason=words.strip())


FUNCTIONS: dict[str, Callable[..., None]] = {
    "monitoring_submit": submit, "monitoring_withdraw": withdraw, "monitoring_return": send_back,
    "monitoring_close": close, "monitoring_reopen": reopen,
}  # fmt: skip


def _lock(monitoring: Monitoring) -> Monitoring:
    places = ("round__fiscal_year__authority", "assessment__department", "assessment__fiscal_year")
    rows = Monitoring.objects.select_for_update(of=("self",)).select_related(*places)
    if (locked := rows.filter(pk=monitoring.pk).first()) is None:
        raise Gone
    return locked


def _begin(name: str, monitoring: Monitoring, *, by: User, words: str = "") -> Monitoring:
    locked, verb = _lock(monitoring), VERBS[name]
    if not verb.may(by, locked.assessment):
        raise PermissionDenied
    if locked.status not in verb.sources:
        raise NotNow(f"现在是“{locked.get_status_display()}”状态，不能{verb.label}，请刷新页面。")
    if verb.asks and not words.strip():
        raise NotNow(f"请填写{verb.label}的{verb.asks}。")
    return locked


def _count(monitoring: Monitoring) -> None:
    """The lights that lists show: those of what was reported, never of a draft."""
    lights = rows_of(monitoring).lights
    for light, number in lights.items():
        setattr(monitoring, light.value, number)


def _finish(verb: str, monitoring: Monitoring, *, by: User, **more: Any) -> None:
    monitoring.version = models.F("version") + 1
    monitoring.save()
    monitoring.refresh_from_db(fields=["version"])
    audit.record(verb, by=by, target=monitoring, assessment=monitoring.assessment, **more)
