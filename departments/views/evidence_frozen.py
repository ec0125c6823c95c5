"""The evidence a submission cites, as it was frozen."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from departments import queries, scanning
from departments.filing import Kind, kind_of
from departments.models import Submission
from departments.scoring.facts import AssessmentFacts


@dataclass(frozen=True)
class FrozenFile:
    """One file with the places it proves."""

    name: str
    size: int
    sha256: str
    url: str
    paths: tuple[str, ...]
    ties: tuple[str, ...] = ()
    scan: str = ""
    """Its state, where it is not clean and a reader should know."""

    @property
    def kind(self) -> Kind | None:
        return kind_of(self.name)

    @property
    def download(self) -> str:
        return self.url.replace("/preview/", "/download/")


def frozen_files(submission: Submission, facts: AssessmentFacts | None = None) -> list[FrozenFile]:
    """The files in the order they were handed in; what they prove is named as the facts name it."""
    if not submission.evidence:
        return []
    names, scans = _names(submission, facts or queries.facts_of(submission)), _scans(submission)
    return [
        FrozenFile(
            name=file["name"],
            size=file["size"],
            sha256=file["sha256"],
            url=reverse("departments:frozen_file", args=[submission.pk, file["sha256"], "preview"]),
            paths=tuple(file["ties"]),
            ties=tuple(names[path] for path in file["ties"] if path in names),
            scan=scans.get(file["sha256"], ""),
        )
        for file in submission.evidence
    ]


def _scans(submission: Submission) -> dict[str, str]:
    """SHA-256 → the state of a file that not everybody may open."""
    rows = submission.assessment.evidence.all()
    return {row.sha256: row.get_scan_display() for row in rows if scanning.is_in_doubt(row)}


def _names(submission: Submission, facts: AssessmentFacts) -> dict[str, str]:
    """Path in the assessment file → what people call it."""
    names = {
        f"goals[{i}].indicators[{j}]": indicator.name
        for i, goal in enumerate(facts.goals)
        for j, indicator in enumerate(goal.indicators)
    }
    names |= {f"projects[{i}]": project.name for i, project in enumerate(facts.projects)}
    titles = {block["section"]: block["title"] for block in submission.outline.text_blocks()}
    return names | {f"sections.{key}": title for key, title in titles.items()}


@dataclass(frozen=True)
class FrozenEvidence:
    """All files, and those of each indicator by its place among the goals."""

    files: list[FrozenFile]
    indicators: int
    by_indicator: dict[tuple[int, int], list[FrozenFile]]

    @classmethod
    def of(cls, submission: Submission, facts: AssessmentFacts) -> "FrozenEvidence":
        files = frozen_files(submission, facts)
        places = [(i, j) for i, goal in enumerate(facts.goals) for j in range(len(goal.indicators))]
        found = {(i, j): _tied(files, f"goals[{i}].indicators[{j}]") for i, j in places}
        return cls(files, len(places), {place: tied for place, tied in found.items() if tied})

    @property
    def proven(self) -> int:
        """How many indicators have a file."""
        return len(self.by_indicator)

    def of_goal(self, number: int, indicators: int) -> list[list[FrozenFile]]:
        """The files of each indicator of one goal, in order."""
        return [self.by_indicator.get((number, j), []) for j in range(indicators)]


def _tied(files: Iterable[FrozenFile], path: str) -> list[FrozenFile]:
    return [file for file in files if path in file.paths]
