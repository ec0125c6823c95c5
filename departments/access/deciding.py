"""Which decisions there are about several submissions that wait: by role and step, in one query."""

from collections.abc import Collection, Iterator

from django.db.models import Exists

from departments import recommendations
from departments.models import Assessment, User

from .roles import Role, memberships
from .verbs import approves_alone


def decisions(user: User, waiting: Collection[Assessment]) -> set[str]:
    """Verbs that the person has about one or another of what waits for them.

    Who prepared what, and who recommended it, is asked of each when it is done.
    """
    keys = [row.pk for row in waiting]
    done = Assessment.objects.filter(Exists(recommendations.of_the_stage()), pk__in=keys)
    recommended = set(done.order_by().values_list("pk", flat=True))
    return {verb for row in waiting for verb in _about(user, row, row.pk in recommended)}


def _about(user: User, row: Assessment, is_recommended: bool) -> Iterator[str]:
    """Whoever's turn it is may return; a firm recommends where the authority's own approve."""
    for held in memberships(user):
        if held.department_id != row.stage_id:
            continue
        if held.role == Role.HEAD and row.stage_id == row.department_id:
            yield from ("sign", "return_for_revision")
        elif held.role == Role.REVIEWER:
            yield "return_for_revision"
            if approves_alone(row) and not held.firm_id:
                yield "approve"
            elif not is_recommended:
                yield "recommend"
        elif held.role == Role.MANAGER:
            yield "return_for_revision"
            if approves_alone(row) or is_recommended:
                yield "approve"
