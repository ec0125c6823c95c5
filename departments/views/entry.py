"""An entry page: its rows are shown, autosaved one by one, or saved together."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views import View

from departments import access, earlier, editing, remark_threads
from departments.forms.entry import Scope
from departments.models import Assessment

from . import rows as entry_rows
from .conflict import Conflict
from .kinds import scope_of
from .panel import Panel, in_words
from .rows import Row, RowKind


class EntryView(LoginRequiredMixin, View):
    """One section of the entry."""

    section: ClassVar[str]
    kinds: ClassVar[tuple[RowKind, ...]]
    template_name: ClassVar[str]
    answer_name: ClassVar[str] = "components/answer.html"

    assessment: Assessment
    scope: Scope

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            own = earlier.asked_along(access.entry_assessments(request.user))
            self.assessment = get_object_or_404(own, pk=kwargs["pk"])
            self.scope = scope_of(self.assessment)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        locked = not access.can_edit(self.user, self.assessment)
        rows = [row for kind in self.kinds for row in entry_rows.shown(kind, self.scope, disabled=locked)]
        return self.page(rows + self.added_rows(request))

    def head(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Of its own: Django would keep `get` in the view, a cycle that lasts until garbage is collected."""
        return self.get(request, pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not access.can_edit(self.user, self.assessment):
            raise PermissionDenied
        if request.headers.get("X-Page-User", str(self.user.pk)) != str(self.user.pk):
            return HttpResponse("登录的人已经换了。", status=409)
        rows = entry_rows.posted(request.POST, self.kinds, self.scope)
        is_saved = self.save_each(rows) if "each" in request.POST else self.save(rows)
        if is_saved and "move" in request.POST:
            self.move(request.POST["move"])
        if request.htmx:  # type: ignore[attr-defined]
            return self.answer(rows)
        if not is_saved:
            return self.page(self._with_unposted(rows), status=422, form_failed=True)
        messages.success(request, f"{editing.SECTIONS[self.section]}已保存。")
        return redirect(f"{request.path}{self.addition(request)}")

    def move(self, wanted: str) -> None:
        """A row moves up or down: `budget_line-17:up`."""
        token, _, way = wanted.partition(":")
        name, _, ident = token.partition("-")
        kind = next((kind for kind in self.kinds if kind.name == name and kind.can_add), None)
        row = kind.find(self.scope).get(ident) if kind else None
        if row is None or way not in ("up", "down"):
            raise Http404
        editing.move(self.assessment, self.section, row, -1 if way == "up" else 1, user=self.user)

    @property
    def user(self) -> Any:
        return self.request.user

    def save(self, rows: Sequence[Row]) -> bool:
        """Save what changed, all or nothing. False leaves the errors and conflicts at the rows."""
        to_save = [row for row in rows if row.is_to_save]
        invalid = [row for row in to_save if not row.form.is_valid()]
        if invalid or any(row.conflict for row in rows):
            return False
        try:
            editing.save_rows(self.assessment, self.section, [x.row_form for x in to_save], by=self.user)
        except editing.Stale as stale:
            self._show_conflicts(rows, stale)
            return False
        except IntegrityError:
            for row in to_save:
                row.form.add_error(None, "与另一行重复，未保存。")
            return False
        for row in rows:
            row.was_saved = True
        return True

    def save_each(self, rows: Sequence[Row]) -> bool:
        """A pasted block: every row as if it had been sent alone, so that none holds up the others."""
        verdicts = [self.save([row]) for row in rows]
        return all(verdicts)

    def _show_conflicts(self, rows: Sequence[Row], stale: editing.Stale) -> None:
        present = {id(form): now for form, now in stale.rows}
        for row in rows:
            if id(row.form) in present:
                row.conflict = Conflict.between(row.form, present[id(row.form)], self.assessment)

    def _with_unposted(self, rows: list[Row]) -> list[Row]:
        """What was posted as typed; a page with other rows shows those as they are."""
        by_token = {row.token: row for row in rows}
        present = [row for kind in self.kinds for row in entry_rows.shown(kind, self.scope)]
        merged = [by_token.pop(row.token, row) for row in present]
        return merged + list(by_token.values())

    def added_rows(self, request: HttpRequest) -> list[Row]:
        """The blank row that was asked for without scripts."""
        wanted = request.GET.get("add", "").partition(":")[0]
        return [entry_rows.blank(kind, self.scope, "n1") for kind in self.kinds if kind.name == wanted]

    def addition(self, request: HttpRequest) -> str:
        """Asks the next page for a blank row."""
        add = request.POST.get("add", "")
        return f"?add={add}" if add.partition(":")[0] in {kind.name for kind in self.kinds} else ""

    def results(self, panel: Panel) -> dict[str, Any]:
        """What is computed from a row, by its key."""
        return {}

    def context(self, rows: Sequence[Row], panel: Panel) -> dict[str, Any]:
        """What the section's template needs besides its rows."""
        return {}

    def page(self, rows: Sequence[Row], status: int = 200, **extra: Any) -> HttpResponse:
        """The whole page with these rows."""
        blank = {kind.name: entry_rows.blank(kind, self.scope) for kind in self.kinds if kind.can_add}
        pinned = remark_threads.pinned(self.assessment)
        return self._render(self.template_name, rows, status=status, blank_rows=blank, pinned=pinned, **extra)

    def answer(self, rows: Sequence[Row]) -> HttpResponse:
        """Only what changed around the inputs, never an input that may be typed in."""
        self._renew([row for row in rows if row.was_saved])
        return self._render(self.answer_name, rows, at=timezone.localtime())

    def _renew(self, rows: Sequence[Row]) -> None:
        """New fingerprints, from the rows as the database keeps them."""
        if any(row.kind in ("project", "goal") for row in rows):
            self.scope = scope_of(self.assessment)
        for kind in self.kinds:
            own = [row for row in rows if row.kind == kind.name and row.is_saved]
            saved = kind.form._meta.model._default_manager.in_bulk([row.form.instance.pk for row in own])
            for row in own:
                row.base = editing.fingerprint(saved.get(row.form.instance.pk))

    def _render(self, template: str, rows: Sequence[Row], status: int = 200, **extra: Any) -> HttpResponse:
        panel = Panel.of(self.assessment, reads_back=not self.request.htmx)  # type: ignore[attr-defined]
        results = self.results(panel)
        for row in rows:
            row.result = results.get(row.key)
        context = self._common(rows, panel) | self.context(rows, panel) | extra
        return render(self.request, template, context, status=status)

    def _common(self, rows: Sequence[Row], panel: Panel) -> dict[str, Any]:
        found = panel.findings_of(self.section)
        return {
            "assessment": self.assessment,
            "section": self.section,
            "title": editing.SECTIONS[self.section],
            "rows": rows,
            "panel": panel,
            "can_edit": access.can_edit(self.user, self.assessment),
            "found": found,
            "found_counts": in_words(found),
            "failed": [row for row in rows if row.is_failed],
            "section_is_entry": True,
            "whole": panel.parts.get(self.section),
            "marked_parts": [x for x in panel.parts.values() if x.section == self.section and x.mark],
        }
