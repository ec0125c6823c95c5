"""Checks of texts that were not written for this department and year."""

from collections.abc import Iterator

from .findings import Finding, warning
from .forms import Assessed


def check_texts_not_copied(assessed: Assessed) -> Iterator[Finding]:
    """文字说明应写本部门的情况；与其他部门已送审的文字大部分相同的，应改写或说明原因。"""
    for x in assessed.likenesses:
        if not x.is_own:
            yield warning(
                f"文字说明／{assessed.facts.title_of(x.section)}／相似",
                f"与另一部门{x.year}年度的文字相似，相似度{x.share}%，请改写为本部门的情况或说明原因。",
                found=f"{x.share}%", expected="本部门自己的内容", key=f"section:{x.section}",
            )  # fmt: skip


def check_texts_changed_since_last_year(assessed: Assessed) -> Iterator[Finding]:
    """文字说明应写评价年度的情况；与本部门以前年度的文字基本相同的，请核实是否沿用旧稿。"""
    for x in assessed.likenesses:
        if x.is_own:
            yield warning(
                f"文字说明／{assessed.facts.title_of(x.section)}／沿用",
                f"与本部门{x.year}年度的文字基本相同，相同部分占{x.share}%，请核实是否为本年度的情况。",
                found=f"{x.share}%", expected=f"{assessed.facts.year}年度的情况", key=f"section:{x.section}",
            )  # fmt: skip
