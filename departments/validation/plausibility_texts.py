"""Checks of texts that say nothing or speak of another year."""

import re
from collections.abc import Iterator

from .findings import Finding, warning
from .forms import Assessed
from .wording import says_nothing

_PROBLEMS = re.compile(r"问题|原因|措施|改进")
"""Titles of the sections in which something must be said."""
_NO_PROBLEM = re.compile(
    r"(?:经自查|经自评|目前|本年度|我(?:局|单位|部门)|暂时?|尚)*(?:无|没有|不存在|未发现|未出现)(?:任何|明显|突出|重大|较大)?"
    r"(?:存在)?(?:的)?(?:问题|偏差|不足|困难|短板|需要?改进)?(?:的?(?:问题|情况|事项|之处|措施))?(?:存在)?"
)
_MARKS = re.compile(r"[\s\W_]+")
_YEAR = re.compile(r"(?P<year>20\d\d)\s*年")
_HEADING_YEAR = re.compile(
    r"(?P<year>20\d\d)\s*年度?(?:部门整体|整体支出|部门预算|绩效自评|自评|绩效目标(?!管理))"
)


def check_problems_say_something(assessed: Assessed) -> Iterator[Finding]:
    """“存在的问题”和“改进措施”不应只写“未发现问题”“暂无”之类的空话。"""
    facts = assessed.facts
    for key, text in facts.sections.items():
        title = facts.title_of(key)
        is_required = key in facts.required_sections and says_nothing(text)  # an error already
        is_about = _PROBLEMS.search(title) or key in ("problems", "improvements")
        if is_about and not is_required and _is_empty_phrase(text):
            yield warning(
                f"文字说明／{title}", f"“{text.strip()}”没有说明任何问题或措施。",
                found=text.strip(), expected="具体的问题、原因或措施", key=f"section:{key}",
            )  # fmt: skip


def check_dates_within_year(assessed: Assessed) -> Iterator[Finding]:
    """实际完成值中的日期应在评价年度内；跨年完成的应说明。"""
    year = assessed.facts.year
    for row in assessed.rows:
        actual = row.indicator.actual
        found = _YEAR.search(actual.text) if actual and actual.number is None else None
        if found and int(found["year"]) != year:
            yield warning(
                f"{row.place}／实际完成值", f"“{actual}”不在{year}年内。",
                found=found["year"], expected=str(year), key=row.key,
            )  # fmt: skip


def check_sections_name_this_year(assessed: Assessed) -> Iterator[Finding]:
    """文字说明中的年度应为评价年度；仍写上年度的，可能沿用了旧稿。"""
    facts = assessed.facts
    for key, text in facts.sections.items():
        title = facts.title_of(key)
        stale = [x for x in _HEADING_YEAR.finditer(text) if int(x["year"]) < facts.year]
        if stale and str(facts.year) not in text:
            yield warning(
                f"文字说明／{title}／年度",
                f"文中为“{stale[0][0]}”，评价年度为{facts.year}年，请核实是否沿用旧稿。",
                found=stale[0]["year"], expected=str(facts.year), key=f"section:{key}",
            )  # fmt: skip


def _is_empty_phrase(text: str) -> bool:
    bare = _MARKS.sub("", text)
    return bool(bare) and (says_nothing(text) or _NO_PROBLEM.fullmatch(bare) is not None)
