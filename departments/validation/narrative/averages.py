"""人均, 结余, 得分＝分值×执行率, 每人X元: what follows from two other figures of the sentence."""

import re
from collections.abc import Iterator
from decimal import Decimal

from departments.scoring.rounding import EXACT, ZERO, plain

from .judging import AGREES, UNKNOWN, WRONG, Statement, judged, written
from .operands import before, is_base, is_change, stage
from .sentences import Mention, Sentence
from .words import PREVIOUS

CHECK = "check_narrative_derived"
_EACH = {
    "人均": "人",
    "户均": "户",
    "亩均": "亩",
    "场均": "场",
    "次均": "次",
    "件均": "件",
    "校均": "所",
    "村均": "个",
    "车均": "辆",
}
_LEFT = re.compile(
    r"(?:结余|剩余|节余|节约|节省|未支出|未使用|未执行|尚余|余额|余)(?:资金|经费|预算|金额)?(?:为|了|是|:)?\s*$"
)
_POINTS = re.compile(r"(?:得|得分|自评得分|计|计分|应得)(?:为|是|:)?\s*$")
_FULL = re.compile(r"满分|分值|权重|总分值|(?:^|[(,，])$")
_LOST = re.compile(r"扣(?:除|减|分)?(?:了)?\s*$")


def averages_in(sentence: Sentence) -> Iterator[Statement]:
    """Averages, balances and scores with everything they are computed from."""
    for mention in sentence.mentions:
        if mention.quantity.is_exact:
            for read in (_average, _balance, _score):
                if found := read(mention):
                    yield found
                    break


def _average(mention: Mention) -> Statement | None:
    """“发放补贴120万元，惠及400人，人均3000元”."""
    word = next(
        (x for x in _EACH if mention.label.rstrip("约为达 ").endswith(x) or f"{x}补" in mention.label), None
    )
    if word is None:
        return None
    levels = [x for x in before(mention, same_part=True) if not is_change(x) and not is_base(x)]
    totals = [x for x in levels if x.quantity.unit == mention.quantity.unit]
    heads = [x for x in levels if x.quantity.unit == _EACH[word] and x.quantity.amount]
    if not totals or not heads:
        return None
    found = [_divided(mention, total, head) for total in totals for head in heads]
    agreeing = [x for x in found if x.verdict == AGREES]
    is_sure = len(found) == 1 and _is_near(mention, totals[0].quantity.amount / heads[0].quantity.amount)
    return agreeing[0] if agreeing else found[0] if is_sure else None


def _divided(mention: Mention, total: Mention, head: Mention) -> Statement:
    exact = EXACT.divide(total.quantity.amount, head.quantity.amount) / mention.quantity.scale
    half = total.quantity.step / 2 / head.quantity.amount / mention.quantity.scale
    verdict = judged(mention.quantity, exact)
    if (
        verdict == WRONG
        and abs(mention.quantity.value - exact) <= half + Decimal(1).scaleb(-mention.quantity.decimals) / 2
    ):
        verdict = AGREES
    computation = f"{total.quantity.text}÷{head.quantity.text}＝{plain(exact.quantize(Decimal('0.01')))}"
    return Statement(CHECK, mention, verdict, written(mention.quantity, exact), computation, (total, head))


def _balance(mention: Mention) -> Statement | None:
    """“预算100万元，支出95万元，结余5万元”."""
    if not _LEFT.search(mention.label) or PREVIOUS.search(mention.lead):
        return None
    pool = [
        x
        for x in before(mention, same_part=True)
        if x.is_like(mention) and not is_change(x) and not is_base(x)
    ]
    given = [x for x in pool if stage(x) in (0, 1, 2)]
    spent = [x for x in pool if stage(x) == 3]
    if len(given) != 1 or len(spent) != 1 or len(pool) != 2:
        return None
    return _subtracted(mention, given[0], spent[0])


def _subtracted(mention: Mention, whole: Mention, part: Mention) -> Statement:
    exact = (whole.quantity.amount - part.quantity.amount) / mention.quantity.scale
    computation = f"{whole.quantity.text}－{part.quantity.text}＝{plain(exact)}"
    verdict = judged(mention.quantity, exact)
    step = max(x.quantity.step for x in (whole, part, mention))
    if verdict == WRONG and abs(mention.quantity.value - exact) * mention.quantity.scale < step:
        verdict = UNKNOWN
    return Statement(CHECK, mention, verdict, written(mention.quantity, exact), computation, (whole, part))


def _score(mention: Mention) -> Statement | None:
    """“分值20分，执行率98.22%，得19.64分”; “满分10分，扣0.5分，得9.5分”."""
    if mention.quantity.unit != "分" or not _POINTS.search(mention.label):
        return None
    pool = list(before(mention, same_part=True))
    full = [x for x in pool if x.quantity.unit == "分" and _FULL.search(x.label)]
    lost = [x for x in pool if x.quantity.unit == "分" and _LOST.search(x.label)]
    rates = [x for x in pool if x.quantity.unit == "%" and re.search(r"执行率|完成率|完成.*预算", x.lead)]
    if len(full) == 1 and len(lost) == 1:
        return _subtracted(mention, full[0], lost[0])
    if len(full) == 1 and len(rates) == 1 and "预算" in mention.sentence.words and "执行" in rates[0].lead:
        return _weighted(mention, full[0], rates[0])
    return None


def _weighted(mention: Mention, full: Mention, rate: Mention) -> Statement:
    """得分 = 分值 × 执行率, never above the full marks; the rate itself is rounded."""
    points, percent = full.quantity.value, min(rate.quantity.value, Decimal(100))
    exact = points * percent / 100
    half = points * Decimal(1).scaleb(-rate.quantity.decimals) / 200
    low, high = judged(mention.quantity, exact - half), judged(mention.quantity, exact + half)
    verdict = AGREES if AGREES in (low, high) else judged(mention.quantity, exact)
    computation = f"{plain(points)}×{plain(percent)}%＝{plain(exact)}"
    return Statement(CHECK, mention, verdict, written(mention.quantity, exact), computation, (full, rate))


def _is_near(mention: Mention, exact: Decimal) -> bool:
    """Within a fifth: more is another thing, such as a monthly average."""
    return exact > ZERO and abs(mention.quantity.amount - exact) * 5 <= exact
