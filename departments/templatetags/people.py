"""What the head of every page says about the person."""

from typing import Any

from django import template

from departments import access, causes, notices, once, set_up
from departments.access import clients
from departments.audit import reading
from departments.enrolment import writing
from departments.models import Assessment, AuditEvent, FiscalYear
from departments.views.kept import ARRIVED

register = template.Library()


@register.filter
def role_names(user: Any) -> list[str]:
    """Department and role, one line each."""
    return access.role_names(user)


@register.filter
def can_set_up(user: Any) -> bool:
    """Whether the person sets up departments, people and years."""
    return access.can_set_up(user)


@register.filter
def sets_up_years(user: Any) -> bool:
    """Whether the person opens and issues years."""
    return set_up.changes(user, FiscalYear)


@register.filter
def enrols(user: Any) -> bool:
    """Whether the person adds departments and accounts."""
    return writing.may_enrol(user)


@register.filter
def can_read_audit(user: Any) -> bool:
    """Whether the person reads the audit record."""
    return reading.may_read(user)


@register.filter
def sees_findings(user: Any) -> bool:
    """Whether the person reviews or manages somewhere."""
    return bool(access.departments_as(user, *access.REVIEWING))


@register.filter
def is_manager(user: Any) -> bool:
    """Whether the person manages somewhere."""
    return bool(access.departments_as(user, access.Role.MANAGER))


@register.filter
def is_audit_admin(user: Any) -> bool:
    """Whether the person is 审计管理员 somewhere."""
    return bool(access.departments_as(user, access.Role.AUDIT_ADMIN))


@register.filter
def revokes_api_clients(user: Any) -> bool:
    """Whether the page of programs that read is there for the person."""
    return clients.revokes_api_clients(user)


@register.filter
def is_reviewing(user: Any) -> bool:
    """Whether anything can wait for the person's decision."""
    return access.reviews_somewhere(user) or bool(access.departments_as(user, access.Role.HEAD))


@register.filter
def has_monitoring(user: Any) -> bool:
    """Whether the person fills in or reads 运行监控."""
    return bool(access.departments_as(user, *access.OWN, *access.REVIEWING))


@register.simple_tag
def button_key() -> str:
    """The key under which a button acts once."""
    return once.new_key()


@register.simple_tag
def causes_of(verb: str) -> list[tuple[str, str]]:
    """The reasons to choose from, where the verb asks for one: key and words."""
    return [(x.value, str(x.label)) for x in causes.CAUSES.get(verb, ())]


@register.simple_tag
def last_event(assessment: Assessment) -> int:
    """What happened last to it when the page was made: a decision is about nothing later."""
    return assessment.audit_events.order_by("-pk").values_list("pk", flat=True).first() or 0


@register.simple_tag
def last_event_of_all() -> int:
    """The same of a list: decisions on several of its rows are about nothing later."""
    return AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@register.simple_tag
def arrived_forms(request: Any) -> str:
    """The keys of the forms that were taken since the last page: the browser forgets what it kept of them."""
    session = getattr(request, "session", {})
    return " ".join(session.pop(ARRIVED)) if ARRIVED in session else ""


@register.simple_tag
def unread_notices(user: Any) -> str:
    """How many notices wait for the person, “99+” beyond that, "" for none; one query on an index."""
    number = notices.unread(user)
    return "99+" if number > notices.MOST_COUNTED else str(number or "")
