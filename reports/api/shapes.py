"""What the interface answers. Exact figures are texts: JSON numbers are not exact."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from ninja import Field, Schema

from departments.models import Assessment, Department, FiscalYear, Submission

from ..documents import DOCUMENTS
from ..public import PublicResult

FIGURE = r"^-?\d+\.\d{2}$"


class Problem(Schema):
    """Why there is no answer, in Chinese."""

    detail: str


class Place(Schema):
    code: str
    name: str

    @classmethod
    def of(cls, row: Department) -> "Place":
        return cls(code=row.code, name=row.name)


class DepartmentOut(Place):
    kind: str = Field(description="authority 财政部门、department 预算部门、unit 二级单位")
    parent: str | None = Field(description="上级的编码")
    is_active: bool

    @classmethod
    def of(cls, row: Department) -> "DepartmentOut":
        parent = row.parent.code if row.parent else None
        return cls(code=row.code, name=row.name, kind=row.kind, parent=parent, is_active=row.is_active)


class YearOut(Schema):
    authority: Place
    year: int
    opens: date
    due: date
    closes: date

    @classmethod
    def of(cls, row: FiscalYear) -> "YearOut":
        return cls(authority=Place.of(row.authority), **{x: getattr(row, x) for x in _YEAR})


_YEAR = ("year", "opens", "due", "closes")


class AssessmentOut(Schema):
    id: int
    year: int
    authority: Place
    department: Place = Field(description="名称为该年度的名称")
    status: str = Field(description="、".join(f"{x} {y}" for x, y in Assessment.Status.choices))
    stage: Place | None = Field(description="等待哪个单位审核")
    approved_at: datetime | None
    published_at: datetime | None

    @classmethod
    def of(cls, row: Assessment) -> "AssessmentOut":
        return cls(
            id=row.pk, status=row.status, stage=Place.of(row.stage) if row.stage else None,
            approved_at=row.approved_at, published_at=row.published_at, **_places(row),
        )  # fmt: skip


def _places(row: Assessment) -> dict[str, Any]:
    named = Place(code=row.department.code, name=row.department_name or row.department.name)
    year = row.fiscal_year
    return {"year": year.year, "authority": Place.of(year.authority), "department": named}


class SubmissionOut(Schema):
    id: int
    assessment: int
    year: int
    authority: Place
    department: Place
    number: int = Field(description="第几稿")
    sha256: str
    submitted_at: datetime
    total: str = Field(pattern=FIGURE, description="总得分")
    grade: str
    budget: str = Field(pattern=FIGURE, description="调整后预算数，元")
    spent: str = Field(pattern=FIGURE, description="全年执行数，元")
    execution_rate: str = Field(pattern=FIGURE, description="执行率，%")

    @classmethod
    def of(cls, row: Submission) -> "SubmissionOut":
        return cls(**_summary(row))


def _summary(row: Submission) -> dict[str, Any]:
    figures = {x: f"{getattr(row, x):.2f}" for x in ("total", "budget", "spent", "execution_rate")}
    same = {"id": row.pk, "assessment": row.assessment_id}
    same |= {x: getattr(row, x) for x in ("number", "sha256", "submitted_at", "grade")}
    return same | figures | _places(row.assessment)


class SubmissionFull(SubmissionOut):
    facts: dict[str, Any] = Field(description="自评文件 perfeval.assessment/1，见 docs/assessment-file.md")
    scorecards: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    explanations: Any
    documents: dict[str, str] = Field(description="格式 → 下载地址，须有“正式文件”权限")

    @classmethod
    def of(cls, row: Submission) -> "SubmissionFull":
        frozen = {x: getattr(row, x) for x in ("facts", "scorecards", "findings", "explanations")}
        return cls(**_summary(row), **frozen, documents=_links(row))


def _links(row: Submission) -> dict[str, str]:
    return {kind: reverse("api:document", args=[row.pk, kind]) for kind in DOCUMENTS}


class ResultOut(Schema):
    """字段与开放数据相同，见 /public/data/."""

    year: int
    authority_code: str
    authority: str
    department_code: str
    department: str
    budget: str = Field(pattern=FIGURE)
    spent: str = Field(pattern=FIGURE)
    execution_rate: str = Field(pattern=FIGURE)
    total: str = Field(pattern=FIGURE)
    grade: str
    published_on: date

    @classmethod
    def of(cls, row: Submission) -> "ResultOut":
        told = PublicResult.of(row)
        values: dict[str, Any] = {x: getattr(told, x) for x in cls.model_fields}
        said: dict[str, Any] = {x: f"{y:.2f}" if isinstance(y, Decimal) else y for x, y in values.items()}
        return cls(**said)
