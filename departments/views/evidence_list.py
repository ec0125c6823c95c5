"""What the page of 佐证材料 lists: files with what they prove, indicators with their files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from departments import evidence, proving
from departments.models import Evidence
from departments.scoring.facts import AssessmentFacts

from .panel import Panel


@dataclass(frozen=True)
class Target:
    """One thing a file may prove."""

    token: str
    label: str
    kind: str


@dataclass(frozen=True)
class TargetGroup:
    """The indicators of one goal, the projects, or the texts."""

    title: str
    targets: tuple[Target, ...]


@dataclass(frozen=True)
class FileView:
    """One file, and what it proves."""

    row: Evidence
    ties: tuple[Target, ...]
    is_open: bool = False

    @property
    def tokens(self) -> set[str]:
        return {target.token for target in self.ties}


@dataclass(frozen=True)
class IndicatorView:
    """One indicator, and the files that prove it."""

    target: Target
    group: str
    files: tuple[Evidence, ...]


@dataclass(frozen=True)
class Listing:
    """Everything the page lists. `chosen` is the target the page is about, if any."""

    files: tuple[FileView, ...]
    groups: tuple[TargetGroup, ...]
    chosen: Target | None
    used: int

    @classmethod
    def of(cls, panel: Panel, *, chosen: str, opened: str) -> "Listing":
        """From what was entered; a target or a file that is not ours is as good as none."""
        titles = {b["section"]: b["title"] for b in panel.assessment.fiscal_year.outline.text_blocks()}
        groups = tuple(_groups(panel.facts, titles, _section_tokens(panel)))
        targets = {target.token: target for group in groups for target in group.targets}
        rows = list(proving.evidence_of(panel.assessment))
        files = tuple(_file(row, targets, is_open=opened == str(row.pk)) for row in rows)
        return cls(files, groups, targets.get(chosen), sum(row.size for row in rows))

    @property
    def indicators(self) -> list[IndicatorView]:
        """Every indicator, in order."""
        return [
            IndicatorView(x, group.title, tuple(f.row for f in self.files if x.token in f.tokens))
            for group in self.groups
            for x in group.targets
            if x.kind == "indicator"
        ]

    @property
    def proven(self) -> int:
        """How many indicators have a file."""
        return sum(1 for x in self.indicators if x.files)

    @property
    def chosen_is_indicator(self) -> bool:
        return self.chosen is not None and self.chosen.kind == "indicator"


def _file(row: Evidence, targets: Mapping[str, Target], *, is_open: bool) -> FileView:
    tied = {
        evidence.token_of(x) for relation in evidence.RELATIONS.values() for x in getattr(row, relation).all()
    }
    return FileView(row, tuple(x for token, x in targets.items() if token in tied), is_open)


def _section_tokens(panel: Panel) -> dict[str, str]:
    return {row.key: evidence.token_of(row) for row in panel.assessment.sections.all()}


def _groups(
    facts: AssessmentFacts, titles: Mapping[str, str], sections: Mapping[str, str]
) -> Iterator[TargetGroup]:
    for number, goal in enumerate(facts.goals, 1):
        title = f"目标{number}：{goal.title}" + (f"（项目：{goal.project}）" if goal.project else "")
        found = [_target("indicator", x.key, x.name or "（未命名指标）") for x in goal.indicators]
        yield TargetGroup(title, tuple(found))
    yield TargetGroup("项目", tuple(_target("project", x.key, x.name) for x in facts.projects))
    texts = [Target(sections[key], title, "section") for key, title in titles.items() if key in sections]
    yield TargetGroup("文字说明", tuple(texts))


def _target(kind: str, key: str, label: str) -> Target:
    return Target(key.replace(":", "-", 1), label, kind)
