"""代理: in whose place somebody acts, who else that makes responsible, and how both are called."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone

from departments.models import Department, Membership, User

from .roles import OWN, REVIEWING, Role, is_lent, memberships

_EVERYBODY = (*OWN, *REVIEWING)
_ROLES: dict[str, tuple[Role, ...]] = {
    **dict.fromkeys(("edit", "import", "answer", "withdraw", "ask_reopen"), OWN),
    **dict.fromkeys(("remark", "review_line", "sample"), REVIEWING),
    "return_for_revision": (Role.HEAD, *REVIEWING),
    **dict.fromkeys(
        ("publish", "unpublish", "reopen", "decline_reopen", "waive", "revoke_waiver", "assign",
         "take_back_assignment", "issue", "set_up_add", "set_up_change", "set_up_delete"), (Role.MANAGER,),
    ),
    "submit": (Role.PREPARER,),
    "sign": (Role.HEAD,),
    "recommend": (Role.REVIEWER,),
}  # fmt: skip
"""Verb of the audit record → the roles by which it is done; others by any."""
_NEVER = ("sign_in", "sign_out", "password", "deputize", "end_deputy")
"""What everybody does in their own name."""


def acting_for(user: User, verb: str, body: Department | None) -> User | None:
    """In whose place the person does this for the body; None in their own name, which goes first."""
    held = [m for m in _of_the_verb(user, verb) if body and m.department_id == body.pk]
    return _principal(user, held)


def acting_about(user: User, verb: str, department: Department | None) -> User | None:
    """The same, of the department's own people and those of the bodies above it; None: of any body."""
    held = _of_the_verb(user, verb)
    if department:
        held = [m for m in held if department.path.startswith(m.department.path)]
    return _principal(user, held)


def _of_the_verb(user: User, verb: str) -> list[Membership]:
    roles = () if verb in _NEVER else _ROLES.get(verb, _EVERYBODY)
    return [m for m in memberships(user) if m.role in roles]


def _principal(user: User, held: list[Membership]) -> User | None:
    return next((m.user if is_lent(m, user) else None for m in held), None)


def persons(user: User, body: int | None, *roles: str) -> set[int]:
    """Who must be somebody else at the next step: the person, and whom they act for there."""
    held = [m for m in memberships(user) if m.department_id == body and m.role in roles]
    if any(m.user_id == user.pk for m in held):
        return {user.pk}
    return {user.pk, *(m.user_id for m in held)}


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
