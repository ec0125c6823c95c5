"""Files stay tied when an import makes the rows they prove anew: to the rows of the same name."""

from collections.abc import Mapping
from typing import Any

from . import proving
from .evidence import RELATIONS, targets_of, token_of
from .models import Assessment, Evidence, Indicator, Project

Name = tuple[str | None, ...]
"""What a row is called, with everything above it."""


def names_tied(assessment: Assessment) -> dict[Evidence, set[Name]]:
    """What each file is tied to, by name; to be read before the rows are deleted."""
    if not assessment.pk:
        return {}
    names = {token: name_of(row) for token, row in targets_of(assessment).items()}
    return {row: {names[token] for token in _tied(row)} for row in proving.evidence_of(assessment)}


def _tied(row: Evidence) -> set[str]:
    return {token_of(x) for relation in RELATIONS.values() for x in getattr(row, relation).all()}


def name_of(row: Any) -> Name:
    """An indicator below its goal and project, a project, a text by its key."""
    if isinstance(row, Indicator):
        project = row.goal.project.name if row.goal.project else None
        return ("indicators", project, row.goal.title, row.name)
    return ("projects", row.name) if isinstance(row, Project) else ("sections", row.key)


def tie_again(assessment: Assessment, before: Mapping[Evidence, set[Name]]) -> None:
    """Tie each file to the new rows; of two rows of one name, to the first."""
    rows: dict[Name, Any] = {}
    for row in targets_of(assessment).values():
        rows.setdefault(name_of(row), row)
    for file, names in before.items():
        for relation in RELATIONS.values():
            found = [rows[name] for name in names if name[0] == relation and name in rows]
            getattr(file, relation).set(found)
