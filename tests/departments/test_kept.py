"""What is kept between requests: after any change, the same as if nothing had been kept."""

import functools
import random
import sys
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from departments.models import Assessment, Goal, Indicator, ScoringScheme
from departments.scoring.measures import Measure
from departments.views.panel import Panel, in_words
from tests import factories

MEASURES = ("", "0", "75", "100", "100.5", "130", "≥98%", "98.22%", "9月前", "不适用", "2019年5月", "1,200")
WORDS = ("", "无", "部分任务推迟", "满意度", "及时率", "引进重点企业数", "预算执行率", "成本节约率")
LEVELS = ("产出指标", "效益指标", "满意度指标", "")
METHODS = ("at_least", "at_most", "equal", "manual", "derived", "deduction", "tiers", "qualitative")
TEXTS = (
    "", "本年度完成{指标总数}项指标，执行率{部门整体执行率}，总得分{总得分}。",
    "招商引资专项执行率{招商引资专项·执行率}，引进企业{引进重点企业数·完成值}家，{没有的·完成值}。",
    "预算100万元，支出95万元，结余6万元；培训40人次，完成率95%。2024年度部门整体绩效自评。",
)  # fmt: skip
PARAMETERS = (
    {}, {"figure": "execution_rate", "then": "at_least"}, {"figure": "basic_share", "then": "at_most"},
    {"tiers": [{"at_least": "90", "score": "10"}, {"at_least": "0", "score": "99"}]},
    {"direction": "above", "allowance": "10", "step": "5", "points": "1.5"},
)  # fmt: skip


@pytest.fixture
def large(assessment):
    """Three projects with indicators of their own beside the department's."""
    for number in range(3):
        project = factories.project(assessment, order=number)
        factories.budget_line(assessment, category="project", project=project, order=number)
        goal = factories.goal(assessment, f"目标{number}", project=project, order=number)
        for at in range(4):
            factories.indicator(goal, weight=Decimal(20), order=at, actual=str(85 + 5 * at))
    return assessment


def cell(dice, assessment):
    row = dice.choice(Indicator.objects.filter(goal__assessment=assessment))
    match dice.choice(("measure", "measure", "words", "words", "method", "weight", "score", "order")):
        case "measure":
            name = dice.choice(("target", "actual", "actual", "adjusted_target"))
            setattr(row, f"{name}_measure", Measure.read(dice.choice(MEASURES)))
        case "words":
            name = dice.choice(("deviation_reason", "improvement", "adjustment_reason", "level2", "unit"))
            setattr(row, name, dice.choice(WORDS))
            row.level1, row.name = dice.choice(LEVELS), dice.choice((row.name, *WORDS))
        case "method":
            row.method, row.parameters = dice.choice(METHODS), dice.choice(PARAMETERS)
            row.tier = dice.choice(("full", "partial", "none", "")) if row.method == "qualitative" else ""
        case "weight":
            row.weight = dice.choice((None, Decimal(0), Decimal("12.345"), Decimal(20), Decimal(40)))
        case "score":
            row.entered_score = dice.choice((None, Decimal(5), Decimal("39.99"), Decimal(90)))
            row.reported_score = dice.choice((None, Decimal(10)))
        case "order":
            row.order = dice.randrange(9)
    row.save()


def rows_of_indicators(dice, assessment):
    goal = dice.choice(assessment.goals.all())
    if dice.random() < 0.5 or not goal.indicators.exists():
        factories.indicator(goal, dice.choice(WORDS[2:]), weight=Decimal(10), order=dice.randrange(9))
    else:
        dice.choice(goal.indicators.all()).delete()


def goal(dice, assessment):
    row = dice.choice(assessment.goals.all())
    row.title, row.actual = dice.choice((row.title, "", "目标1")), dice.choice((row.actual, TEXTS[3]))
    row.weight, row.order = dice.choice((None, Decimal(80), Decimal(60))), dice.randrange(5)
    row.project = dice.choice((row.project, *assessment.projects.all()))
    row.save()
    if not assessment.goals.filter(project=None).exists():
        Goal.objects.create(assessment=assessment, title="整体目标")


def money(dice, assessment):
    row = dice.choice(assessment.budget_lines.all())
    row.spent = dice.choice((None, Decimal(0), Decimal("995000.05"), row.initial, Decimal(9_000_000)))
    row.adjustment = dice.choice((Decimal(0), Decimal(-2_000_000), Decimal("0.01")))
    row.save()


def project(dice, assessment):
    row = dice.choice(assessment.projects.all())
    row.name = f"{dice.choice(('招商引资专项', '项目1', '项目2'))}{dice.choice(('', row.pk))}"
    if assessment.projects.filter(name=row.name).exists():
        return
    row.reason, row.reported = dice.choice(WORDS), dice.choice(({}, {"total": "88", "grade": "优"}))
    row.save()


def text(dice, assessment):
    assessment.sections.filter(pk=dice.choice(assessment.sections.all()).pk).update(text=dice.choice(TEXTS))


def whole(dice, assessment):
    assessment.reported = dice.choice(({}, {"total": "90", "weight_total": "99", "部门整体执行率": "85.1%"}))
    assessment.save()
    year = assessment.fiscal_year
    year.scheme = dice.choice((factories.scheme(), stricter()))
    year.save()


def stricter():
    """The same scheme with other thresholds, under a key of its own."""
    changed = {"key": "stricter", "equal_rule": "strict", "overachievement_ratio": "110"}
    data = factories.scheme().data | changed | {"execution_reason_below": "99"}
    return ScoringScheme.objects.get_or_create(key="stricter", title="从严", defaults={"data": data})[0]


CHANGES = (*[cell] * 8, rows_of_indicators, goal, money, money, project, text, whole)


def shown(assessment):
    """Everything that stands beside an entry page, to the byte."""
    row = Assessment.objects.select_related("fiscal_year", "department").get(pk=assessment.pk)
    panel = Panel.of(row, reads_back=False)
    context = {"assessment": row, "panel": panel, "found": panel.findings, "can_edit": True, "oob": True}
    context["found_counts"] = in_words(panel.findings)
    drawn = [
        render_to_string(f"components/{x}.html", context)
        for x in ("scorecard", "section_findings", "sections")
    ]
    return repr((panel.facts, panel.scorecards, panel.findings, panel.figures)), *drawn


def forget():
    """Empty everything that keeps."""
    modules = [module for name, module in sys.modules.items() if name.startswith("departments.")]
    kept = {
        x for module in modules for x in vars(module).values() if isinstance(x, functools._lru_cache_wrapper)
    }
    for function in kept:
        function.cache_clear()
    return kept


@pytest.mark.slow
@pytest.mark.either_database
@pytest.mark.parametrize("seed", [3, 20, 651])
def test_what_is_kept_is_what_would_be_computed(large, seed):
    dice = random.Random(seed)  # noqa: S311
    forget()
    shown(large)
    for number in range(100):
        change = dice.choice(CHANGES)
        change(dice, large)
        kept = shown(large)
        forget()
        anew = shown(large)

        assert kept == anew, f"seed {seed}, change {number}: {change.__name__}"


def test_everything_that_keeps_is_bounded():
    assert {x.__qualname__ for x in forget() if x.cache_parameters()["maxsize"] is None} == {
        "_step",
        "library",
    }
