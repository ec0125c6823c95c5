"""Rates with a formula of their own: 在职人员控制率, 预算调整率, 结转结余率 (财预〔2013〕53号)."""

import re
from decimal import Decimal

from .context import earlier, subject
from .judging import Statement
from .operands import is_base, is_change
from .pairs import RATES, divided
from .readings import Reading, decided
from .sentences import Mention

_FORMULAS = (
    (re.compile(r"资产负债率"), re.compile(r"负债"), re.compile(r"资产(?!负债)")),
    (re.compile(r"在职人员控制率"), re.compile(r"在职|实有"), re.compile(r"编制|核定")),
    (
        re.compile(r"预算调整率"),
        re.compile(r"追加|调增|调减|调整(?!后|预算)|核增|核减"),
        re.compile(r"年初|批复"),
    ),
    (re.compile(r"结转?结?余率"), re.compile(r"结转|结余"), re.compile(r"预算|收入|安排|下达|执行|支出")),
    (re.compile(r"节[约支减]率"), re.compile(r"节[约支减]"), re.compile(r"预算|限价|控制价")),
    (re.compile(r"经费”?控制率"), re.compile(r"决算|支出|实际"), re.compile(r"预算|控制数|限额")),
    (
        re.compile(r"政府采购执行率"),
        re.compile(r"实际|完成|采购(?:金额|支出|总额)"),
        re.compile(r"预算|计划"),
    ),
)
"""Name of the rate, words of the figure above the line, words of the one below."""
_BOTH = re.compile(r"优良率")
_BEST, _GOOD = (re.compile(rf"[“\"]?{x}[”\"]?(?:秀|好)?(?:等?级)?(?:的|为|有)*$") for x in "优良")
_VALUE = re.compile(r"率(?:约|仅)?(?:为|是|达到?|:)?\s*$")


def formula_of(percent: Mention) -> bool:
    """Whether the rate has a formula of its own."""
    return bool(_VALUE.search(percent.label)) and (
        bool(_BOTH.search(percent.label)) or any(x.search(percent.label) for x, _, _ in _FORMULAS)
    )


def good_of_all(percent: Mention) -> Statement | None:
    """“优的47个、良的9个、中的2个，优良率96.55%”: both together in all."""
    pool = [x for x in earlier(percent) if x.quantity.unit not in ("%", "") and x.quantity.is_exact]
    best = next((x for x in pool if _BEST.search(x.label)), None)
    good = next((x for x in pool if _GOOD.search(x.label) and best and x.is_like(best)), None)
    if best is None or good is None:
        return None
    least, words = best.quantity.amount + good.quantity.amount, f"{best.quantity.text}＋{good.quantity.text}"
    wholes = [x for x in pool if x.is_like(best) and x.quantity.amount >= least]
    is_one = len({x.quantity.amount for x in wholes}) == 1
    readings = (Reading((best, good, x), _share, f"（{words}）÷{x.quantity.text}", is_one) for x in wholes)
    return decided(RATES, percent, readings)


def _share(best: Decimal, good: Decimal, whole: Decimal) -> Decimal:
    return (best + good) / whole * 100


def by_formula(percent: Mention) -> Statement | None:
    """Its value from the two figures the formula names, where the block states them."""
    if _BOTH.search(percent.label):
        return good_of_all(percent)
    for name, above, below in _FORMULAS:
        if name.search(percent.label):
            return decided(RATES, percent, _readings(percent, above, below))
    return None


def _readings(percent: Mention, above: re.Pattern[str], below: re.Pattern[str]) -> list[Reading]:
    pool = [x for x in earlier(percent) if x.quantity.unit not in ("%", "百分点", "") and x.quantity.is_exact]
    parts = [x for x in pool if above.search(subject(x))]
    wholes = [x for x in pool if below.search(subject(x)) and not is_change(x) and not is_base(x)]
    pairs = [(p, w) for p in parts for w in wholes if p is not w and p.is_like(w) and w.quantity.amount]
    is_one = len(pairs) == 1
    return [divided(part, whole, is_sure=is_one) for part, whole in pairs]
