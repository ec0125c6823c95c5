"""Checks of what a published document states. It is history: shown beside the facts, never repaired."""

from collections.abc import Iterator
from decimal import Decimal

from departments.scoring.figures import FIGURES, REPORTED_KEYS, TEN_THOUSAND, FigureValue
from departments.scoring.measures import Measure
from departments.scoring.rounding import EXACT, ZERO, plain, printed, round_half_up
from departments.scoring.units import Unit

from .findings import Finding, warning
from .forms import Assessed, Form, of_each_form

SUMS = (
    ("部门整体支出预算数", "基本支出预算数", "项目支出预算数"),
    ("部门整体支出执行数", "基本支出执行数", "项目支出执行数"),
    ("部门整体支出年初预算数", "基本支出年初预算数", "项目支出年初预算数"),
    ("部门整体支出调整数", "基本支出调整数", "项目支出调整数"),
)
"""基本 + 项目 = 整体: the whole, and its two parts."""


@of_each_form
def check_reported_scores(form: Form) -> Iterator[Finding]:
    """已公布的各指标得分应与按规则计算的得分一致。"""
    for row in form.rows:
        reported, score = row.line.reported, row.line.score
        if reported is not None and score is not None and reported != score:
            yield warning(
                f"{row.place}／得分",
                f"公布得分{plain(reported)}分，按规则计算为{score}分。",
                found=plain(reported),
                expected=printed(score),
                key=row.key,
            )


@of_each_form
def check_reported_scores_not_above_weight(form: Form) -> Iterator[Finding]:
    """已公布的得分不应超过分值。"""
    for row in form.rows:
        reported, weight = row.line.reported, row.weight
        if reported is not None and weight is not None and reported > weight:
            yield warning(
                f"{row.place}／得分",
                f"公布得分{plain(reported)}分超过分值{plain(weight)}分。",
                found=plain(reported),
                expected=f"不超过{plain(weight)}",
                key=row.key,
            )


@of_each_form
def check_reported_total_is_sum_of_parts(form: Form) -> Iterator[Finding]:
    """已公布的总得分应等于已公布的预算执行得分与各指标得分之和。"""
    total, parts = _number(form, "total"), _parts(form)
    if total is not None and parts is not None and total != sum(parts, ZERO):
        formula = f"{plain(parts[0])}＋{plain(parts[1])}＝{plain(sum(parts, ZERO))}"
        yield warning(
            f"{form.place}公布数据／总得分（分项之和）",
            f"公布总分{plain(total)}分，但分项之和为{formula}分。",
            found=plain(total),
            expected=plain(sum(parts, ZERO)),
            key=form.key,
        )


@of_each_form
def check_reported_weights_sum(form: Form) -> Iterator[Finding]:
    """已公布的分值合计应等于预算执行率分值与各指标分值之和。"""
    total, weights = _number(form, "weight_total"), [row.weight for row in form.rows]
    if total is None or None in weights or not form.goals:
        return
    expected = sum((x for x in weights if x is not None), form.scheme.execution_weight)
    if total != expected:
        yield warning(
            f"{form.place}公布数据／分值合计",
            f"公布分值合计{plain(total)}分，各项分值相加为{plain(expected)}分。",
            found=plain(total),
            expected=plain(expected),
            key=form.key,
        )


def check_reported_basic_and_project_make_whole(assessed: Assessed) -> Iterator[Finding]:
    """已公布的基本支出与项目支出之和应等于部门整体支出。"""
    form = next(assessed.forms)
    wrong = {x.place for x in check_reported_figures(assessed)}
    for whole, *parts in SUMS:
        if not any(f"公布数据／{name}" in wrong for name in (whole, *parts)):
            continue  # each agrees with the facts; what is left is rounding
        total, figures = _number(form, whole), [_number(form, part) for part in parts]
        known = [figure for figure in figures if figure is not None]
        if total is not None and len(known) == len(parts) and total != sum(known):
            yield warning(
                f"公布数据／{whole}（基本支出＋项目支出）",
                f"公布的{parts[0]}与{parts[1]}之和为{plain(sum(known, ZERO))}，不等于{whole}。",
                found=plain(total),
                expected=plain(sum(known, ZERO)),
            )


@of_each_form
def check_reported_grade_fits_total(form: Form) -> Iterator[Finding]:
    """已公布的评价等级应与总得分所在的等级区间一致。"""
    grade, total = form.reported.get("grade") or form.reported.get("评价等级"), _number(form, "total")
    points = total if total is not None else _computed_total(form)
    if grade and points is not None and form.scheme.grade_of(points) != grade:
        yield warning(
            f"{form.place}公布数据／评价等级",
            f"公布等级为“{grade}”，{plain(points)}分对应“{form.scheme.grade_of(points)}”。",
            found=grade,
            expected=form.scheme.grade_of(points),
            key=form.key,
        )


def check_reported_figures(assessed: Assessed) -> Iterator[Finding]:
    """已公布的执行率、得分、金额、占比、个数等数据应与计算结果一致。"""
    for form in assessed.forms:
        figures = _figures(assessed, form) if form.reported else {}
        for key in form.reported:
            name = REPORTED_KEYS.get(key, key)
            figure, stated = figures.get(name), Measure.read(form.reported[key])
            if figure is None or not isinstance(figure.value, Decimal) or stated is None:
                continue
            if stated.number is None or not _agrees(stated, figure):
                yield warning(
                    f"{form.place}公布数据／{name}",
                    f"公布的{name}为{stated}，计算为{figure.printed()}。",
                    found=stated,
                    expected=figure.printed().removesuffix("%"),
                    key=form.key,
                )


def _figures(assessed: Assessed, form: Form) -> dict[str, FigureValue]:
    """The figures that a form's `reported` may state; totals only when every line has a score."""
    if form.project is None:
        figures = dict(assessed.figures)
        incomplete = not assessed.scorecards[0].is_complete
    else:
        figures = {"部门整体执行率": FigureValue("percent", form.execution_rate)}
        incomplete = form.card is None or not form.card.is_complete
        if form.card:
            card = form.card
            figures |= {
                name: FigureValue("score", FIGURES[name].value(assessed.facts, card))
                for name in ("预算执行得分", "指标得分", "总得分")
            }
    left_out = ("指标得分", "总得分", "完成指标数", "未完成指标数") if incomplete else ()
    return {name: figure for name, figure in figures.items() if name not in left_out}


def _agrees(stated: Measure, figure: FigureValue) -> bool:
    """Equal at the precision stated; scores and counts must be equal exactly."""
    value, number = figure.value, stated.number
    if not isinstance(value, Decimal) or number is None:
        return False
    if figure.kind == "money":
        unit = Unit.read(stated.unit)
        value = EXACT.divide(value, unit.factor if stated.unit else TEN_THOUSAND)
    if figure.kind in ("score", "count"):
        return number == round_half_up(value)
    places = min(max(-int(number.as_tuple().exponent), 0), 2 if figure.kind == "percent" else 6)
    return round_half_up(number, places) == round_half_up(value, places)


def _number(form: Form, key: str) -> Decimal | None:
    """A reported number under its short key or its Chinese name."""
    text = form.reported.get(key) or form.reported.get(REPORTED_KEYS.get(key, key))
    measure = Measure.read(text)
    return measure.number if measure else None


def _parts(form: Form) -> tuple[Decimal, Decimal] | None:
    """Reported execution score and sum of the reported lines; None while one of them is not stated."""
    execution, scores = _number(form, "execution_score"), [row.line.reported for row in form.rows]
    indicators = _number(form, "indicator_score")
    if scores and None not in scores:
        indicators = sum((score for score in scores if score is not None), ZERO)
    return None if execution is None or indicators is None else (execution, indicators)


def _computed_total(form: Form) -> Decimal | None:
    return form.card.total if form.card and form.card.is_complete else None
