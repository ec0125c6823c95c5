"""The rows of an entry page: read from the database to be shown, from the post to be saved.

A row is known by its token: `indicator-17`, or `indicator-n1` while it is new.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import Http404, QueryDict

from departments.editing import RowForm, fingerprint
from departments.forms.entry import EntryForm, Scope
from departments.forms.keys import key_of, keys_of
from departments.forms.tidy import tidied
from departments.models import AddedRow

from .conflict import Conflict

NEW = "__new__"
"""The ident of the blank row that scripts copy."""


@dataclass(frozen=True)
class RowKind:
    """One kind of rows: its form, its rows in one self-assessment by ident, and how a new one begins."""

    name: str
    form: type[EntryForm[Any]]
    find: Callable[[Scope], Mapping[str, Model]]
    begin: Callable[[Scope, str], Model | None]
    can_add: bool = True
    one: Callable[[Scope, str], Model | None] | None = None
    """One of its rows, where that is quicker than all."""

    def among(self, scope: Scope, idents: Sequence[str]) -> Mapping[str, Model]:
        """The rows that a post may mean."""
        if self.one is None or len(idents) != 1:
            return self.find(scope)
        row = self.one(scope, idents[0])
        return {idents[0]: row} if row else {}


@dataclass
class Row:
    """One row of a page: its form, the fingerprint it was made from, and what is computed from it."""

    kind: str
    ident: str
    form: EntryForm[Any]
    base: str
    is_resolved: bool = False
    """The person chose the present version over the own one."""
    conflict: Conflict | None = None
    result: Any = None
    mark: str = ""
    """A new row: the mark its page added it under."""
    after: str = ""
    """A new row: the row above it."""
    was_saved: bool = False
    """This request saved it, or found nothing to save in it."""

    @property
    def token(self) -> str:
        return f"{self.kind}-{self.ident}"

    @property
    def key(self) -> str:
        """As findings and scored lines name the row."""
        row = self.form.instance
        return f"{self.kind}:{self.ident if self.kind == 'section' else row.pk}"

    @property
    def is_saved(self) -> bool:
        return self.form.instance.pk is not None

    @property
    def has_own_pk(self) -> bool:
        """Its token is not its primary key: it was saved as a new row after the page was made."""
        return self.kind != "section" and self.ident != str(self.form.instance.pk)

    @property
    def is_failed(self) -> bool:
        """Its errors or its conflict keep it from being saved."""
        return self.conflict is not None or (
            self.form.is_bound and self.is_to_save and bool(self.form.errors)
        )

    @property
    def label(self) -> str:
        """The row as people call it."""
        if self.kind == "section":
            return self.form.scope.section_titles.get(self.ident, self.ident)
        return str(self.form.instance) if self.is_saved else "新的一行"

    @property
    def is_to_save(self) -> bool:
        """Something in it changed, and it isn't a new row left blank or struck out again."""
        if self.is_resolved or self.form.is_blank or (self.form.is_deletion and not self.is_saved):
            return False
        return self.form.has_changed()

    @property
    def row_form(self) -> RowForm:
        """For `editing.save_rows`."""
        return RowForm(self.form, self.base, self.mark, self.after)


def shown(kind: RowKind, scope: Scope, *, disabled: bool = False) -> list[Row]:
    """The rows as they are in the database."""
    rows = [_unbound(kind, ident, row, scope) for ident, row in kind.find(scope).items()]
    for row in rows if disabled else ():
        for field in row.form.fields.values():
            field.disabled = True
    return rows


def blank(kind: RowKind, scope: Scope, ident: str = NEW) -> Row:
    """A new row to be filled in."""
    return _unbound(kind, ident, kind.begin(scope, ident), scope)


def _unbound(kind: RowKind, ident: str, instance: Model | None, scope: Scope) -> Row:
    form = kind.form(instance=instance, prefix=f"{kind.name}-{ident}", scope=scope)
    return Row(kind.name, ident, form, fingerprint(instance))


def posted(data: QueryDict, kinds: Sequence[RowKind], scope: Scope) -> list[Row]:
    """The rows of a post. Raises Http404 for a row of another self-assessment."""
    return list(_posted(tidied(data), {kind.name: kind for kind in kinds}, scope))


def _posted(data: QueryDict, kinds: Mapping[str, RowKind], scope: Scope) -> Iterator[Row]:
    known: dict[str, Mapping[str, Model]] = {}
    for token in dict.fromkeys(data.getlist("rows")):
        name, _, ident = token.partition("-")
        if name not in kinds:
            raise Http404
        if name not in known:
            known[name] = kinds[name].among(scope, _idents(data, name))
        yield _read(data, kinds[name], ident, known[name], scope)


def _idents(data: QueryDict, name: str) -> list[str]:
    """The rows of one kind that were posted; none where one is new, since its mark may mean any."""
    tokens = [x for x in data.getlist("rows") if x.startswith(f"{name}-")]
    idents = [data.get(f"{x}-pk") or x.partition("-")[2] for x in tokens]
    return idents if len(keys_of(idents)) == len(idents) else []


def _read(data: QueryDict, kind: RowKind, ident: str, known: Mapping[str, Model], scope: Scope) -> Row:
    token = f"{kind.name}-{ident}"
    choice, mark = data.get(f"{token}-choice"), data.get(f"{token}-uid", "")[:32]
    added = _added(scope, mark) if not data.get(f"{token}-pk") else None
    saved_as = data.get(f"{token}-pk") or (str(added.row) if added and str(added.row) in known else ident)
    instance = known.get(saved_as) or kind.begin(scope, saved_as)
    if instance is None:
        _refuse_foreign(kind, saved_as)
    form = kind.form(data, instance=instance, prefix=token, scope=scope)
    base = data.get(f"{token}-seen" if choice == "mine" else f"{token}-base", "")
    row = Row(kind.name, ident, form, base, is_resolved=choice == "present")
    row.mark, row.after = "" if added else mark, data.get(f"{token}-after", "")
    if added and not base:
        row.base = added.base
    if instance is None and not choice:
        row.conflict = Conflict.gone(form)
    return row


def _added(scope: Scope, mark: str) -> AddedRow | None:
    """The row that was added under this mark, when the page never learnt that it was saved."""
    return AddedRow.objects.filter(assessment=scope.assessment, mark=mark).first() if mark else None


def _refuse_foreign(kind: RowKind, ident: str) -> None:
    """A row that is in nobody's list was deleted; one in another's was never ours to write."""
    key = key_of(ident)
    if key is None or kind.form._meta.model._default_manager.filter(pk=key).exists():
        raise Http404
