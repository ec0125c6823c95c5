from collections.abc import Iterable
from typing import Any

from django import forms

from .offered import Offered

FOREIGN = "所选的指标、项目或文字不属于本单位本年度，或已被删除，请刷新页面。"


class TiesForm(Offered, forms.Form):
    """What a file is tied to after the change, and what it was tied to when the page was made."""

    ties = forms.MultipleChoiceField(required=False, error_messages={"invalid_choice": FOREIGN})
    was = forms.MultipleChoiceField(required=False, error_messages={"invalid_choice": FOREIGN})

    def __init__(self, *args: Any, tokens: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(token, token) for token in tokens]
        for name in ("ties", "was"):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)  # nosec B101 # noqa: S101 - for the type checker
            field.choices = choices

    @property
    def added(self) -> frozenset[str]:
        """Chosen now, not before."""
        return frozenset(self.cleaned_data["ties"]) - frozenset(self.cleaned_data["was"])

    @property
    def taken_away(self) -> frozenset[str]:
        """Chosen before, not now."""
        return frozenset(self.cleaned_data["was"]) - frozenset(self.cleaned_data["ties"])

    @property
    def refusal(self) -> str:
        """Why the choice cannot be saved."""
        return next((str(errors[0]) for errors in self.errors.values()), "")
