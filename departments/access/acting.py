"""代理: in whose place somebody acts, who else that makes responsible, and how both are called."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone

from departments.models import Department, Membership, User

from .roles import OWN, REVIEWING, Role, is_lent, memberships

_EVERYBODY = (*OWN, *REVIEWING)
_MANAGES = ("publish", "unpublish", "reopen", "decline_reopen", "waive", "revoke_waiver", "assign", "issue",
            "extend", "recall", "urge", "monitoring_open", "monitoring_dates", "monitoring_recall",
            "grant_extension", "decline_extension", "take_back_assignment",
            "set_up_add", "set_up_change", "set_up_delete")  # fmt: skip
_REVIEWS = ("remark", "remark_ask", "remark_resolve", "remark_reopen", "review_line", "sample")
_RECTIFIES = ("rectify_issue", "rectify_close", "rectify_send_back", "rectify_reopen", "rectify_cancel")
_ROLES: dict[str, tuple[tuple[Role, ...], ...]] = {
    **dict.fromkeys(("edit", "import", "answer", "withdraw", "ask_reopen"), (OWN,)),
    **dict.fromkeys((*_REVIEWS, *_RECTIFIES), (REVIEWING,)),
    **dict.fromkeys(_MANAGES, ((Role.MANAGER,),)),
    "submit": ((Role.PREPARER,),),
    "sign": ((Role.HEAD,),),
    "recommend": ((Role.REVIEWER,),),
    "approve": ((Role.MANAGER,), (Role.REVIEWER,)),
    "return_for_revision": ((Role.HEAD,), REVIEWING),
}
"""Verb of the audit record → the roles by which it is done, the first that is held; others by any."""
_NEVER = ("sign_in", "sign_out", "password", "deputize", "end_deputy")
"""What everybody does in their own name."""


def acting_for(user: User, verb: str, body: Department | None) -> User | None:
    """In whose place the person does this for the body; None in their own name, which goes first."""
    return _principal(user, _held(user, verb, body.pk if body else None))


def acting_about(user: User, verb: str, department: Department | None) -> User | None:
    """The same, of the department's own people and those of the bodies above it; None: of any body."""
    held = [m for m in memberships(user) if not department or department.path.startswith(m.department.path)]
    return _principal(user, _by_role(held, verb))


def persons(user: User, body: int | None, verb: str) -> set[int]:
    """Who must be somebody else at the next step: the person, and whom they act for in this one."""
    held = _held(user, verb, body)
    if any(not is_lent(m, user) for m in held):
        return {user.pk}
    return {user.pk, *(m.user_id for m in held)}


def behind(user: User, body: int | None, verb: str) -> list[User]:
    """The same as people: the person first, then whom they act for."""
    people = {m.user_id: m.user for m in _held(user, verb, body)}
    return [user, *(people[pk] for pk in sorted(persons(user, body, verb) - {user.pk}))]


def _held(user: User, verb: str, body: int | None) -> list[Membership]:
    return _by_role([m for m in memberships(user) if m.department_id == body], verb)


def _by_role(held: list[Membership], verb: str) -> list[Membership]:
    """The roles by which the verb is done, the own before the lent ones."""
    groups = () if verb in _NEVER else _ROLES.get(verb, (_EVERYBODY,))
    found = ([m for m in held if m.role in group] for group in groups)
    return next((some for some in found if some), [])


def _principal(user: User, held: list[Membership]) -> User | None:
    return held[0].user if held and is_lent(held[0], user) else None


def called(user: User, verb: str, body: Department | None) -> str:
    """The person as what they do is signed: with whom they act for, and the firm for which they review."""
    principal = acting_for(user, verb, body)
    name = f"{user}代{principal}" if principal else str(user)
    held = [m for m in memberships(user) if m.firm_id and body and m.department_id == body.pk]
    return f"{name}（{held[0].firm}）" if held else name


def done_by(people: Iterable[int], person: str) -> Q:
    """What one of them did, or had done in their place; `person` is the column of who did it."""
    found = list(people)
    return Q(**{f"{person}__in": found}) | Q(acting_for__in=found)


def own_roles(user: User) -> list[Membership]:
    """The business roles in force that are the person's own: those that can be handed over."""
    return [m for m in memberships(user) if m.user_id == user.pk and m.role in _EVERYBODY]


def possible_deputies(role: Membership) -> QuerySet[User]:
    """People with a business role in the same department, of a firm's people those of the firm."""
    in_force = Q(ends__isnull=True) | Q(ends__gte=timezone.localdate())
    held = Membership.objects.filter(in_force, department=role.department_id, firm=role.firm_id)
    people = User.objects.filter(pk__in=held.filter(role__in=_EVERYBODY).values("user"), is_active=True)
    return people.exclude(pk=role.user_id).order_by("name", "pk")
