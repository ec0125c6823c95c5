"""The tables of the documents by the name that outlines use."""

from collections.abc import Callable, Iterable, Sequence

from departments.scoring.facts import AssessmentFacts
from departments.scoring.scorecard import Scorecard

from ..grid import Table
from .execution import execution
from .form import form
from .project_forms import project_forms
from .projects import projects

TABLES: dict[str, Callable[[AssessmentFacts, Sequence[Scorecard], str], Iterable[Table]]] = {
    "execution": execution,
    "projects": projects,
    "form": form,
    "project_forms": project_forms,
}
