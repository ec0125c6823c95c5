"""Real objects for tests. Every factory fills what it must and takes the rest as given."""

import json
from datetime import timedelta
from decimal import Decimal
from functools import cache
from itertools import count
from typing import Any

from django.conf import settings
from django.utils import timezone

from departments.catalogue import FOLDERS
from departments.models import (
    Assessment,
    BudgetLine,
    Department,
    Explanation,
    Firm,
    FiscalYear,
    Goal,
    Indicator,
    Membership,
    MonitoringRound,
    Outline,
    Project,
    ScoringScheme,
    Section,
    Submission,
    User,
)
from departments.models.firm import SIGNS
from departments.monitoring import rounds
from departments.scoring.measures import Measure

PASSWORD = "perfeval-tests"
_numbers = count(1)


def authority(name: str = "东湖区财政局", **values: Any) -> Department:
    return department(name, kind=Department.Kind.AUTHORITY, **values)


def department(name: str = "", **values: Any) -> Department:
    number = next(_numbers)
    values = {"code": f"{number:06d}", "name": name or f"第{number}局"} | values
    return Department.objects.create(**values)


def user(name: str = "张三", **values: Any) -> User:
    values = {
        "username": f"user{next(_numbers)}",
        "name": name,
        "post": "科员",
        "password": PASSWORD,
    } | values
    return User.objects.create_user(**values)


def member(department: Department, *roles: str, **values: Any) -> User:
    """A person with these roles in the department."""
    person = user(**values)
    for role in roles:
        Membership.objects.create(user=person, department=department, role=role)
    return person


def scheme(key: str = "hubei-department-2020") -> ScoringScheme:
    """A row of the shipped catalogue."""
    return _shipped(ScoringScheme, key)


def outline(key: str = "huangshi-2021") -> Outline:
    """A row of the shipped catalogue."""
    return _shipped(Outline, key)


def _shipped(model: Any, key: str) -> Any:
    """Loaded for each test that needs it; the files are read and checked once."""
    found = model.objects.filter(key=key).first()
    if found is None:
        for kind, files in _catalogue().items():
            present = set(kind.objects.values_list("key", flat=True))
            rows = [kind(key=x["key"], title=x["title"], data=x) for x in files if x["key"] not in present]
            kind.objects.bulk_create(rows)
        found = model.objects.get(key=key)
    return found


@cache
def _catalogue() -> dict[Any, list[dict[str, Any]]]:
    """What `load_catalogue` would load, in its order; its own tests hold it to that."""
    files = {
        model: sorted((settings.BASE_DIR / "fixtures" / folder).glob("*.json"))
        for folder, model in FOLDERS.items()
    }
    return {
        model: [json.loads(x.read_text(encoding="utf-8")) for x in paths] for model, paths in files.items()
    }


def fiscal_year(authority: Department, **values: Any) -> FiscalYear:
    """A year whose window is open today."""
    today = timezone.localdate()
    rules = {
        "year": 2025,
        "opens": today - timedelta(days=30),
        "due": today + timedelta(days=30),
        "closes": today + timedelta(days=60),
    }
    if "scheme" not in values:
        values["scheme"] = scheme()
    if "project_scheme" not in values:
        values["project_scheme"] = scheme("hubei-project-2020")
    if "outline" not in values:
        values["outline"] = outline()
    return FiscalYear.objects.create(authority=authority, **rules | values)


def monitoring_round(year: FiscalYear, *, by: User) -> MonitoringRound:
    """Of January to July, open from today on for twenty days."""
    today = timezone.localdate()
    return rounds.open_round(year, months=7, opens=today, due=today + timedelta(days=20), by=by)


def assessment(department: Department, fiscal_year: FiscalYear, **values: Any) -> Assessment:
    """An empty one."""
    return Assessment.objects.create(department=department, fiscal_year=fiscal_year, **values)


def budget_line(assessment: Assessment, **values: Any) -> BudgetLine:
    figures = {"initial": Decimal(1_000_000), "adjustment": Decimal(0), "spent": Decimal(1_000_000)}
    return BudgetLine.objects.create(assessment=assessment, **{"category": "personnel"} | figures | values)


def project(assessment: Assessment, name: str = "", **values: Any) -> Project:
    values = {"office": "办公室", "purpose": "日常运转"} | values
    return Project.objects.create(assessment=assessment, name=name or f"项目{next(_numbers)}", **values)


def goal(assessment: Assessment, title: str = "做好商务促进工作", **values: Any) -> Goal:
    values = {"expected": "完成全年招商引资任务", "actual": "完成了主要任务"} | values
    return Goal.objects.create(assessment=assessment, title=title, **values)


def indicator(goal: Goal, name: str = "", **values: Any) -> Indicator:
    """An indicator in full; `target` and `actual` are texts as people write them."""
    measures = {
        name: values.pop(name, default)
        for name, default in {"target": "100", "actual": "100", "adjusted_target": ""}.items()
    }
    row = Indicator(
        **{
            "goal": goal, "name": name or f"指标{next(_numbers)}", "level1": "产出指标", "level2": "数量指标",
            "unit": "家", "weight": Decimal(40),
        }
        | values
    )  # fmt: skip
    for column, text in measures.items():
        setattr(row, f"{column}_measure", Measure.read(text))
    row.save()
    return row


TEXT = "按照要求如实完成了本项工作。"


def section(assessment: Assessment, key: str, text: str = TEXT) -> Section:
    return Section.objects.create(assessment=assessment, key=key, text=text)


def complete_assessment(department: Department, fiscal_year: FiscalYear) -> Assessment:
    """A self-assessment that may be submitted: 执行率 85% (17.00) + 指标 60.00 = 77.00, 中."""
    row = assessment(department, fiscal_year, contact="张三", phone="027-12345678")
    promotion = project(row, "招商引资专项", reason="部分活动推迟到下一年度举办")
    budget_line(row, initial=Decimal(6_000_000), spent=Decimal(6_000_000))
    budget_line(row, category="operating", initial=Decimal(2_000_000), spent=Decimal(1_500_000), order=1)
    money = {"initial": Decimal(2_000_000), "spent": Decimal(1_000_000)}
    budget_line(row, category="project", project=promotion, order=2, **money)
    why = {"deviation_reason": "部分项目落地推迟", "improvement": "加快推进项目落地"}
    promise = goal(row)
    indicator(promise, "引进重点企业数", actual="75", order=0, **why)
    indicator(promise, "招商活动场次", level2="质量指标", target="40", actual="30", unit="场", order=1, **why)
    keys = fiscal_year.outline.required_sections()
    Section.objects.bulk_create(Section(assessment=row, key=key, text=TEXT) for key in keys)
    explain_everything(row)
    return row


def explain_everything(assessment: Assessment, text: str = "已核实，情况属实。") -> None:
    """Explain every warning that the present figures raise."""
    from departments import copied, queries
    from departments.scoring.scorecard import score
    from departments.validation import findings_in

    facts = queries.facts_for(assessment)
    likenesses = tuple(x.likeness for x in copied.find(assessment, facts))
    found = [queries.explained(x) for x in findings_in(facts, score(facts), likenesses)]
    Explanation.objects.bulk_create(
        [Explanation(assessment=assessment, text=text, **said) for said in found],
        update_conflicts=True, unique_fields=["assessment", "ident"], update_fields=["text"],
    )  # fmt: skip


def submission(assessment: Assessment, *, by: User) -> Submission:
    """What 送审 freezes; `assessment` follows."""
    from departments import workflow

    frozen = workflow.submit(assessment, by=by)
    assessment.refresh_from_db()
    return frozen


def copy_of(submission: Submission, assessment: Assessment, **changes: Any) -> Submission:
    """The same submission again as the latest one of another self-assessment, or with another number."""
    from departments import filed_figures

    kept = {f.attname: getattr(submission, f.attname) for f in Submission._meta.fields if f.name != "id"}
    made = Submission.objects.create(**kept | {"assessment_id": assessment.pk} | changes)
    filed_figures.keep(made)
    return made


def firm(authority: Department, name: str = "公正会计师事务所") -> Firm:
    """A firm that the authority commissions."""
    code = credit_code(next(_numbers))
    return Firm.objects.create(authority=authority, name=name, credit_code=code, contact="赵六")


def credit_code(number: int) -> str:
    """A 统一社会信用代码 that may be one."""
    first = f"91110000M{number:08d}"
    total = sum(SIGNS.index(sign) * pow(3, at, 31) for at, sign in enumerate(first))
    return f"{first}{SIGNS[-total % 31]}"


def of_firm(firm: Firm, **values: Any) -> User:
    """审核人 of the firm's authority, as one of the firm's people."""
    person = user(**values)
    Membership.objects.create(user=person, department=firm.authority, role="reviewer", firm=firm)
    return person
