"""Checks of 佐证材料."""

from collections.abc import Iterator

from .findings import Finding, warning
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
