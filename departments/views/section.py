"""文字说明: one text for each text block of the outline, with what the checks say to it and its draft."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from departments import editing, mending
from departments.parts import TEXT, Part

from .entry import EntryView
from .kinds import SECTIONS
from .marked import Piece, pieces_of
from .panel import Panel
from .rows import Row
from .text_drafts import DraftView, draft_views
from .text_findings import Fix, TextFinding, text_findings

MENDED = "mended"
"""In the session until it is shown: what the last button put in, to be undone."""


@dataclass(frozen=True)
class TextResult:
    """A text as documents print it, its length, and what the checks say to it."""

    pieces: Sequence[Piece]
    found: Sequence[TextFinding]
    draft: DraftView | None
    part: Part

    @property
    def length(self) -> int:
        return len("".join("".join(x.text for x in self.pieces).split()))


class TextEntry(EntryView):
    section = "texts"
    kinds = (SECTIONS,)
    template_name = "departments/section/section_form.html"
    answer_name = "departments/section/section_answer.html"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save what was typed; then, from a button that posts the page, what it asks for."""
        response = super().post(request, pk)
        if response.status_code != 302:
            return response
        if "replace" in request.POST:
            return self.replace(request)
        return self.draft(request) if "draft" in request.POST else response

    def save(self, rows: Sequence[Row]) -> bool:
        """Also keep the fingerprints that the buttons of the same post start from."""
        is_saved = super().save(rows)
        self.bases = {row.key: row.base for row in rows}
        if is_saved:
            saved = {f"section:{x.key}": x for x in self.assessment.sections.all()}
            changed = [row.key for row in rows if row.is_to_save]
            self.bases |= {key: editing.fingerprint(saved[key]) for key in changed if key in saved}
        return is_saved

    def replace(self, request: HttpRequest) -> HttpResponse:
        """One figure of a text, as the page offered it."""
        fix = Fix.read(request.POST["replace"])
        if fix is None:
            return HttpResponse("要改的数字没有写全，未修改。", status=400)
        key, base = fix.key.removeprefix("section:"), self.bases.get(fix.key, "")

        def change() -> None:
            mending.put_in(self.assessment, key, fix.start, fix.was, fix.now, base=base, by=self.user)
            request.session[MENDED] = [self.assessment.pk, fix.value]

        return self._try(change, f"{request.path}#{fix.row}")

    def draft(self, request: HttpRequest) -> HttpResponse:
        """Begin from the draft, take a new one, or keep one's own: `begin:score`."""
        name, _, key = request.POST["draft"].partition(":")
        offered = draft_views(Panel.of(self.assessment), self.blocks).get(key)
        do = mending.WITH_DRAFT.get(name)
        if offered is None or do is None:
            return HttpResponse("没有这样的底稿，未修改。", status=400)
        base = self.bases.get(f"section:{key}", "")

        def change() -> None:
            do(self.assessment, key, offered.written, base=base, by=self.user)

        return self._try(change, f"{request.path}#section-{key}")

    def _try(self, change: Callable[[], None], place: str) -> HttpResponse:
        """Change a text and go to it, or say why nothing was changed."""
        try:
            change()
        except mending.ChangedMeanwhile:
            messages.error(self.request, "这段文字已有变动，没有改；请看现在的内容。")
        except ValidationError as refused:
            messages.error(self.request, f"没有改：{refused.messages[0]}")
        return redirect(place)

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The texts of the outline."""
        return list(self.assessment.fiscal_year.outline.text_blocks())

    def results(self, panel: Panel) -> dict[str, TextResult]:
        said, drafts = text_findings(panel), draft_views(panel, self.blocks)
        keys = [block["section"] for block in self.blocks]
        return {
            f"section:{key}": _result(panel, key, said.get(f"section:{key}", ()), drafts.get(key))
            for key in keys
        }

    def context(self, rows: Sequence[Row], panel: Panel) -> dict[str, Any]:
        blocks = {block["section"]: block for block in self.blocks}
        said = text_findings(panel)
        return {
            "texts": [(blocks[row.ident], row) for row in rows if row.ident in blocks],
            "said": [(f"section-{key}", said.get(f"section:{key}", ())) for key in blocks],
            "figure_groups": panel.figure_groups,
            "mended": self._mended(),
        }

    def _mended(self) -> Fix | None:
        """What was put in just now, on the page that shows it."""
        pk, value = self.request.session.get(MENDED, (None, ""))
        if pk != self.assessment.pk or self.request.headers.get("HX-Request"):
            return None
        del self.request.session[MENDED]
        return Fix.read(value)


def _result(panel: Panel, key: str, found: Sequence[TextFinding], draft: DraftView | None) -> TextResult:
    text = panel.facts.sections.get(key, "")
    remarks = [remark for x in found if (remark := x.remark)]
    pieces = pieces_of(text, panel.figures, remarks) if text else ()
    return TextResult(pieces, found, draft, panel.parts[f"{TEXT}{key}"])
