"""文字说明: one text for each text block of the outline."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .entry import EntryView
from .kinds import SECTIONS
from .panel import Panel
from .rows import Row


@dataclass(frozen=True)
class TextResult:
    """A text as documents print it, and its length."""

    text: str

    @property
    def length(self) -> int:
        return len("".join(self.text.split()))


class TextEntry(EntryView):
    section = "texts"
    kinds = (SECTIONS,)
    template_name = "departments/section/section_form.html"
    answer_name = "departments/section/section_answer.html"

    def results(self, panel: Panel) -> dict[str, Any]:
        written = panel.facts.sections.items()
        return {f"section:{key}": TextResult(panel.resolved(text)) for key, text in written}

    def context(self, rows: Sequence[Row], panel: Panel) -> dict[str, Any]:
        blocks = {x["section"]: x for x in self.assessment.fiscal_year.outline.text_blocks()}
        return {
            "texts": [(blocks[row.ident], row) for row in rows if row.ident in blocks],
            "figures": [(name, figure.printed()) for name, figure in panel.figures.items()],
        }
