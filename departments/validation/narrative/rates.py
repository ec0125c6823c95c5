"""B的X%, 完成率X%, 占X%: a percentage of something the text names."""

import re
from collections.abc import Iterator

from .judging import AGREES, ROUNDING, TRUNCATED, UNKNOWN, Statement
from .operands import (
    before,
    first_agreeing,
    is_about,
    is_base,
    is_change,
    ratio,
    stage,
    values,
)
from .pairs import RATES as CHECK
from .pairs import clear_pair, inverse_agrees, pairs_of, ratio_to_parts
from .sentences import Mention, Sentence
from .words import NATION, OF_WHICH, RATE, SHARE, TOTAL

_OF_PLAN = re.compile(
    r"(?:完成|达到?|实现|执行)[^,，。;]{0,14}(?:预算|目标|任务|计划|指标)[^,，。;]{0,6}的\s*$"
)
_NO_RATIO = re.compile(
    r"增长|增速|变动|控制率|偏离|利率|税率|汇率|费率|同比|环比|折扣|上涨|下降|缩减|降幅|增幅|提高|温升|贡献"
)
_SHARED_BY = re.compile(
    r"占(?P<whole>[^占,，。;]{0,20}?)(?:的|比例|比重|比)?(?:约|近|为|达到?|了|超过?|:)*\s*$"
)


def rates_in(sentence: Sentence, earlier: Sentence | None) -> Iterator[Statement]:
    """Every percentage whose base the text states."""
    for mention in sentence.mentions:
        if mention.quantity.unit in ("%", "倍") and not is_change(mention):
            for read in (of_stated_base, share, named_rate):
                if found := read(mention, earlier):
                    yield found
                    break


def of_stated_base(percent: Mention, earlier: Sentence | None) -> Statement | None:
    """“完成任务720亿元的100.4%”, “占申报50个项目的30%”, “是上年20件的1.5倍”."""
    if not percent.number or not is_base(base := percent.sentence.mentions[percent.number - 1]):
        return None
    if not base.quantity.is_exact or base.quantity.unit == "%":
        return Statement(CHECK, percent, UNKNOWN, "", "")
    parts = [x for x in values(base, base) if not is_change(x)] or _said_after(percent, base)
    found = first_agreeing(ratio(CHECK, percent, part, base) for part in parts)
    if not found or found.verdict == AGREES:
        return found
    part = found.operands[0]
    spoken = base.sentence.text[base.sentence.start : base.start - len(base.label)]
    is_near = part.segment == base.segment and stage(part) != 0 and is_about(base, spoken)
    return found if is_near else _unsaid(found)


def _said_after(percent: Mention, base: Mention) -> list[Mention]:
    """“完成任务2.5亿元的128%，实际发放3.2亿元”."""
    later = percent.sentence.mentions[percent.number + 1 : percent.number + 2]
    return [
        x for x in later if x.is_like(base) and x.quantity.is_exact and re.search(r"实际|达到?$", x.label)
    ]


def share(percent: Mention, earlier: Sentence | None) -> Statement | None:
    """“其中基本支出1390.81万元，占总支出的16.40%”."""
    said = _SHARED_BY.search(percent.lead) if SHARE.search(percent.label) else None
    if not SHARE.search(percent.label) or percent.quantity.unit == "倍":
        return None
    part = next((x for x in before(percent, same_part=True) if x.quantity.unit != "%"), None)
    if part is None or not _directly(part, percent):
        return None
    if said and _bears(part, said["whole"]):
        whole, part = part, next((x for x in before(part, same_part=True) if x.is_like(part)), None)
        return ratio(CHECK, percent, part, whole) if part else None
    wholes = [x for x in _pool(part, earlier) if x.quantity.amount >= part.quantity.amount]
    found = first_agreeing(ratio(CHECK, percent, part, whole) for whole in wholes)
    if not found or found.verdict == AGREES:
        return found
    named = said["whole"] if said else ""
    strong = [x for x in wholes if _is_whole(x, part, named)]
    return ratio(CHECK, percent, part, strong[0]) if len(strong) == 1 else _slight(found)


def named_rate(percent: Mention, earlier: Sentence | None) -> Statement | None:
    """“预算1329.57万元，实际支出1326.87万元，完成率99.80%”."""
    said = RATE.search(percent.label)
    if percent.quantity.unit == "倍" or "分别" in percent.lead or _NO_RATIO.search(percent.label):
        return None
    if not said and not _OF_PLAN.search(percent.lead):
        return None
    stem = said["stem"][-2:] if said and said["kind"] == "率" else ""
    pool = [x for x in before(percent) if _is_level(x)] or _previous(percent, earlier)
    found = first_agreeing(ratio(CHECK, percent, part, whole) for part, whole in pairs_of(pool))
    found = ratio_to_parts(percent, pool) or found
    if not found or found.verdict == AGREES:
        return found
    strong = clear_pair(pool, stem, percent)
    if strong is None or inverse_agrees(percent, strong):
        return _unsaid(found)
    return ratio(CHECK, percent, *strong)


def _directly(part: Mention, percent: Mention) -> bool:
    """Nothing but the counted noun and a mark between a figure and 占."""
    words = part.between(percent).removeprefix(part.after).partition("占")[0]
    return part.number == percent.number - 1 and len(re.findall(r"[\u4e00-\u9fff]", words)) <= 2


def _is_level(mention: Mention) -> bool:
    return mention.quantity.unit not in ("%", "百分点", "") and not is_change(mention)


def _previous(percent: Mention, earlier: Sentence | None) -> list[Mention]:
    """The figures of the sentence before, when this one has none of its own."""
    if earlier is None or earlier.paragraph != percent.sentence.paragraph:
        return []
    return [x for x in reversed(earlier.mentions) if _is_level(x) and x.quantity.is_exact]


def _pool(part: Mention, earlier: Sentence | None) -> list[Mention]:
    here = [x for x in before(part) if x.is_like(part) and not is_base(x)]
    return here or [x for x in _previous(part, earlier) if x.is_like(part)]


def _is_whole(whole: Mention, part: Mention, named: str) -> bool:
    """The figure before 其中, or the one that bears the name behind 占."""
    if whole.sentence is part.sentence:
        following = whole.sentence.text[whole.end : part.start]
        opened = OF_WHICH.search(following)
        if opened and whole.sentence.following(whole) and not _like_between(whole, part, opened.start()):
            return True
    elif re.match(r"\s*(?:其中|包括)", part.sentence.words) and not whole.sentence.following(whole):
        return True
    if NATION.search(named) and not NATION.search(whole.label):
        return False
    words = re.sub(r"总|全部|本|部门|年度|当年", "", named)
    return len(words) >= 2 and words in whole.label and bool(TOTAL.search(whole.label + named))


def _bears(mention: Mention, named: str) -> bool:
    """Whether a figure bears the name behind 占: 总投资2.35亿元，占总投资的79.15%."""
    return len(named) > 2 and mention.label.rstrip("为是约:达 ").endswith(named)


def _like_between(whole: Mention, part: Mention, opened: int) -> bool:
    """Whether another figure of that unit stands between the whole and its 其中."""
    inside = whole.sentence.mentions[whole.number + 1 : part.number]
    return any(x.is_like(whole) and x.end <= whole.end + opened for x in inside)


def _unsaid(found: Statement) -> Statement:
    return Statement(found.check, found.mention, UNKNOWN, "", "")


def _slight(found: Statement) -> Statement:
    """Without a sure base only a difference in the last of its decimals is believed."""
    is_slight = found.verdict in (TRUNCATED, ROUNDING) and found.mention.quantity.decimals > 0
    return found if is_slight else _unsaid(found)
