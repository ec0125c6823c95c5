"""方法参数 as people write them: “≥90得5分；≥80得4分”, “超过100，每1扣0.5分”."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from departments.scoring.numbers import MARKS, QUANTITY, Bounds, NumberError, read_number
from departments.scoring.rounding import ZERO, plain

_NUMBER = r"(-?[0-9]+(?:\.[0-9]+)?)"
_TIER = re.compile(rf"([≥≤]) *{_NUMBER} *%? *得 *{_NUMBER} *分?")
_DEDUCTION = re.compile(rf"(超过|低于) *{_NUMBER} *%? *[，,] *每 *{_NUMBER} *%? *扣 *{_NUMBER} *分?")
_BOUNDS = {"≥": "at_least", "≤": "at_most"}
_DIRECTIONS = {"超过": "above", "低于": "below"}
_STEPS = (("allowance", QUANTITY), ("step", QUANTITY), ("points", MARKS))
_KNOWN = ("tiers", "direction", "allowance", "step", "points")

EXAMPLE = "分档：≥90得5分；≥80得4分；≥0得0分　扣分：超过100，每1扣0.5分"


class ParametersField(forms.CharField):
    """Tiers or a deduction in words; `figure` and `then` of a budget figure are fields of their own."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=1000, required=False, **kwargs)
        self.widget.attrs["placeholder"] = EXAMPLE

    def clean(self, value: Any) -> dict[str, Any]:
        text = super().clean(value)
        if not text:
            return {}
        if match := _DEDUCTION.fullmatch(text.rstrip("。")):
            direction, *figures = match.groups()
            kept = {name: _figure(x, within) for (name, within), x in zip(_STEPS, figures, strict=True)}
            return {"direction": _DIRECTIONS[direction], **kept}
        tiers = [_TIER.fullmatch(part.strip()) for part in re.split(r"[；;\n]", text.rstrip("。；;")) if part]
        if not tiers or None in tiers:
            raise forms.ValidationError(f"看不懂这条规则。写法举例：{EXAMPLE}")
        return {
            "tiers": [
                {_BOUNDS[x[1]]: _figure(x[2], QUANTITY), "score": _figure(x[3], MARKS)} for x in tiers if x
            ]
        }


def _figure(text: str, bounds: Bounds) -> str:
    try:
        return plain(read_number(text, bounds) or ZERO)
    except NumberError as problem:
        raise forms.ValidationError(str(problem), code="number") from problem


def in_words(parameters: Mapping[str, Any]) -> str:
    """The rule of tiers or a deduction; "" where there is none."""
    if "tiers" in parameters:
        signs = {name: sign for sign, name in _BOUNDS.items()}
        rows = [
            f"{signs[bound]}{row[bound]}得{row['score']}分"
            for row in parameters["tiers"]
            for bound in row
            if bound in signs
        ]
        return "；".join(rows)
    if "step" in parameters:
        word = "低于" if parameters.get("direction") == "below" else "超过"
        return f"{word}{parameters.get('allowance')}，每{parameters['step']}扣{parameters.get('points')}分"
    return ""


def others(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """What the rule in words does not say."""
    return {name: value for name, value in parameters.items() if name not in _KNOWN}
