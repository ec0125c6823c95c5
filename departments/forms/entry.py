"""What the row forms of the entry pages share. A row is posted alone or with its whole section."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from django import forms
from django.db.models import Model

from departments.models import Assessment, Goal, Project

from .rows import RowField

FORM_ID = "entry"
"""Inputs belong to the section's form by this id, so that a row can also be posted alone."""

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Scope:
    """What a row may point to: the projects and goals of one self-assessment, read once per request."""

    assessment: Assessment
    projects: Mapping[str, Project] = field(default_factory=dict)
    goals: Mapping[str, Goal] = field(default_factory=dict)
    section_titles: Mapping[str, str] = field(default_factory=dict)
    made: dict[str, Model] = field(default_factory=dict)
    """Projects that rows of this request name and that are not there yet, by name."""


class EntryForm(forms.ModelForm[M]):
    """One row. Marked for deletion, nothing else in it matters."""

    use_required_attribute = False
    DELETE = forms.BooleanField(label="删除", required=False)

    placing: ClassVar[tuple[str, ...]] = ()
    """Fields that place a new row without giving it content: alone they are nothing to save."""

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        self.scope = scope
        super().__init__(*args, **kwargs)
        self.offer(scope)
        for name, item in self.fields.items():
            _dress(item, f"{self.add_prefix(name)}-error")

    def offer(self, scope: Scope) -> None:
        """Fill the choices that point to other rows."""

    @property
    def is_deletion(self) -> bool:
        """The row is marked for deletion."""
        return self.is_bound and bool(self["DELETE"].data)

    @property
    def is_blank(self) -> bool:
        """A new row in which nothing has been written."""
        return self.instance.pk is None and not set(self.changed_data) - {*self.placing, "DELETE"}

    def full_clean(self) -> None:
        if not self.is_deletion:
            super().full_clean()
            return
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data = {"DELETE": True}

    def _get_validation_exclusions(self) -> set[str]:
        """A `RowField` has looked its row up already; it may be one that is only about to be saved."""
        chosen = {name for name, item in self.fields.items() if isinstance(item, RowField)}
        return super()._get_validation_exclusions() | chosen  # type: ignore[misc, no-any-return]

    def _post_clean(self) -> None:
        """The database holds the constraints: asking it about each costs more than all the rest of a form."""
        self.instance.validate_constraints = _nothing  # type: ignore[method-assign]
        super()._post_clean()  # type: ignore[misc]
        del self.instance.validate_constraints


def _nothing(exclude: object = None) -> None:
    """Each form says in words what its row must keep."""


def _dress(item: forms.Field, error_id: str) -> None:
    attrs = item.widget.attrs
    attrs.setdefault("form", FORM_ID)
    attrs.setdefault("aria-label", item.label or "")
    attrs.setdefault("aria-describedby", error_id)
    if item.required:
        item.error_messages["required"] = f"请填写{item.label}。"
    if isinstance(item, forms.ChoiceField):
        item.error_messages["invalid_choice"] = "“%(value)s”不在可选的内容中，请从列表中选择。"
    if isinstance(item.widget, forms.Select):
        attrs.setdefault("class", "form-select form-select-sm")
    elif isinstance(item.widget, forms.CheckboxInput):
        attrs.setdefault("class", "form-check-input")
    else:
        attrs.setdefault("class", "form-control form-control-sm")


def growing(rows: int = 1, **attrs: Any) -> forms.Textarea:
    """A text box that grows with its text."""
    return forms.Textarea(attrs={"rows": rows, "data-grow": "", **attrs})
