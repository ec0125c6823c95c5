"""人均, 户均, 平均每批次, 日均; 单价×数量: what follows from a total and a number of heads."""

import re
from collections.abc import Iterator
from decimal import Decimal

from .context import earlier
from .judging import Statement
from .operands import is_base, is_change, is_planned
from .readings import Reading, decided
from .sentences import Mention, Sentence
from .units import are_akin, base_unit

CHECK = "check_narrative_derived"
_UNITS = {
    "村": "个", "班": "个", "县": "个", "镇": "个", "乡": "个", "校": "所", "园": "所", "院": "所",
    "日": "天", "课": "课时", "车": "辆", "站": "座", "企": "家", "生": "人", "床": "张", "员": "人",
}  # fmt: skip
"""Before 均: what is counted, where it is not its own measure word."""
_EACH = re.compile(
    r"(?P<month>月)?(?:(?P<one>批次|人次|[\u4e00-\u9fff])(?:均|平均)(?!匀|衡|等|可支配|寿命|气温|浓度|得分|分)"
    r"|(?:平均|每)(?:每|单)?(?P<two>批次|人次|公里|平方米|[\u4e00-\u9fff])(?!月|年))"
    r"[\u4e00-\u9fff]{0,8}(?:约|为|达|是|:|\s)*$"
)
_PRICE = re.compile(
    r"(?:单价|每(?P<one>人次|公里|平方米|[\u4e00-\u9fff])(?!月|年)[^,，。;0-9]{0,8}|标准|均价)(?:约|为|:|\s)*$"
)
_TOTAL = re.compile(r"(?:共|合计|共计|总计|金额|计|总价|支付|发放|小计|拨付|兑付|补贴)[\u4e00-\u9fff]{0,4}$")
_PERIOD = re.compile(r"每?月|每年|每日|每天|每季|学期")
NEAREST, ROW, FIFTH = 3, Decimal(4), Decimal("1.2")


def averages_in(sentence: Sentence) -> Iterator[Statement]:
    """Averages and totals of prices with everything they are computed from."""
    for mention in sentence.mentions:
        if not mention.quantity.is_exact or is_change(mention):
            continue
        if found := decided(CHECK, mention, [*_averages(mention), *_bought(mention)]):
            yield found


def _averages(mention: Mention) -> Iterator[Reading]:
    """“发放补贴120万元，惠及400人，人均3000元”."""
    said = _EACH.search(mention.label)
    if said is None or (said["one"] or "人") in "年月季周平不":
        return
    months = Decimal(12) if said["month"] else Decimal(1)
    unit = said["two"] or _UNITS.get(said["one"], said["one"])
    levels = [x for x in earlier(mention) if _is_level(x)]
    totals = [x for x in levels if x.quantity.unit == mention.quantity.unit and not _EACH.search(x.label)]
    heads = [x for x in [*_behind(mention), *levels] if x.quantity.amount and are_akin(x.quantity.unit, unit)]
    heads = [x for x in heads if not is_planned(x)]
    own = [_own(mention, totals), _own(mention, heads)]
    for total in totals[:NEAREST]:
        for head in heads[:NEAREST]:
            is_row = _is_row(mention, total, head) and _is_near(mention, total, head, months, ROW)
            is_sure = is_row or (own == [[total], [head]] and _is_near(mention, total, head, months, FIFTH))
            yield _divided(total, head, months, is_sure)


def _behind(mention: Mention) -> list[Mention]:
    """“亩均税收36万元（园区面积6000亩）”."""
    later = mention.sentence.mentions[mention.number + 1 : mention.number + 2]
    return [x for x in later if x.depth > mention.depth and _is_level(x)]


def _own(mention: Mention, pool: list[Mention]) -> list[Mention]:
    """Those in its part of the sentence, or else in the sentence."""
    near = [x for x in pool if x.sentence is mention.sentence]
    return [x for x in near if x.segment == mention.segment] or near


def _divided(total: Mention, head: Mention, months: Decimal, is_sure: bool) -> Reading:
    words = f"{total.quantity.text}÷{head.quantity.text}" + ("÷12" if months > 1 else "")
    return Reading((total, head), lambda a, b: a / b / months, words, is_sure)


def _is_row(mention: Mention, total: Mention, head: Mention) -> bool:
    """“发放3.16亿元，惠及42.3万人，人均747元”: the two right before it."""
    numbers = {total.number, head.number} == {mention.number - 1, mention.number - 2}
    is_one = {x.segment for x in (mention, total, head)} == {mention.segment}
    return numbers and is_one and total.sentence is mention.sentence is head.sentence


def _is_near(mention: Mention, total: Mention, head: Mention, months: Decimal, by: Decimal) -> bool:
    """Not too far: more is another thing, such as a monthly average."""
    exact = total.quantity.amount / head.quantity.amount / months
    return exact > 0 and exact / by <= mention.quantity.amount <= exact * by


def _bought(total: Mention) -> Iterator[Reading]:
    """“清运车6辆，每辆22.5万元，共计135万元”."""
    if not _TOTAL.search(total.label) or total.quantity.unit in ("%", ""):
        return
    levels = [x for x in earlier(total, same_sentence=True) if _is_level(x)]
    price = next((x for x in levels[:2] if _PRICE.search(x.label)), None)
    if price is None or price.quantity.unit != total.quantity.unit:
        return
    said = _PRICE.search(price.label)
    unit = said["one"] if said else None
    counts = [x for x in levels if x.quantity.unit not in (total.quantity.unit, "%", "") and x is not price]
    counts = [x for x in counts if unit is None or are_akin(x.quantity.unit, base_unit(unit))]
    spoken = total.sentence.text[total.sentence.start : total.start]
    for count in counts[:NEAREST]:
        is_row = {price, count} == set(levels[:2]) and count.segment == total.segment
        words = f"{price.quantity.text}×{count.quantity.text}"
        is_sure = is_row and not _PERIOD.search(spoken)
        yield Reading((price, count), lambda a, b: a * b, words, is_sure)


def _is_level(mention: Mention) -> bool:
    return mention.quantity.is_exact and not is_change(mention) and not is_base(mention)
