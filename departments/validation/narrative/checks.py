"""Checks of what 文字说明 says in figures: all is recomputed, only what cannot be true is shown."""

from collections.abc import Iterator

from departments.validation.findings import Finding
from departments.validation.forms import Assessed

from .reporting import findings_of, in_sections


def check_narrative_rates(assessed: Assessed) -> Iterator[Finding]:
    """文字中的完成率、执行率、占比等，应与同处所列的两个数相除的结果一致。"""
    yield from _found(assessed, "check_narrative_rates")


def check_narrative_changes(assessed: Assessed) -> Iterator[Finding]:
    """文字中的增减数、增减幅度和超额数，应与同处所列的前后两个数一致。"""
    yield from _found(assessed, "check_narrative_changes")


def check_narrative_sums(assessed: Assessed) -> Iterator[Finding]:
    """文字中的合计、共计、总得分，应等于所列各分项之和。"""
    yield from _found(assessed, "check_narrative_sums")


def check_narrative_derived(assessed: Assessed) -> Iterator[Finding]:
    """文字中的人均数、结余数、按执行率计算的得分，应与同处所列数据的计算结果一致。"""
    yield from _found(assessed, "check_narrative_derived")


def check_narrative_counts(assessed: Assessed) -> Iterator[Finding]:
    """文字中目标、指标、措施等的个数，应与分类个数、完成情况和逐条所列一致。"""
    yield from _found(assessed, "check_narrative_counts")


def check_narrative_repeats(assessed: Assessed) -> Iterator[Finding]:
    """同一数据在文字各处应一致；基本支出与项目支出之和应等于部门整体支出。"""
    yield from _found(assessed, "check_narrative_repeats")


def check_narrative_tables(assessed: Assessed) -> Iterator[Finding]:
    """文字中的预算数、执行数、得分、指标个数、项目和指标的数据，应与表格一致。"""
    yield from _found(assessed, "check_narrative_tables")


def _found(assessed: Assessed, check: str) -> Iterator[Finding]:
    for examination in (assessed.narrative, *assessed.goal_narratives):
        yield from findings_of(examination, in_sections(examination), check)
