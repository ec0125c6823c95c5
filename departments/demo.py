"""Demo data: two published self-assessments with people to sign in as. Never for real work."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from . import assessment_file, audit, demo_more, queries, workflow
from .catalogue import load_catalogue
from .importing import import_facts
from .models import Assessment, Department, Explanation, FiscalYear, Membership, Outline, ScoringScheme, User
from .scoring.facts import AssessmentFacts
from .scoring.scorecard import score
from .validation import findings_in

PASSWORD = "perfeval-demo"  # nosec B105 # noqa: S105 - printed in the README, for demo accounts only


@dataclass(frozen=True)
class DemoBureau:
    """One authority, one department, one published year."""

    prefix: str
    authority: tuple[str, str]
    department: tuple[str, str]
    year: int
    file: str
    two_step: bool
    submitted: bool


BUREAUS = (
    DemoBureau("dxh", ("420112", "武汉市东西湖区财政局"), ("420112305", "武汉市东西湖区商务局"), 2020,
               "dongxihu-2020", two_step=False, submitted=False),
    DemoBureau("hs", ("420200", "黄石市财政局"), ("420200305", "黄石市商务局"), 2021,
               "huangshi-2021", two_step=True, submitted=True),
)  # fmt: skip

PEOPLE = (
    ("tianbao", "填报人（演示）", "财务人员", Membership.Role.PREPARER),
    ("fuze", "负责人（演示）", "主要负责人", Membership.Role.HEAD),
    ("shenhe", "审核人（演示）", "绩效科科员", Membership.Role.REVIEWER),
    ("guanli", "财政管理员（演示）", "绩效科科长", Membership.Role.MANAGER),
    ("xitong", "系统管理员（演示）", "信息中心科员", Membership.Role.SYSTEM_ADMIN),
    ("anquan", "安全管理员（演示）", "信息中心科员", Membership.Role.SECURITY_ADMIN),
    ("shenji", "审计管理员（演示）", "监督检查科科员", Membership.Role.AUDIT_ADMIN),
)
OWN_ROLES = (Membership.Role.PREPARER, Membership.Role.HEAD)


@transaction.atomic
def load_demo() -> list[Assessment]:
    """Both published documents, ready to work on. What is there already stays as it is."""
    load_catalogue()
    return [_load(bureau) for bureau in BUREAUS]


def _load(bureau: DemoBureau) -> Assessment:
    authority, department = _departments(bureau)
    people = _people(bureau, authority, department)
    year = _fiscal_year(bureau, authority)
    audit.seal(by=None, verb="set_up_add", target=f"演示数据 {authority}", reason="装入演示数据")
    present = Assessment.objects.filter(department=department, fiscal_year=year).first()
    if present:
        return present
    facts = _facts(bureau)
    preparer, reviewer = (people[x] for x in (Membership.Role.PREPARER, Membership.Role.REVIEWER))
    assessment = import_facts(facts, by=preparer)
    _explain_warnings(assessment)
    audit.seal(by=preparer, verb="edit", target="校验与送审", reason="装入演示数据")
    if bureau.submitted:
        workflow.submit(assessment, by=preparer)
        assessment.refresh_from_db()
    else:
        demo_more.load(assessment, facts, reviewer, people[Membership.Role.MANAGER])
        audit.seal(by=preparer, verb="edit", target="虚构部门、监控与整改", reason="装入演示数据")
    return assessment


def _people(bureau: DemoBureau, authority: Department, department: Department) -> dict[str, User]:
    password = make_password(PASSWORD)  # made once for all: it costs more than everything else here
    return {row[-1]: _person(bureau, (authority, department), password, *row) for row in PEOPLE}


def _facts(bureau: DemoBureau) -> AssessmentFacts:
    path = settings.BASE_DIR / "fixtures" / "demo" / f"{bureau.file}.json"
    return assessment_file.load(assessment_file.read(path), queries.schemes_by_key())


def _departments(bureau: DemoBureau) -> tuple[Department, Department]:
    code, name = bureau.authority
    kind = Department.Kind.AUTHORITY
    authority, _ = Department.objects.get_or_create(code=code, defaults={"name": name, "kind": kind})
    code, name = bureau.department
    below = {"name": name, "parent": authority}
    department, _ = Department.objects.get_or_create(code=code, defaults=below)
    return authority, department


def _person(
    bureau: DemoBureau, places: tuple[Department, Department], password: str,
    suffix: str, name: str, post: str, role: str,
) -> User:  # fmt: skip
    made = {"name": name, "post": post, "password": password}
    user, _ = User.objects.get_or_create(username=f"{bureau.prefix}-{suffix}", defaults=made)
    authority, department = places
    where = department if role in OWN_ROLES else authority
    Membership.objects.get_or_create(user=user, role=role, department=where)
    return user


def _fiscal_year(bureau: DemoBureau, authority: Department) -> FiscalYear:
    """The window is kept open, so that the demo can always be submitted."""
    today = timezone.localdate()
    rules = {
        "opens": date(bureau.year + 1, 1, 4),
        "scheme": ScoringScheme.objects.get(key="hubei-department-2020"),
        "project_scheme": ScoringScheme.objects.get(key="hubei-project-2020"),
        "outline": Outline.objects.get(key=bureau.file),
        "two_step": bureau.two_step,
    }
    window = {"due": today + timedelta(days=30), "closes": today + timedelta(days=60)}
    year, created = FiscalYear.objects.get_or_create(
        authority=authority, year=bureau.year, defaults=rules | window
    )
    if not created and year.due < today:
        FiscalYear.objects.filter(pk=year.pk).update(**window)
    return year


def _explain_warnings(assessment: Assessment) -> None:
    """What the officer of the demo would say to the warnings that the published figures raise."""
    facts = queries.facts_for(assessment)
    for finding in findings_in(facts, score(facts)):
        said = queries.explained(finding) | {"text": _explanation(finding.check)}
        Explanation.objects.update_or_create(
            assessment=assessment, ident=queries.explains(finding), defaults=said
        )


def _explanation(check: str) -> str:
    if check.startswith("check_reported"):
        return "公开文本所载数字有误，本稿按计算值列示。"
    return "已核实，情况属实（演示说明）。"
