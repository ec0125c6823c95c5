"""文字说明: one text for each text block of the outline, with what the checks say to it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from departments import editing, mending

from .entry import EntryView
from .kinds import SECTIONS
from .marked import Piece, pieces_of
from .panel import Panel
from .rows import Row
from .text_findings import Fix, TextFinding, text_findings

MENDED = "mended"
"""In the session until it is shown: what the last button put in, to be undone."""


@dataclass(frozen=True)
class TextResult:
    """A text as documents print it, its length, and what the checks say to it."""

    pieces: Sequence[Piece]
    found: Sequence[TextFinding]

    @property
    def length(self) -> int:
        return len("".join("".join(x.text for x in self.pieces).split()))


class TextEntry(EntryView):
    section = "texts"
    kinds = (SECTIONS,)
    template_name = "departments/section/section_form.html"
    answer_name = "departments/section/section_answer.html"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save what was typed; then, without scripts, what a button asks for."""
        response = super().post(request, pk)
        if response.status_code != 302 or "replace" not in request.POST:
            return response
        return self.replace(request)

    def save(self, rows: Sequence[Row]) -> bool:
        is_saved = super().save(rows)
        self.bases = {row.key: row.base for row in rows}
        if is_saved:
            saved = {f"section:{x.key}": x for x in self.assessment.sections.all()}
            changed = [row.key for row in rows if row.is_to_save]
            self.bases |= {key: editing.fingerprint(saved[key]) for key in changed if key in saved}
        return is_saved

    def replace(self, request: HttpRequest) -> HttpResponse:
        """One figure of a text, as the page offered it."""
        try:
            fix = Fix(*json.loads(request.POST["replace"]))
            key = fix.key.removeprefix("section:")
            base = self.bases.get(fix.key, "")
            mending.put_in(self.assessment, key, fix.start, fix.was, fix.now, base=base, by=self.user)
        except (ValueError, TypeError, AttributeError):
            return HttpResponse("要改的数字没有写全，未修改。", status=400)
        except mending.ChangedMeanwhile:
            messages.error(request, "这段文字已有变动，没有改；请看现在的提示。")
            return redirect(request.path)
        except ValidationError as refused:
            messages.error(request, f"没有改：{refused.messages[0]}")
            return redirect(request.path)
        request.session[MENDED] = [self.assessment.pk, fix.value]
        return redirect(f"{request.path}#{fix.row}")

    def results(self, panel: Panel) -> dict[str, Any]:
        said = text_findings(panel)
        texts = {f"section:{key}": text for key, text in panel.facts.sections.items()}
        return {key: self._result(panel, texts.get(key, ""), said.get(key, ())) for key in {*texts, *said}}

    def _result(self, panel: Panel, text: str, found: Sequence[TextFinding]) -> TextResult:
        remarks = [remark for x in found if (remark := x.remark)]
        return TextResult(pieces_of(text, panel.figures, remarks), found)

    def context(self, rows: Sequence[Row], panel: Panel) -> dict[str, Any]:
        blocks = {x["section"]: x for x in self.assessment.fiscal_year.outline.text_blocks()}
        results = self.results(panel)
        return {
            "texts": [(blocks[row.ident], row) for row in rows if row.ident in blocks],
            "said": [(f"section-{key}", results.get(f"section:{key}")) for key in blocks],
            "figure_groups": panel.figure_groups,
            "mended": self._mended(),
        }

    def _mended(self) -> Fix | None:
        """What was put in just now, on the page that shows it."""
        pk, value = self.request.session.get(MENDED, (None, ""))
        if pk != self.assessment.pk or self.request.headers.get("HX-Request"):
            return None
        del self.request.session[MENDED]
        return Fix(*json.loads(value))
