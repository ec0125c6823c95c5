from collections.abc import Iterable
from typing import Any, Protocol

from django import forms

LONGEST = 2000


class Named(Protocol):
    """A warning as a page names it."""

    @property
    def ident(self) -> str: ...


class ExplanationForm(forms.Form):
    """对提示的说明, and which finding it explains."""

    finding = forms.CharField(max_length=64, widget=forms.HiddenInput)
    text = forms.CharField(label="说明", required=False, max_length=LONGEST)


class AlikeForm(forms.Form):
    """One 说明 for several warnings, all of which must stand as they were shown."""

    findings = forms.MultipleChoiceField(
        label="提示",
        error_messages={
            "required": "请勾选要说明的提示。",
            "invalid_choice": "有的提示对应的数字已变化，请按现在的提示重新勾选。",
        },
    )
    text = forms.CharField(label="说明", max_length=LONGEST, error_messages={"required": "请写明说明。"})

    def __init__(self, *args: Any, found: Iterable[Named], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {view.ident: view for view in found}
        self.fields["findings"].choices = [(ident, ident) for ident in self.found]  # type: ignore[attr-defined]

    def clean_findings(self) -> list[Named]:
        return [self.found[ident] for ident in self.cleaned_data["findings"]]
