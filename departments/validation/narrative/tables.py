"""The figures of the tables a text may name, and the text's figures against them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from departments.scoring.execution import execution_percent
from departments.scoring.facts import AssessmentFacts, IndicatorFacts, ProjectFacts
from departments.scoring.figures import FigureValue
from departments.scoring.naming import figures_of
from departments.scoring.scorecard import Scorecard
from departments.scoring.units import Unit, in_unit_of

from .judging import AGREES, WRONG, Statement, judged, written
from .names import PART_YEAR, figure_name, is_generic, years_of
from .operands import is_base, is_change, is_planned, stage
from .sentences import Mention, Sentence
from .units import base_unit
from .words import PREVIOUS

CHECK = "check_narrative_tables"
SHORTEST = 4
"""Names of projects and indicators of fewer characters are too common to be recognised."""
_PART_OF = re.compile(r"上半年|下半年|季度|\d月|截至|其中|分别|[区县镇]级|每|平均|首|第")
_KINDS = {
    "数量指标数": r"数量指标", "质量指标数": r"质量指标", "时效指标数": r"时效指标",
    "成本指标数": r"成本指标",
    "经济效益指标数": r"经济效益指标", "社会效益指标数": r"社会效益指标",
    "生态效益指标数": r"生态效益指标",
    "可持续影响指标数": r"可持续影响指标", "产出指标数": r"产出(?:绩效)?指标", "满意度指标数": r"满意度指标",
    "效益指标数": r"(?<!经济)(?<!社会)(?<!生态)效益(?:绩效)?指标",
}  # fmt: skip
_KIND = {name: re.compile(pattern + r"(?:共|有|为|:|设定|设置)*\s*$") for name, pattern in _KINDS.items()}
_TOTAL = re.compile(r"(?:共|总计|合计|设定|设置)[^,，。;]{0,12}…|(?:共|总计|合计|设定|设置)[^,，。;]*指标…")
_TYPED = re.compile(r"产出|效益|满意|数量|质量|时效|成本|经济|社会|生态|可持续|[一二]级")
_DONE = re.compile(r"(?:完成|达成|实现)了?\s*$")
_GOALS = re.compile(r"绩效目标(?:共|有|为|:)?\s*$")


@dataclass(frozen=True)
class Known:
    """One row of the tables: its name, and its values (预算, 执行, 目标, 完成) in the bare unit."""

    name: str
    unit: str
    values: Mapping[str, Decimal]
    key: str = ""


@dataclass(frozen=True)
class Tables:
    """What the tables of one self-assessment state."""

    year: int = 0
    figures: Mapping[str, FigureValue] = field(default_factory=dict)
    named: tuple[Known, ...] = ()
    """Projects and indicators, the longest names first."""

    @classmethod
    def of(
        cls,
        facts: AssessmentFacts,
        scorecards: Sequence[Scorecard],
        figures: Mapping[str, FigureValue] | None = None,
    ) -> "Tables":
        """The budget, scores and counts, every project and indicator of the department.

        `figures` are its named figures where they are known already.
        """
        projects = [_project(facts, project) for project in facts.projects]
        indicators = [x for i in facts.indicators_of(None) if (x := _indicator(i))]
        named = [x for x in (*projects, *indicators) if len(x.name) >= SHORTEST]
        values = figures_of(facts, scorecards) if figures is None else figures
        return cls(facts.year, values, tuple(sorted(named, key=lambda x: -len(x.name))))


def _project(facts: AssessmentFacts, project: ProjectFacts) -> Known:
    budget = facts.budget_of(project.name)
    values = {"预算": budget.adjusted, "执行": budget.spent, "年初": budget.initial}
    return Known(project.name, "元", values | {"执行率": execution_percent(budget)}, project.key)


def _indicator(indicator: IndicatorFacts) -> Known | None:
    """目标值 and 实际完成值 in the bare unit (亿元 → 元); None without two numbers."""
    target, actual = indicator.effective_target, indicator.actual
    if target is None or actual is None or target.number is None or actual.number is None:
        return None
    same, unit = (
        in_unit_of(target, actual, indicator.unit),
        Unit.read(target.unit or indicator.unit or actual.unit),
    )
    if same is None:
        return None
    values = {"目标": target.number * unit.factor, "完成": same * unit.factor}
    return Known(indicator.name, base_unit(unit.base), values, indicator.key)


def compared(sentences: Sequence[Sentence], tables: Tables) -> list[Statement]:
    """Every figure whose words name a figure of the tables; one put in by name cannot differ."""
    mentions = [
        x for s in sentences for x in s.mentions if not x.quantity.is_from_figure and x.quantity.is_exact
    ]
    return [found for mention in mentions if (found := _compared(mention, tables))]


def _compared(mention: Mention, tables: Tables) -> Statement | None:
    years = years_of(mention)
    if PREVIOUS.search(mention.lead) or is_change(mention) or (years and f"{tables.year}年" not in years):
        return None
    if found := _of_name(mention, tables):
        return found
    name = figure_name(mention) or _count_name(mention)
    figure = tables.figures.get(name or "")
    if name is None or figure is None or not isinstance(figure.value, Decimal):
        return None
    values = {name: figure.value}
    initial = tables.figures.get(name.replace("预算数", "年初预算数"))
    if name.endswith("预算数") and initial and isinstance(initial.value, Decimal):
        values["年初预算数"] = initial.value
    return _against(mention, name, list(values.values()), f"figure:{name}")


def _of_name(mention: Mention, tables: Tables) -> Statement | None:
    """The project or indicator named last before the figure, with nothing of another kind between."""
    sentence = mention.sentence
    said = sentence.text[sentence.start : mention.start]
    found = [
        (said.rfind(known.name) + len(known.name), known) for known in tables.named if known.name in said
    ]
    if not found or PART_YEAR.search(sentence.words):
        return None
    end, known = max(found, key=lambda pair: pair[0])
    values = list(_values(mention, known, _without_figures(mention, sentence.start + end)))
    outside = said.replace(known.name, "")
    if not values or _PART_OF.search(outside):
        return None
    return _against(mention, known.name, values, known.key)


def _without_figures(mention: Mention, start: int) -> str:
    """The words from an offset up to a figure, other figures left out."""
    words, text = "", mention.sentence.text
    for other in mention.sentence.mentions[: mention.number]:
        if other.start >= start:
            words += text[start : other.start]
            start = other.end
    return words + text[start : mention.start]


def _values(mention: Mention, known: Known, words: str) -> Iterator[Decimal]:
    """The values it may have: by its words a target, a budget, what was done or a rate."""
    if not is_generic(words) or is_base(mention):
        return
    unit = mention.quantity.unit
    if "执行率" in known.values and unit == "%" and re.search(r"执行率|完成率|完成预算的", mention.lead):
        yield known.values["执行率"]
    elif unit == known.unit and "目标" in known.values:
        yield known.values["目标" if is_planned(mention) else "完成"]
    elif unit == known.unit and stage(mention) in (0, 3):
        yield from [known.values[x] for x in (("执行",) if stage(mention) else ("预算", "年初"))]


def _against(mention: Mention, name: str, values: list[Decimal], source: str) -> Statement:
    """The figure against each value it may have; wrong when it is none of them."""
    scaled = [value / mention.quantity.scale for value in values]
    verdicts = [judged(mention.quantity, value) for value in scaled]
    place = verdicts.index(AGREES) if AGREES in verdicts else 0
    right = written(mention.quantity, scaled[place])
    verdict = verdicts[place] if mention.quantity.decimals or verdicts[place] == AGREES else WRONG
    return Statement(CHECK, mention, verdict, right, f"表中{name}为{right}", source=source)


def _count_name(mention: Mention) -> str | None:
    """指标总数, 完成指标数, 目标数 and the numbers of indicators by type."""
    if mention.quantity.unit not in ("个", "项", "类", "条") or mention.quantity.scale != 1:
        return None
    if kinds := [name for name, pattern in _KIND.items() if pattern.search(mention.label)]:
        return kinds[0]
    if _GOALS.search(mention.label):
        return "目标数"
    if "指标" in mention.names and _TOTAL.search(mention.names) and not _TYPED.search(mention.names):
        return "指标总数"
    previous = mention.sentence.mentions[mention.number - 1] if mention.number else None
    follows = previous is not None and _count_name(previous) == "指标总数"
    return "完成指标数" if follows and _DONE.search(mention.label) and "未" not in mention.label else None
