"""Reading the audit record: what the 审计管理员 may see, narrowed, and a page at a time without counting.

Pages follow the time and go by the number of an event, so the last page costs what the first does.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from departments import access, separation
from departments.models import AuditEvent, Department, User

from .recording import NOBODY, SOMEBODY

ROWS = 50
"""On one page."""
REFUSALS = ("sign_in_failed", "lock", "denied")
"""What nobody did who had signed in; of a sign-in the name is that of the account, if there is one."""
_MOST_PLACES = 20
Events = QuerySet[AuditEvent, AuditEvent]


def may_read(user: User) -> bool:
    """审计管理员; 安全管理员 what ordinary people do; nobody else."""
    return bool(_bodies(user) or access.departments_as(user, access.Role.SECURITY_ADMIN))


def _bodies(user: User) -> list[Department]:
    return access.departments_as(user, access.Role.AUDIT_ADMIN)


def visible(user: User) -> Events:
    """Of the own body and everything below; what belongs to no department is seen at the top."""
    scope = _below(_bodies(user))
    if secured := access.departments_as(user, access.Role.SECURITY_ADMIN):
        scope |= _below(secured) & _ordinary()
    events: Events = AuditEvent.objects.filter(scope).annotate(when=F("at")).order_by("-when", "-pk")
    return events


def _ordinary() -> Q:
    """What people did who are no administrators, and where they were not let in."""
    done = Q(actor__isnull=False)
    for role in separation.ADMINISTRATORS:
        done &= ~Q(actor_roles__contains=access.Role(role).label)
    administer = User.objects.filter(memberships__role__in=separation.ADMINISTRATORS).values("username")
    return done | Q(actor=None, verb__in=REFUSALS) & ~Q(target__in=administer)


def _below(bodies: list[Department]) -> Q:
    scope = Q(pk__in=[])
    for body in bodies:
        scope |= Q(department_path__startswith=body.path)
        scope |= Q(department_path="") if body.parent_id is None else Q(pk__in=[])
    return scope


def narrowed(events: Events, asked: dict[str, Any]) -> Events:
    """By person, department, action, object, field, result and days; what is not asked does not matter."""
    if person := asked.get("person"):
        events = events.filter(_person(person))
    if department := asked.get("department"):
        events = events.filter(_department(department))
    if target := asked.get("target"):
        events = events.filter(target__icontains=target)
    if field := asked.get("field"):
        events = events.filter(of_fields__field=field).annotate(when=F("of_fields__at"))
    for name in ("verb", "result", "cause"):
        if asked.get(name):
            events = events.filter(**{name: asked[name]})
    if since := asked.get("since"):
        events = events.filter(at__gte=_midnight(since))
    if until := asked.get("until"):
        events = events.filter(at__lt=_midnight(until + timedelta(days=1)))
    return events


def _person(text: str) -> Q:
    if text in (NOBODY, SOMEBODY):
        return Q(actor=None, actor_name=text)
    people = User.objects.filter(Q(name__icontains=text) | Q(username__icontains=text)).values("pk")
    return Q(actor__in=people) | Q(acting_for__in=people)


def _department(text: str) -> Q:
    """Every department of this code or name, with what lies below it."""
    places = Department.objects.filter(Q(code=text) | Q(name__icontains=text))
    found = Q(pk__in=[])
    for path in places.values_list("path", flat=True)[:_MOST_PLACES]:
        found |= Q(department_path__startswith=path)
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True)
class Page:
    """Some events, the latest first, and whether there are newer and older ones."""

    events: list[AuditEvent]
    has_newer: bool
    has_older: bool


def page(events: Events, *, before: int | None = None, after: int | None = None) -> Page:
    """The events next to the one of this number; without one, the latest."""
    found = events.defer("rows").select_related("assessment__department", "assessment__fiscal_year")
    number = before or after
    mark = AuditEvent.objects.filter(number=number).values("at", "pk").first() if number else None
    if mark is None:
        rows = list(found[: ROWS + 1])
        return Page(rows[:ROWS], has_newer=False, has_older=len(rows) > ROWS)
    if before:
        older = found.filter(Q(when__lte=mark["at"]) & ~Q(when=mark["at"], pk__gte=mark["pk"]))
        rows = list(older[: ROWS + 1])
        return Page(rows[:ROWS], has_newer=True, has_older=len(rows) > ROWS)
    newer = found.filter(Q(when__gte=mark["at"]) & ~Q(when=mark["at"], pk__lte=mark["pk"]))
    rows = list(newer.reverse()[: ROWS + 1])
    return Page(rows[:ROWS][::-1], has_newer=len(rows) > ROWS, has_older=True)
