"""能通过吗: the verdict on 送审. Pages show it and `workflow.submit` obeys it, so they cannot differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from . import queries
from .models import Assessment
from .transitions import is_window_open, next_stage
from .validation.findings import ERROR, Finding

Explanations = Mapping[tuple[str, str, str, str], str]


@dataclass(frozen=True)
class Verdict:
    """Whether 送审 would pass now: `obstacle` lies outside the figures, `stopping` in them."""

    obstacle: str
    stopping: tuple[Finding, ...]

    @property
    def passes(self) -> bool:
        """送审 by the preparer would be accepted."""
        return not self.obstacle and not self.stopping

    @property
    def errors(self) -> int:
        return sum(1 for finding in self.stopping if finding.severity == ERROR)

    @property
    def unexplained(self) -> int:
        return len(self.stopping) - self.errors


def blocking(findings: Iterable[Finding], explanations: Explanations) -> tuple[Finding, ...]:
    """What stops 送审: every error, and every warning without an explanation of its present figures."""
    return tuple(f for f in findings if f.severity == ERROR or queries.explains(f) not in explanations)


def obstacle(assessment: Assessment) -> str:
    """Why nobody could submit now, whatever is filled in; "" when nothing stands in the way."""
    if not assessment.is_editable:
        return f"现在是“{assessment.get_status_display()}”状态，不能送审，请刷新页面。"
    if not is_window_open(assessment):
        return "不在填报期内，不能送审；如需延期请联系财政部门。"
    if next_stage(assessment) is None:
        return f"{assessment.department}已不在{assessment.fiscal_year.authority}之下，不能送审。"
    return ""
