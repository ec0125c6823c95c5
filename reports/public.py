"""What anybody may see of a published self-assessment: these fields and the official document, no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from typing import Annotated, Any, NamedTuple, get_args, get_type_hints

from django.db.models import F, QuerySet
from django.utils.timezone import localdate

from departments.models import Assessment, Submission
from departments.scoring.rounding import round_half_up


class Told(NamedTuple):
    """What stands behind a public field: the columns it is read from, its name for people, its meaning."""

    source: str
    label: str
    meaning: str


@dataclass(frozen=True)
class PublicResult:
    """One published self-assessment. Whatever is not a field here leaves the system only in the document."""

    year: Annotated[int, Told("assessment__fiscal_year__year", "预算年度", "自评所属的预算年度。")]
    authority_code: Annotated[
        str, Told("assessment__fiscal_year__authority__code", "财政部门编码", "组织自评的财政部门的编码。")
    ]
    authority: Annotated[
        str, Told("assessment__fiscal_year__authority__name", "财政部门", "组织自评的财政部门的名称。")
    ]
    department_code: Annotated[
        str, Told("assessment__department__code", "部门编码", "填报部门的编码，不重复。")
    ]
    department: Annotated[str, Told("assessment__department_name", "部门名称", "填报部门的名称。")]
    budget: Annotated[Decimal, Told("budget", "调整后预算数", "年初预算数加调整数，单位：元。")]
    spent: Annotated[Decimal, Told("spent", "全年执行数", "当年实际支出，单位：元。")]
    execution_rate: Annotated[
        Decimal, Told("execution_rate", "预算执行率", "全年执行数÷调整后预算数×100，单位：%。")
    ]
    total: Annotated[Decimal, Told("total", "总得分", "部门整体绩效自评得分，满分100分。")]
    grade: Annotated[str, Told("grade", "评价等级", "按总得分和评分方案评定的等级，如优、良、中、差。")]
    published_on: Annotated[date, Told("assessment__published_at", "公开日期", "本次公开的日期，北京时间。")]

    @classmethod
    def of(cls, submission: Submission) -> "PublicResult":
        """The public fields of a row of `results`."""
        return cls(**{name: _read(submission, told.source) for name, (_, told) in FIELDS.items()})

    @property
    def labelled(self) -> list[tuple[str, str]]:
        """Label and value as open data say them."""
        return [(x.label, str(getattr(self, x.name))) for x in DICTIONARY]


@dataclass(frozen=True)
class Entry:
    """One line of the dictionary of the open data."""

    name: str
    label: str
    type: str
    meaning: str

    @property
    def as_dict(self) -> Mapping[str, str]:
        return {"name": self.name, "label": self.label, "type": self.type, "meaning": self.meaning}


_TYPES = {
    int: "整数",
    str: "文本",
    Decimal: "数值，小数点后两位",
    date: "日期，如2025-06-30",
}
FIELDS: dict[str, tuple[type, Told]] = {
    name: get_args(kind) for name, kind in get_type_hints(PublicResult, include_extras=True).items()
}
"""Name → type and what stands behind it."""
DICTIONARY = tuple(
    Entry(name, told.label, _TYPES[kind], told.meaning) for name, (kind, told) in FIELDS.items()
)
"""字段说明 of the open data, in the order of its columns."""
SOURCES = tuple(told.source for _, told in FIELDS.values())
NOT_PUBLIC = (
    "填报联系人和电话", "备注", "校验结果和填报人的说明", "佐证材料", "审核意见、复核得分和退回理由",
    "以前各稿和修改记录",
)  # fmt: skip
"""What stays inside, for the manager who is about to publish."""


def published() -> QuerySet[Assessment]:
    """The self-assessments that are public now: each was approved, so there are as many `results`."""
    return Assessment.objects.filter(status=Assessment.Status.PUBLISHED)


def approved_submissions() -> QuerySet[Submission]:
    """Of each self-assessment the latest submission, where that is the one that was approved."""
    places = ("assessment__department", "assessment__fiscal_year__authority")
    latest = Submission.objects.filter(filed__fiscal_year=F("assessment__fiscal_year"))
    return latest.filter(filed__approved=True).select_related(*places)


def documented() -> QuerySet[Submission]:
    """Published submissions with everything their document is made of."""
    return _public().select_related("scheme", "project_scheme", "outline")


def results() -> QuerySet[Submission]:
    """Published submissions, nothing read of them but the public fields."""
    return _public().only(*SOURCES)


def _public() -> QuerySet[Submission]:
    return approved_submissions().filter(assessment__status=Assessment.Status.PUBLISHED)


def _read(row: Submission, source: str) -> Any:
    """The value as it is printed: figures to two decimals, moments as the day in Beijing."""
    value: Any = reduce(getattr, source.split("__"), row)
    if isinstance(value, Decimal):
        return round_half_up(value)
    return localdate(value) if isinstance(value, datetime) else value
