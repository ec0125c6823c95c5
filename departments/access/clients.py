"""What a program sees: what a manager of its part of the tree would see, and only the kinds it was given."""

from django.db.models import JSONField, Q, QuerySet

from departments.models import ApiClient, Assessment, Department, FiscalYear, Submission, User, Webhook

from .roles import Role, departments_as, own_departments_as


def makes_api_clients(user: User) -> bool:
    """财政管理员: who could read all of it anyway, but no 代理, whose token would outlast the days."""
    return bool(client_authorities(user))


def client_authorities(user: User) -> list[Department]:
    """Within which the person gives programs a part of the tree."""
    return own_departments_as(user, Role.MANAGER)


def revokes_api_clients(user: User) -> bool:
    """财政管理员 and 安全管理员."""
    return bool(departments_as(user, Role.MANAGER, Role.SECURITY_ADMIN))


def api_clients(user: User) -> QuerySet[ApiClient]:
    """The programs that read within the own authority."""
    return ApiClient.objects.filter(_within(user)).select_related("department", "created_by")


def webhooks(user: User) -> QuerySet[Webhook]:
    """The addresses that are told of steps within the own authority."""
    return Webhook.objects.filter(_within(user)).select_related("department", "created_by")


def _within(user: User) -> Q:
    scope = Q(pk__in=[])
    for authority in departments_as(user, Role.MANAGER, Role.SECURITY_ADMIN):
        scope |= Q(department__path__startswith=authority.path)
    return scope


def departments_of_client(client: ApiClient) -> QuerySet[Department]:
    """Its part of the tree."""
    return Department.objects.filter(path__startswith=client.department.path)


def years_of_client(client: ApiClient) -> QuerySet[FiscalYear]:
    """The years of the authorities above and within its part of the tree."""
    above = Q(authority__code__in=client.department.ancestor_codes)
    within = Q(authority__path__startswith=client.department.path)
    return FiscalYear.objects.filter(above | within).select_related("authority")


def _of(client: ApiClient, prefix: str = "") -> Q:
    root = client.department
    here = Q(**{f"{prefix}department__path__startswith": root.path})
    if root.kind == Department.Kind.AUTHORITY:
        here &= ~Q(**{f"{prefix}department": root.pk})
    return here


def assessments_of_client(client: ApiClient) -> QuerySet[Assessment]:
    """Their progress, drafts too: no content."""
    rows = Assessment.objects.filter(_of(client))
    return rows.select_related("department", "stage", "fiscal_year__authority")


def submissions_of_client(client: ApiClient) -> QuerySet[Submission]:
    """What reviewing people see: frozen submissions, while the self-assessment is not being drafted again."""
    left = ~Q(assessment__status=Assessment.Status.DRAFT)
    return Submission.objects.filter(_of(client, "assessment__") & left).select_related(
        "assessment__department", "assessment__fiscal_year__authority"
    )


def submissions_listed(client: ApiClient) -> QuerySet[Submission]:
    """The same without what is frozen in them: a page of a list would read megabytes of it."""
    frozen = (x.name for x in Submission._meta.concrete_fields if isinstance(x, JSONField))
    return submissions_of_client(client).defer(*frozen)
