"""结余, 调整后预算, 尚余, 得分与扣分: what is left of one figure when another is taken away or added."""

import re
from collections.abc import Iterator
from decimal import Decimal

from departments.scoring.rounding import plain

from .context import earlier
from .judging import AGREES, Statement, judged, written
from .operands import before, is_base, is_change, percent_of, shown_both, stage
from .readings import Reading, decided
from .sentences import Mention, Sentence
from .words import PREVIOUS

CHECK = "check_narrative_derived"
_LEFT = re.compile(
    r"(?:结余|结转|剩余|节余|节约|节省|未支出|未使用|未执行|尚余|尚有|还有|余额|余下|其余|余)(?:资金|经费|预算|金额|下年|下年度|使用)*(?:为|了|是|:)?\s*$"
)
_END = re.compile(r"(?:年末|期末|滚存|累计)[^,，。;]{0,6}(?:结余|结转|余额|净值)|净值")
_REST = re.compile(r"其余|余下|其它|其他")
_KEPT = re.compile(r"结余|结转")
_OPENING = re.compile(r"年初|期初|上年|原值")
_ADJUSTED = re.compile(r"调整后|调整预算|全年预算|可用")
_MORE, _LESS = re.compile(r"追加|调增|核增|增加|新增"), re.compile(r"调减|核减|压减|减少|收回")
_INCOME, _SPENT = re.compile(r"收入"), re.compile(r"支出")
_NAMELY = re.compile(r"(?:即|折合|也就是|计)(?:为|是)?")
_RATE = re.compile(r"执行率|完成率|完成.*预算|支出进度")
_POINTS = re.compile(r"(?:得|得分|自评得分|计|计分|应得)(?:为|是|:)?\s*$")
_FULL = re.compile(r"满分|分值|权重|总分值|(?:^|[(,，])$")
NEAREST = 3
_LOST = re.compile(r"扣(?:除|减|分)?(?:了)?\s*$")


def balances_in(sentence: Sentence) -> Iterator[Statement]:
    """What remains, what was adjusted, and points."""
    for mention in sentence.mentions:
        if mention.quantity.is_exact:
            found = _points(mention) if mention.quantity.unit == "分" else None
            if found := found or decided(CHECK, mention, _readings(mention)):
                yield found


def _readings(mention: Mention) -> Iterator[Reading]:
    pool = [x for x in earlier(mention) if x.is_like(mention) and x.quantity.is_exact and x.quantity.amount]
    yield from _rolled(mention, pool)
    yield from _adjusted(mention, pool)
    yield from _left(mention, pool)
    yield from _share_of(mention, pool)


def _left(mention: Mention, pool: list[Mention]) -> Iterator[Reading]:
    """“预算100万元，支出95万元，结余5万元”; “计划131座，完成126座，尚有5座”."""
    if not _LEFT.search(mention.label) or PREVIOUS.search(mention.lead):
        return
    levels = [x for x in pool if not is_change(x)]
    if _REST.search(mention.label) and (rest := _rest_of_list(mention, levels)):
        yield rest
        return
    own = [x for x in levels if x.sentence is mention.sentence and x.segment == mention.segment]
    is_pair = len(own) == 2 and stage(own[0]) == 3 and stage(own[1]) in (0, 1, 2)
    pairs = [
        (w, d)
        for d in levels[:NEAREST]
        for w in levels
        if w is not d and w.quantity.amount >= d.quantity.amount
    ]
    pairs.sort(key=lambda x: (stage(x[1]) != 3 or stage(x[0]) not in (0, 1, 2), -x[1].quantity.amount))
    for whole, done in pairs:
        is_sure = (is_pair and done is own[0] and whole is own[1]) or _is_proved(mention, whole, done)
        yield Reading((whole, done), _less, shown_both(whole, done, "－"), is_sure, is_printed=True)


def _rest_of_list(mention: Mention, levels: list[Mention]) -> Reading | None:
    """“退税25.38亿元，其中留抵14.72亿元；缓缴3.81亿元；其余6.85亿元”: the first less all others."""
    own = [x for x in levels if x.sentence is mention.sentence and not is_base(x)]
    if len(own) < 3:
        return None
    whole, *parts = reversed(own)
    words = f"{whole.quantity.text}－" + "－".join(x.quantity.text for x in parts)
    return Reading((whole, *parts), lambda first, *others: first - sum(others, Decimal(0)), words)


def _is_proved(mention: Mention, whole: Mention, done: Mention) -> bool:
    """Whether a rate right before it is that of the two: 计划131座，完成126座，占96.18%，尚有5座."""
    rates = [x for x in earlier(mention, same_sentence=True) if x.quantity.unit == "%"][:1]
    return any(
        judged(x.quantity, percent_of(done.quantity.amount, whole.quantity.amount)) == AGREES for x in rates
    )


def _share_of(mention: Mention, pool: list[Mention]) -> Iterator[Reading]:
    """“运维经费预算430万元，首付款占合同价的60%，即258万元”."""
    percent = mention.sentence.mentions[mention.number - 1] if mention.number else None
    if percent is None or percent.quantity.unit != "%" or not _NAMELY.fullmatch(mention.label):
        return
    amounts = [x for x in pool if not is_change(x)]
    for whole in amounts[:NEAREST]:
        words = f"{whole.quantity.text}×{percent.quantity.text}"
        yield Reading((whole, percent), lambda a, p: a * p / 100, words, len(amounts) == 1)


def _rolled(mention: Mention, pool: list[Mention]) -> Iterator[Reading]:
    """“年初结余186万元，收入2356万元，支出2431万元，年末结余111万元”."""
    if not (_END.search(mention.label) or _LEFT.search(mention.label)) or len(pool) < 2 or is_change(mention):
        return
    spent, income = pool[0], pool[1]
    if _END.search(mention.label) and all(_KEPT.search(x.label) for x in (spent, income)):
        yield Reading((income, spent), lambda a, b: a + b, shown_both(income, spent, "＋"), is_sure=True)
    if not (_SPENT.search(spent.label) and _INCOME.search(income.label)):
        return
    words = shown_both(income, spent, "－")
    if len(pool) > 2 and _OPENING.search(pool[2].label):
        words = f"{pool[2].quantity.text}＋{words}"
        yield Reading((pool[2], income, spent), lambda a, b, c: a + b - c, words, is_sure=True)
    else:
        yield Reading((income, spent), _less, words)


def _adjusted(mention: Mention, pool: list[Mention]) -> Iterator[Reading]:
    """“年初预算1845.60万元，调增212.40万元，调整后预算2058.00万元”."""
    if not _ADJUSTED.search(mention.label) or len(pool) < 2:
        return
    by, initial = pool[0], pool[1]
    rises, falls = _MORE.search(by.label), _LESS.search(by.label)
    if (
        bool(rises) == bool(falls)
        or by.quantity.amount >= initial.quantity.amount
        or "年初" not in initial.lead
    ):
        return
    is_near = by.sentence is mention.sentence and initial.sentence is mention.sentence
    if rises:
        yield Reading((initial, by), lambda a, b: a + b, shown_both(initial, by, "＋"), is_near)
    else:
        yield Reading((initial, by), _less, shown_both(initial, by, "－"), is_near)


def _less(whole: Decimal, part: Decimal) -> Decimal:
    return whole - abs(part)


def _points(mention: Mention) -> Statement | None:
    """“满分10分，扣0.5分，得9.5分”, “满分10分，得9.5分，扣0.5分”; “分值20分，执行率98.22%，得19.64分”."""
    pool = [x for x in before(mention, same_part=True) if x.quantity.unit in ("分", "%")]
    full = [x for x in pool if x.quantity.unit == "分" and _FULL.search(x.label)]
    if len(full) != 1:
        return None
    said, other = (_POINTS, _LOST) if _POINTS.search(mention.label) else (_LOST, _POINTS)
    parts = [x for x in pool if x.quantity.unit == "分" and other.search(x.label)]
    if said.search(mention.label) and len(parts) == 1:
        words = shown_both(full[0], parts[0], "－")
        return decided(CHECK, mention, [Reading((full[0], parts[0]), _less, words, is_sure=True)])
    rates = [x for x in earlier(mention) if x.quantity.unit == "%" and _RATE.search(x.lead)]
    is_budget = bool(rates) and "预算" in mention.sentence.words and "执行" in rates[0].lead + full[0].lead
    found = _weighted(mention, full[0], rates[0]) if said is _POINTS and is_budget else None
    is_far = found and rates[0].sentence is not mention.sentence and "执行" not in full[0].lead
    return None if is_far else found


def _weighted(mention: Mention, full: Mention, rate: Mention) -> Statement:
    """得分 = 分值 × 执行率, never above the full marks; the rate itself is rounded."""
    points, percent = full.quantity.value, min(rate.quantity.value, Decimal(100))
    exact = points * percent / 100
    half = points * Decimal(1).scaleb(-rate.quantity.decimals) / 200
    low, high = judged(mention.quantity, exact - half), judged(mention.quantity, exact + half)
    verdict = AGREES if AGREES in (low, high) else judged(mention.quantity, exact)
    computation = f"{plain(points)}×{plain(percent)}%＝{plain(exact)}"
    return Statement(CHECK, mention, verdict, written(mention.quantity, exact), computation, (full, rate))
