"""Where a finding is mended: the section's page and the cell in it."""

from functools import lru_cache

from django.urls import reverse

from departments import queries
from departments.models import Assessment
from departments.validation import CHECKS
from departments.validation.findings import Elsewhere, Finding

_SECTION_OF_KIND = {
    "budget_line": "budget",
    "project": "projects",
    "goal": "indicators",
    "indicator": "indicators",
    "section": "texts",
}
"""First part of a finding's key → section of the entry."""
_SECTION_OF_STATION = {
    "budget": "budget",
    "project": "projects",
    "goal": "indicators",
    "weights": "indicators",
    "indicator": "indicators",
    "scores": "indicators",
    "section": "texts",
    "evidence": "evidence",
    "narrative": "texts",
}
"""Module of a check → section, for findings of a whole form."""
_STATION = {check.__name__: check.__module__.rpartition(".")[2] for check in CHECKS}
_FIELD = {
    "分值": "weight",
    "实际完成值": "actual_measure",
    "目标值": "target_measure",
    "调整后目标值": "adjusted_target_measure",
    "调整理由": "adjustment_reason",
    "偏差原因": "deviation_reason",
    "改进措施": "improvement",
    "得分": "entered_score",
    "人工评分": "entered_score",
    "档次": "tier",
    "评分方法": "method",
    "全年累计": "accumulation",
    "计算符号": "method",
    "一级指标": "level1",
    "二级指标": "level2",
    "三级指标": "name",
    "计量单位": "unit",
    "名称": "name",
    "年初预算数": "initial",
    "调整数": "adjustment",
    "执行数": "spent",
    "项目": "project",
}
"""Last part of a finding's place → field of the row."""
_TEXT_OF_GOAL = {"预期目标": "expected", "实际完成情况": "actual"}
"""Part of the place of a finding in a goal's texts → field of the goal."""
_OF_BUDGET = ("支出", "执行率", "调整率", "结余率", "占比")
"""Figures by name with these words stand in the totals of the budget; the others below the indicators."""


def ident_of(finding: Finding) -> str:
    """A short name of a finding and its figures, for forms that answer it and links that lead to it."""
    return queries.explains(finding)[:16]


def section_of(finding: Finding) -> str:
    """The section in which the finding is mended."""
    kind = finding.key.partition(":")[0]
    of_check = _SECTION_OF_STATION.get(_STATION.get(finding.check, ""), "check")
    return of_check if kind in ("", "project") else _SECTION_OF_KIND.get(kind, of_check)


def link(assessment: Assessment, finding: Finding) -> str:
    """The address of the cell, or of the row where the cell is not known."""
    section = section_of(finding)
    page = _page(section, assessment.pk)
    kind, _, ident = finding.key.partition(":")
    if not ident or _SECTION_OF_KIND.get(kind) != section:
        return page
    sentence = ""
    if finding.start is not None:
        in_texts = kind == "section"
        sentence = f"?find={ident_of(finding)}" if in_texts else f"?at={finding.start}-{finding.end}"
    return f"{page}{sentence}#{_cell(finding, f'{kind}-{ident}')}"


def elsewhere(assessment: Assessment, other: Elsewhere) -> str:
    """The address of another place that a finding names: a figure of a text, a row, the totals."""
    kind, _, ident = other.key.partition(":")
    if kind == "figure":
        is_money = any(word in ident for word in _OF_BUDGET)
        page, anchor = ("budget", "budget-totals") if is_money else ("indicators", "content")
        return f"{_page('projects' if ident == '项目数' else page, assessment.pk)}#{anchor}"
    page = _page(_SECTION_OF_KIND.get(kind, "texts"), assessment.pk)
    sentence = "" if other.start is None else f"?at={other.start}-{other.end}"
    return f"{page}{sentence}#{f'id_section-{ident}-text' if kind == 'section' else f'{kind}-{ident}'}"


@lru_cache(maxsize=256)
def _page(section: str, pk: int) -> str:
    return reverse(f"departments:{section}", args=[pk])


def _cell(finding: Finding, token: str) -> str:
    last = finding.place.rpartition("／")[2]
    if token.startswith("section-"):
        return f"id_{token}-text"
    if token.startswith("goal-"):
        texts = [field for word, field in _TEXT_OF_GOAL.items() if f"／{word}／" in finding.place]
        return f"id_{token}-{texts[0] if texts else 'weight' if last == '分值' else 'title'}"
    return f"id_{token}-{_FIELD[last]}" if last in _FIELD else token


def link_row(assessment: Assessment, key: str, field: str = "") -> str:
    """The address of a row by its key, or of a cell in it; of the whole self-assessment for the blank key."""
    kind, _, ident = key.partition(":")
    if section := _SECTION_OF_KIND.get(kind):
        cell = f"id_{kind}-{ident}-{field}" if field else f"{kind}-{ident}"
        return f"{_page(section, assessment.pk)}#{cell}"
    return _page("budget", assessment.pk) if key == "budget" else assessment.get_absolute_url()
