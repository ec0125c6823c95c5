from typing import Any, ClassVar

from django import forms

from departments.models import Indicator
from departments.models.indicator import METHODS
from departments.scoring.accumulation import ACCUMULATIONS
from departments.scoring.execution import DERIVED
from departments.scoring.facts import TIERS
from departments.scoring.methods import AFTER_DERIVED

from . import parameters
from .entry import EntryForm, Scope, growing
from .measures import MeasureField
from .rows import RowField
from .worked_examples import ACCUMULATION_HELP, METHOD_HELP

LEVELS1 = ("产出指标", "效益指标", "满意度指标", "成本指标")
LEVELS2 = (
    "数量指标", "质量指标", "时效指标", "成本指标", "经济效益指标", "社会效益指标", "生态效益指标",
    "可持续影响指标", "服务对象满意度指标",
)  # fmt: skip
"""The usual values; anything else may be written."""

VALUE = "数字，或“9月前”“不适用”“≥266米”这样的文字；空白表示还没填，与0、不适用不同。"
MEASURES = ("target_measure", "adjusted_target_measure", "actual_measure")


class IndicatorForm(EntryForm[Indicator]):
    """指标: values are a number or a text, as people write them."""

    goal = RowField(label="归入目标", blank_label="（请选择）", help_text="指标属于哪个年度绩效目标。")
    target_measure = MeasureField(label="年初目标值", help_text=f"年初批复的目标。{VALUE}")
    adjusted_target_measure = MeasureField(
        label="调整后目标值", help_text="年中批复调整的才填；填了就按它计分，年初目标值照留，并写明调整理由。"
    )
    actual_measure = MeasureField(label="实际完成值", help_text=f"年末实际测得的数。{VALUE}")
    figure = forms.ChoiceField(
        label="取自预算的数据",
        help_text="评分方法为“取自预算”时选择，完成值由预算明细算出。",
        required=False,
        choices=[("", "——"), *((key, figure.name) for key, figure in DERIVED.items())],
    )
    then = forms.ChoiceField(
        label="取数后按",
        help_text="取自预算的数据按哪种方法计分。",
        required=False,
        choices=[("", "——"), *((key, METHODS[key]) for key in AFTER_DERIVED)],
    )
    rule = parameters.ParametersField(label="分档或扣分规则", help_text=parameters.EXAMPLE)

    placing: ClassVar[tuple[str, ...]] = ("goal", "method")

    class Meta:
        model = Indicator
        fields = (
            "goal", "level1", "level2", "name", "method", "accumulation", "unit", "weight", "tier",
            "entered_score", "adjustment_reason", "deviation_reason", "improvement",
        )  # fmt: skip
        labels: dict[str, Any] = {"entered_score": "录入得分"}
        help_texts: dict[str, Any] = {
            "level1": "如产出指标、效益指标、满意度指标；可从列表中选，也可自己写。",
            "level2": "如数量指标、质量指标、时效指标；可从列表中选，也可自己写。",
            "name": "具体指标，如“招商活动场次”；同一目标下不重复。",
            "method": METHOD_HELP,
            "accumulation": ACCUMULATION_HELP,
            "unit": "如家、次、万元、%；目标值和完成值用同一单位。",
            "weight": "0至100，最多两位小数；预算执行率与各指标分值合计100。",
            "tier": "只有定性指标选择。",
            "entered_score": "定性、人工评分和无法按比例计算的指标填写，并写明原因。",
            "adjustment_reason": "写明批复文件或调整依据；填了调整后目标值就必须写。",
            "deviation_reason": "没有完成、没有得满分或超过目标130%的写明原因；“无”不是原因。",
            "improvement": "没有完成的写明下一步怎么做。",
        }
        widgets: dict[str, Any] = {
            "level1": forms.TextInput(attrs={"list": "levels1"}),
            "level2": forms.TextInput(attrs={"list": "levels2"}),
            "name": growing(),
            "adjustment_reason": growing(),
            "deviation_reason": growing(),
            "improvement": growing(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        self.initial.update({name: getattr(row, name) for name in MEASURES})
        self.initial.update({name: row.parameters.get(name, "") for name in ("figure", "then")})
        for name in MEASURES:
            measure = self.initial[name]
            if measure and measure.number is None:
                self.fields[name].widget.attrs["class"] += " text-start"
        self.initial["rule"] = parameters.in_words(row.parameters)

    def offer(self, scope: Scope) -> None:
        self.fields["goal"].offer(scope.goals)  # type: ignore[attr-defined]
        self.fields["accumulation"].choices = [("", "按方法和单位"), *ACCUMULATIONS.items()]  # type: ignore[attr-defined]
        self.fields["tier"].choices = [("", "——"), *TIERS.items()]  # type: ignore[attr-defined]
        if self.instance.goal_id:
            self.initial["goal"] = scope.goals.get(str(self.instance.goal_id))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in MEASURES:
            if name in data:
                setattr(self.instance, name, data[name])
        if "rule" in data:
            kept = parameters.others(self.instance.parameters) | data["rule"]
            chosen = {name: data[name] for name in ("figure", "then") if data.get(name)}
            self.instance.parameters = {k: v for k, v in kept.items() if k not in ("figure", "then")} | chosen
        return data
