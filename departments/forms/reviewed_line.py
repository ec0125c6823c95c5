"""One line of the reviewer's table: 复核完成值, 复核得分, 扣分理由, 说明."""

from collections.abc import Mapping
from typing import Any

from django import forms

from departments.models import ReviewedLine
from departments.scoring.deductions import DEDUCTIONS
from departments.scoring.reviewed import Entered
from departments.scoring.scored_line import ScoredLine

FORM_ID = "review-lines"
REASONS = [("", "—"), *((key, reason.label) for key, reason in DEDUCTIONS.items())]


def token_of(key: str) -> str:
    """A row's key as names in the page are made of it: indicator:17 → indicator-17."""
    return key.replace(":", "-")


class ReviewedLineForm(forms.ModelForm[ReviewedLine]):
    """`prefix` names the row, so that a row can be posted alone or with all others."""

    use_required_attribute = False
    seen = forms.BooleanField(label="已复核", required=False)

    class Meta:
        model = ReviewedLine
        fields = ("value", "score", "deduction", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 1, "data-grow": ""})}

    def __init__(self, data: Mapping[str, Any] | None, line: ScoredLine, entered: Entered | None) -> None:
        self.line = line
        initial = {name: getattr(entered, name) for name in self._meta.fields or ()} if entered else {}
        super().__init__(data, prefix=token_of(line.key), initial=initial | {"seen": bool(entered)})
        self.fields["deduction"] = forms.ChoiceField(label="扣分理由", required=False, choices=REASONS)
        for name, item in self.fields.items():
            self._dress(name, item)

    def _dress(self, name: str, item: forms.Field) -> None:
        kinds = {"deduction": "form-select form-select-sm", "seen": "form-check-input"}
        item.widget.attrs |= {
            "form": FORM_ID,
            "class": kinds.get(name, "form-control form-control-sm"),
            "aria-label": f"{self.line.name}：{item.label}",
            "aria-describedby": f"{self.prefix}-error",
        }

    def clean_score(self) -> Any:
        """复核得分 is between 0 and the weight of the line."""
        score, weight = self.cleaned_data["score"], self.line.weight
        if score is not None and weight is not None and score > weight:
            raise forms.ValidationError(f"复核得分应在0和分值{weight:f}之间，填的是{score:f}。")
        return score

    @property
    def deduction_label(self) -> str:
        """The chosen reason in words."""
        chosen = DEDUCTIONS.get(self.initial.get("deduction", ""))
        return chosen.label if chosen else "—"

    @property
    def entered(self) -> Entered | None:
        """What was put down; None when the row is blank and not ticked as reviewed."""
        values = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        if not self.cleaned_data["seen"] and not any(x not in ("", None) for x in values.values()):
            return None
        return Entered(**values)

    def validate_constraints(self) -> None:
        """The database keeps them; the form has no submission to compare with."""
