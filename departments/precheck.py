"""能通过吗: the verdict on 送审. Pages show it and `workflow.submit` obeys it, so they cannot differ."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from . import assessment_file, queries, remark_threads
from .assessment_file import AssessmentFileError
from .models import Assessment
from .scoring.facts import AssessmentFacts
from .scoring.scorecard import Scorecard
from .transitions import is_window_open, next_stage
from .validation import Likeness, findings_in
from .validation.findings import ERROR, Finding

Explanations = Mapping[str, str]
"""`queries.explains` of a finding → what was said to it."""


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


def findings_of(
    facts: AssessmentFacts,
    scorecards: tuple[Scorecard, ...],
    likenesses: tuple[Likeness, ...] = (),
    *,
    reads_back: bool = True,
) -> tuple[Finding, ...]:
    """Everything the checks find, and what could not be read again once it is frozen.

    The latter costs as much as all checks and nothing that a form accepts fails it: pages and 送审 ask for
    it, the answer to one saved cell does not.
    """
    unkept = check_can_be_kept(facts) if reads_back else ()
    return (*findings_in(facts, scorecards, likenesses), *unkept)


def check_can_be_kept(facts: AssessmentFacts) -> Iterator[Finding]:
    """送审稿应能长期保存并原样读出：冻结前先写入、再读出核对。"""
    schemes = {scheme.key: scheme for scheme in (facts.scheme, facts.project_scheme) if scheme}
    try:
        assessment_file.load(assessment_file.dump(facts), schemes)
    except AssessmentFileError as refused:
        for found in refused.problems:
            message = f"{found.path}无法存档：应为{found.expected}，实际为{found.found}，请改正。"
            yield Finding("check_can_be_kept", ERROR, found.path, found.found, found.expected, message)


def blocking(
    findings: Iterable[Finding], explanations: Explanations, waived: Collection[str] = ()
) -> tuple[Finding, ...]:
    """What stops 送审: every error, and every warning without an explanation of its present figures.

    A check that is `waived` stops nothing.
    """
    unwaived = (finding for finding in findings if finding.check not in waived)
    return tuple(f for f in unwaived if f.severity == ERROR or queries.explains(f) not in explanations)


def obstacle(assessment: Assessment) -> str:
    """Why nobody could submit now, whatever is filled in; "" when nothing stands in the way."""
    if not assessment.is_editable:
        return f"现在是“{assessment.get_status_display()}”状态，不能送审，请刷新页面。"
    if not is_window_open(assessment):
        return "不在填报期内，不能送审；如需延期请联系财政部门。"
    if next_stage(assessment) is None:
        return f"{assessment.department}已不在{assessment.fiscal_year.authority}之下，不能送审。"
    if open_remarks := remark_threads.unanswered(assessment):
        return f"还有{open_remarks}条审核意见没有答复，请逐条答复后再送审。"
    return ""
