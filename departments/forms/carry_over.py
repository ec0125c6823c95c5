from dataclasses import dataclass

from django import forms

PARTS = {
    "projects": "项目",
    "budget": "预算明细的行（金额留空）",
    "indicators": "绩效目标与指标",
    "texts": "文字说明",
}
"""What may be carried over."""
KEEP, BLANK = "keep", "blank"
TARGETS = {KEEP: "上年目标值作为今年年初目标值", BLANK: "目标值留空"}


@dataclass(frozen=True)
class Choice:
    """What the person wants carried over, and what becomes of the targets."""

    parts: frozenset[str] = frozenset(PARTS)
    targets: str = KEEP


class CarryOverForm(forms.Form):
    """What is carried over; `digest` names the list that was confirmed."""

    parts = forms.MultipleChoiceField(
        label="带入哪些内容", choices=list(PARTS.items()), widget=forms.CheckboxSelectMultiple
    )
    targets = forms.ChoiceField(
        label="指标的目标值", choices=list(TARGETS.items()), widget=forms.RadioSelect, initial=KEEP
    )
    digest = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    @property
    def choice(self) -> Choice:
        """As chosen; everything when nothing was chosen yet or the choice cannot be read."""
        if not self.is_bound or not self.is_valid():
            return Choice()
        return Choice(frozenset(self.cleaned_data["parts"]), self.cleaned_data["targets"])
