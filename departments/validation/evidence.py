"""Checks of 佐证材料."""

from collections.abc import Iterator

from .findings import Finding, error, warning
from .forms import Assessed

LISTED = 20
"""More indicators than these are counted, not named."""


def check_evidence_attached(assessed: Assessed) -> Iterator[Finding]:
    """每个指标都应附佐证材料；没有的一并列出，说明一次即可。"""
    known = [row for row in assessed.rows if row.indicator.evidence_count is not None]
    missing = [row.indicator.name or row.place for row in known if not row.indicator.evidence_count]
    if missing:
        names = "、".join(missing[:LISTED]) + ("等" if len(missing) > LISTED else "")
        yield warning(
            "佐证材料",
            f"{len(known)}个指标中{len(missing)}个没有佐证材料：{names}。",
            found=f"{len(known) - len(missing)}个",
            expected=f"{len(known)}个",
        )


def check_evidence_has_no_virus(assessed: Assessed) -> Iterator[Finding]:
    """病毒检查发现问题的佐证材料已隔离，不能送审；请删除，换成无毒的文件。"""
    for name in assessed.facts.quarantined_files:
        yield error(
            "佐证材料",
            f"“{name}”病毒检查发现问题，已隔离，不能打开。请删除它，在杀毒后的电脑上重新生成文件再上传。",
            found=f"{name}（已隔离）",
            expected="未发现问题的文件",
        )


def check_evidence_could_be_scanned(assessed: Assessed) -> Iterator[Finding]:
    """无法进行病毒检查的佐证材料，审核人打不开，应换成能检查的文件或说明。"""
    for name in assessed.facts.unchecked_files:
        yield warning(
            "佐证材料",
            f"“{name}”无法进行病毒检查，审核人打不开。请缩小或另存后重新上传，或联系系统管理员后说明。",
            found=f"{name}（无法检查）",
            expected="能够检查的文件",
        )
