"""Who issues 整改, answers it, strikes it off, and who sees it."""

from django.db.models import Q, QuerySet

from departments.models import Assessment, Department, Monitoring, Rectification, User

from .monitoring import may_decide_monitoring
from .roles import OWN, REVIEWING, Role, departments_as
from .verbs import has_prepared, is_preparer_or_head
from .visible import reviewing, visible_assessments


def rectifying_body(user: User, assessment: Assessment) -> Department | None:
    """The body above the department for which the person may issue: 审核人 or 财政管理员, of no firm."""
    path, authority = assessment.department.path, assessment.fiscal_year.authority.path
    for body in departments_as(user, *REVIEWING):
        is_above = path.startswith(body.path) and body.pk != assessment.department_id
        if is_above and body.path.startswith(authority):
            return None if has_prepared(user, assessment, body.pk, "rectify_issue") else body
    return None


def may_issue_rectification(user: User, assessment: Assessment) -> bool:
    """Whoever reviews what has been submitted."""
    if assessment.status == Assessment.Status.DRAFT or rectifying_body(user, assessment) is None:
        return False
    return visible_assessments(user).filter(pk=assessment.pk).exists()


def may_rectify_monitoring(user: User, monitoring: Monitoring) -> bool:
    """Whoever decides on what was reported and stands."""
    is_standing, assessment = monitoring.status in Monitoring.REPORTED, monitoring.assessment
    if not is_standing or rectifying_body(user, assessment) is None:
        return False
    return may_decide_monitoring(user, assessment)


def may_answer_rectification(user: User, item: Rectification) -> bool:
    """填报人 and 负责人 of the department."""
    return is_preparer_or_head(user, item.assessment)


def may_close_rectification(user: User, item: Rectification) -> bool:
    """审核人 and 财政管理员 of the body that issued it; people change, the body stays."""
    if has_prepared(user, item.assessment, item.body_id, "rectify_close"):
        return False
    return Rectification.objects.filter(_issued(user), pk=item.pk).exists()


def _issued(user: User) -> Q:
    """What the own body issued; to its 审核人 only where they review: a year may be by assignment."""
    managed = Q(body__in=departments_as(user, Role.MANAGER))
    return managed | Q(body__in=departments_as(user, Role.REVIEWER)) & reviewing(user, "assessment__")


def visible_rectifications(user: User) -> QuerySet[Rectification]:
    """Those of the own department, those the own body issued, and to the manager all of the authority."""
    seen = Q(assessment__department__in=departments_as(user, *OWN))
    seen |= _issued(user)
    seen |= Q(assessment__fiscal_year__authority__in=departments_as(user, Role.MANAGER))
    return Rectification.objects.filter(seen).select_related(
        "assessment__department", "assessment__fiscal_year__authority", "body", "issued_by"
    )


def rectifications_to_do(user: User) -> QuerySet[Rectification]:
    """What waits for the person: the own department's to be done, the own body's to be struck off."""
    status = Rectification.Status
    own = Q(assessment__department__in=departments_as(user, *OWN))
    to_close = _issued(user) & Q(status=status.CLOSING)
    waiting = own & Q(status__in=(status.ISSUED, status.UNDERWAY)) | to_close
    return visible_rectifications(user).filter(waiting)


def rectifies_somewhere(user: User) -> bool:
    """Whether the list of 整改 can hold anything for the person."""
    return bool(departments_as(user, *OWN, *REVIEWING))
