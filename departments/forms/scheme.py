"""评分方案 as a form: what is written in it becomes the JSON of a new version."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from departments.scoring.scheme_data import NAMES, RULES, named
from departments.scoring.schemes import EQUAL_RULES, FORMS, Scheme, SchemeError

from .scheme_figure import FigureField
from .scheme_limits import SchemeLimits

GRADES, SPLITS = 6, 6
"""Rows offered at least for grades and for weights of first-level indicators."""
RULE_NAMES = {
    "execution": "预算执行率", "at_least": "正向指标（≥）", "at_most": "反向指标（≤）",
    "equal": "等于指标（＝）",
    "qualitative": "定性指标", "tiers": "分档指标", "deduction": "扣分指标", "derived": "由预算计算的指标",
    "manual": "人工评分",
}  # fmt: skip
_EQUAL = dict(zip(EQUAL_RULES, ("按完成比例（取小于1的比）", "相等得满分，否则不得分"), strict=True))
_FORMS = dict(zip(FORMS, ("全国统一表式", "湖北省表式"), strict=True))
_FIGURES = {
    "execution_weight": "预算执行率分值", "indicator_weight": "绩效指标分值",
    "overachievement_ratio": "超过目标值多少（%）须说明",
    "overachievement_deduction": "超过后扣减分值的（%）",
    "execution_reason_below": "执行率低于多少（%）须说明原因",
}  # fmt: skip


def _text(label: str, longest: int = 200, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=options.pop("required", True), **options)


class SchemeForm(forms.Form):
    """A new version of a scheme. All faults of the whole are listed at once."""

    title = _text("名称", 100)
    key = forms.SlugField(
        label="标识", max_length=60, help_text="小写字母、数字和连字符；每个版本一个。",
        error_messages={"invalid": "只能用字母、数字和连字符（-）。"},
    )  # fmt: skip
    version = _text("版本", 20)
    equal_rule = forms.ChoiceField(label="“等于”怎样计分", choices=list(_EQUAL.items()))
    form = forms.ChoiceField(label="项目表式", choices=list(_FORMS.items()))
    full_lower = FigureField("“达成预期指标”从多少（%）起")
    partial_lower = FigureField("“部分达成”从多少（%）起")

    def __init__(self, *args: Any, base: Mapping[str, Any], **kwargs: Any) -> None:
        self.base = base
        self.grades = range(1, max(GRADES, len(base.get("grades", []))) + 1)
        self.splits = range(1, max(SPLITS, len(base.get("level1_weights", {}))) + 1)
        self.limits = SchemeLimits(base)
        kwargs["initial"] = _initial(base) | self.limits.initial() | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        for name, label in _FIGURES.items():
            self.fields[name] = FigureField(label)
        for number in self.grades:
            self.fields[f"grade-{number}"] = _text(f"等级{number}", 10, required=False)
            self.fields[f"from-{number}"] = FigureField(f"等级{number}从多少分起", required=False)
        for number in self.splits:
            self.fields[f"level-{number}"] = _text(f"一级指标{number}", 40, required=False)
            self.fields[f"weight-{number}"] = FigureField(f"一级指标{number}分值", required=False)
        for rule in RULES:
            self.fields[f"clause-{rule}"] = _text(RULE_NAMES[rule], 500)
        self.fields |= self.limits.fields()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if problem := self.limits.problem(data):
            self.add_error(None, problem)
        self._check_halves(data)
        self._check_repeated(data)
        if not self.errors:
            self.data_of_scheme = dict(self._built(data))
            try:
                self.scheme = Scheme.load(self.data_of_scheme)
            except SchemeError as wrong:
                for problem in wrong.problems:
                    self.add_error(None, _in_words(problem))
        return data

    def _check_halves(self, data: Mapping[str, Any]) -> None:
        """A row of two cells, of which one is filled, says which other cell it lacks."""
        if not list(self._pairs(data, "grade", "from", self.grades)):
            self.add_error("grade-1", "请至少填写一个等级和从多少分起。")
        rows = [(f"grade-{n}", f"from-{n}") for n in self.grades]
        rows += [(f"level-{n}", f"weight-{n}") for n in self.splits]
        for one, other in rows:
            for name, beside in ((one, other), (other, one)):
                is_half = data.get(beside, "").strip() and not data.get(name, "").strip()
                if is_half and name not in self.errors:
                    self.add_error(name, "请填写，或把同一行的另一格也清空。")

    def _check_repeated(self, data: Mapping[str, Any]) -> None:
        """A first-level indicator has one weight; of two rows the later would silently win."""
        seen: set[str] = set()
        for number in self.splits:
            name = data.get(f"level-{number}", "").strip()
            if name in seen:
                self.add_error(f"level-{number}", f"“{name}”重复，每个一级指标只写一行。")
            seen |= {name} if name else set()

    def _built(self, data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        yield from self.limits.built(data)
        yield from ((name, data.get(name, "")) for name in ("key", "title", "version", "equal_rule", "form"))
        yield from ((name, data.get(name, "")) for name in _FIGURES)
        yield "kind", self.base["kind"]
        rows = self._pairs(data, "grade", "from", self.grades)
        yield "grades", [{"grade": name, "at_least": bound} for name, bound in rows]
        full, partial = data.get("full_lower", ""), data.get("partial_lower", "")
        edges = {"full": (full, "100"), "partial": (partial, full), "none": ("0", partial)}
        yield "tiers", [{"tier": x, "lower": low, "upper": up} for x, (low, up) in edges.items()]
        yield "level1_weights", dict(self._pairs(data, "level", "weight", self.splits))
        yield "clauses", {rule: data.get(f"clause-{rule}", "") for rule in RULES}

    def _pairs(
        self, data: Mapping[str, Any], one: str, other: str, numbers: range
    ) -> Iterator[tuple[str, str]]:
        """Rows of which at least one cell is filled."""
        for number in numbers:
            pair = data.get(f"{one}-{number}", "").strip(), data.get(f"{other}-{number}", "").strip()
            if any(pair):
                yield pair

    @property
    def grade_rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"grade-{n}"], self[f"from-{n}"]) for n in self.grades]

    @property
    def split_rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"level-{n}"], self[f"weight-{n}"]) for n in self.splits]

    @property
    def limit_fields(self) -> list[Any]:
        return [self[name] for name in self.limits.names]

    @property
    def pace_rows(self) -> list[tuple[Any, Any]]:
        return [(self[month], self[rate]) for month, rate in self.limits.rows]

    @property
    def clause_fields(self) -> list[Any]:
        return [self[f"clause-{rule}"] for rule in RULES]


def _in_words(problem: str) -> str:
    """Without the keys of the JSON, which the form does not show."""
    for key, name in NAMES.items():
        problem = problem.replace(named(key), name)
    return problem


def _initial(base: Mapping[str, Any]) -> dict[str, Any]:
    """The present version, field by field."""
    found = {name: base.get(name, "") for name in ("title", "version", "equal_rule", *_FIGURES)}
    found["form"] = base.get("form", FORMS[0])
    for number, row in enumerate(base.get("grades", []), 1):
        found |= {f"grade-{number}": row["grade"], f"from-{number}": row["at_least"]}
    for number, (name, weight) in enumerate(base.get("level1_weights", {}).items(), 1):
        found |= {f"level-{number}": name, f"weight-{number}": weight}
    lower = {row["tier"]: row["lower"] for row in base.get("tiers", [])}
    found |= {"full_lower": lower.get("full", ""), "partial_lower": lower.get("partial", "")}
    return found | {f"clause-{rule}": base.get("clauses", {}).get(rule, "") for rule in RULES}
