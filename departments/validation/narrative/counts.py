"""Counts that must fit each other: 共N项完成M项, the types and their total, a list and its number."""

import re
from collections.abc import Iterator
from decimal import Decimal

from departments.scoring.rounding import ZERO, plain

from .judging import AGREES, CONTRADICTS, WRONG, Statement
from .numerals import DIGITS
from .operands import is_change
from .sentences import Mention, Sentence

CHECK = "check_narrative_counts"
_STATED = re.compile(r"共|总计|总数|合计|设定|设置|设立|制定|下设")
_TYPES = re.compile(
    r"产出|效益|效果|满意|数量|质量|时效|成本|经济|社会|生态|可持续|一级|二级|共性|个性|核心|定量|定性"
)
_DONE = re.compile(r"(?:已|全部|全面|均|实际|其中)*(?:完成|达成|达标|实现)(?:了|目标|指标|的|有|:)?\s*$")
_OPEN = re.compile(
    r"(?:未|没有|尚未)(?:能|全部|按期|如期)?(?:完成|达成|达标|达到)(?:目标|指标|预期|的|有|:)*\s*$"
)
_ALL_DONE = re.compile(r"(?:均|全部|都|全)(?:已|全部|如期|按期|按时|顺利|圆满|得到)*(?:完成|达成|达标|实现)")
_GOAL = re.compile(r"(?:绩效|年度)目标 *(?P<number>[1-9][0-9]?|[一二三四五六七八九十])(?: *[:、]|是|为|\()")
_FIRST = re.compile(r"^[^,，。;:]{0,10}[:,，。]?\s*(?:\(?一\)?是|主要是一是)")
LONGEST_LIST = 2000
"""Characters behind a number in which its list is looked for."""
_ORDINALS = "一二三四五六七八九十"
_ALONE = r"(?<!经济)(?<!社会)(?<!生态)(?<!环境)"
_KIND = r"度?(?:绩效)?(?:类)?指标(?:共|有|:|设定|设置)*\s*$"
_KINDS = ("产出", "效益", "满意")


def counts_in(sentences: list[Sentence]) -> list[Statement]:
    """Everything that is counted in more than one way."""
    found = [x for sentence in sentences if sentence.quantities for x in _in_one(sentence)]
    return [*found, *_indicators(sentences), *_goals(sentences), *_enumerations(sentences)]


def _in_one(sentence: Sentence) -> Iterator[Statement]:
    """“共15个指标，完成14个，未完成1个”: what is done and open makes the total."""
    for number, total in enumerate(sentence.mentions):
        if not _is_count(total) or not _STATED.search(total.label):
            continue
        later = [x for x in sentence.mentions[number + 1 :] if x.is_like(total) and _is_count(x)]
        done = [x for x in later if _DONE.search(x.label) and not _OPEN.search(x.label)]
        left = [x for x in later if _OPEN.search(x.label)]
        if len(done) == 1 and len(left) == 1:
            yield _made_of(left[0], total, done[0])
        elif len(done) == 1 and "指标" in total.names and done[0].quantity.amount > total.quantity.amount:
            computation = f"共{total.quantity.text}，完成{done[0].quantity.text}"
            yield Statement(CHECK, done[0], WRONG, f"不超过{total.quantity.text}", computation, (total,))


def _made_of(left: Mention, total: Mention, done: Mention) -> Statement:
    exact = total.quantity.amount - done.quantity.amount
    verdict = AGREES if exact == left.quantity.amount else WRONG
    computation = f"{plain(total.quantity.amount)}－{plain(done.quantity.amount)}＝{plain(exact)}"
    return Statement(CHECK, left, verdict, plain(exact) + left.quantity.unit, computation, (total, done))


def _indicators(sentences: list[Sentence]) -> Iterator[Statement]:
    """绩效指标: how many in all, how many done, and the types said to be all done."""
    totals = [x for s in sentences for x in s.mentions if _is_total(x)]
    kinds = {kind: _of_kind(sentences, kind) for kind in _KINDS}
    complete = {kind: found for kind, found in kinds.items() if found is not None}
    known = {kind: count for kind, (count, _) in complete.items() if count is not None}
    for total in totals:
        done = _done_of(total)
        least = sum((known.get(kind, Decimal(1)) for kind, (_, is_all) in complete.items() if is_all), ZERO)
        words = "＋".join(
            f"{k}{plain(known.get(k, Decimal(1)))}" for k, (_, is_all) in complete.items() if is_all
        )
        if done and least > done.quantity.amount:
            right = plain(least) + done.quantity.unit
            yield Statement(
                CHECK, done, CONTRADICTS, right, f"文中称全部完成的有{words}＝{plain(least)}", (total,)
            )
        if len(known) == len(_KINDS):
            yield _typed(total, known)


def _typed(total: Mention, known: dict[str, Decimal]) -> Statement:
    exact = sum(known.values(), ZERO)
    verdict = AGREES if exact == total.quantity.amount else CONTRADICTS
    words = "＋".join(f"{kind}{plain(count)}" for kind, count in known.items())
    return Statement(CHECK, total, verdict, plain(exact) + total.quantity.unit, f"{words}＝{plain(exact)}")


def _is_total(mention: Mention) -> bool:
    stated = _STATED.search(mention.label) and "指标" in mention.names
    return bool(stated and _is_number_of_indicators(mention) and not _TYPES.search(mention.names))


def _done_of(total: Mention) -> Mention | None:
    later = total.sentence.mentions[total.number + 1 :]
    done = (x for x in later if x.is_like(total) and _DONE.search(x.label) and not _OPEN.search(x.label))
    return next((x for x in done if _is_count(x)), None)


def _of_kind(sentences: list[Sentence], kind: str) -> tuple[Decimal | None, bool] | None:
    """How many indicators of a kind (None unsaid), and whether all are said to be done; None unspoken."""
    found: tuple[Decimal | None, bool] | None = None
    for sentence in sentences:
        for mention in sentence.mentions:
            if re.search(rf"{_ALONE}{kind}{_KIND}", mention.label) and _is_number_of_indicators(mention):
                is_all = bool(
                    _ALL_DONE.search(mention.sentence.text[mention.end : sentence.end].partition(";")[0])
                )
                found = (mention.quantity.amount, is_all or bool(found and found[1]))
        if found is None and re.search(rf"{kind}度?(?:绩效)?指标(?:均|全部|都)", sentence.words):
            found = (None, bool(_ALL_DONE.search(sentence.words)))
    return found


def _goals(sentences: list[Sentence]) -> Iterator[Statement]:
    """“绩效目标4大类” against the lists 年度绩效目标1, 2, 3 …"""
    stated = [x for s in sentences for x in s.mentions if _counts_goals(x)]
    if not stated:
        return
    sizes = list(_lists(sentences))
    for mention in stated:
        other = [size for size in sizes if size != mention.quantity.amount]
        words = "、".join(f"{size}个" for size in sizes)
        if sizes:
            right = f"{(other or sizes)[0]}{mention.quantity.unit}"
            verdict = CONTRADICTS if other else AGREES
            yield Statement(CHECK, mention, verdict, right, f"文中逐条列出的年度绩效目标分别为{words}")


def _lists(sentences: list[Sentence]) -> Iterator[int]:
    """The length of every list of goals that begins with 目标1 and has at least two."""
    size = 0
    texts = {id(s.text): s.text for s in sentences}
    numbers = [_ordinal(x["number"]) for text in texts.values() for x in _GOAL.finditer(text)]
    for number in [*numbers, 1]:
        if number == 1 and size > 1:
            yield size
        size = number if number in (1, size + 1) else size


def _counts_goals(mention: Mention) -> bool:
    is_goal = re.search(
        r"(?:绩效|年度|整体)目标(?:共|有|为|:)?\s*$", mention.label
    ) or mention.after.startswith(("绩效目标", "年度目标", "年度绩效目标"))
    return bool(is_goal and _is_count(mention) and mention.quantity.unit in ("类", "个", "项"))


def _enumerations(sentences: list[Sentence]) -> Iterator[Statement]:
    """“采取三项措施：一是…二是…三是…”: the number against the list right behind it."""
    for sentence in sentences:
        for mention in sentence.mentions:
            if not _is_count(mention) or ":" not in sentence.text[mention.end : mention.end + 14]:
                continue
            rest = _list_behind(sentence.text, mention.end)
            if ":" in rest[:14] and _FIRST.match(rest.partition(":")[2]):
                size = Decimal(_enumerated(rest))
                verdict = AGREES if size == mention.quantity.amount else CONTRADICTS
                right = plain(size) + mention.quantity.text.lstrip("0123456789" + "".join(DIGITS) + "十 ")
                yield Statement(CHECK, mention, verdict, right, f"其后逐条列出{plain(size)}条")


def _list_behind(text: str, start: int) -> str:
    """The rest of the paragraph, with the lines of a list that goes on: …；, 二是…."""
    found = ""
    for line in text[start : start + LONGEST_LIST].splitlines():
        if found and not re.match(r"\s*[二三四五六七八九十]是", line) and found[-1:] not in ";:,，、":
            break
        found += line.rstrip()
    return found


def _enumerated(text: str) -> int:
    size = position = 0
    while size < len(_ORDINALS) and (position := text.find(f"{_ORDINALS[size]}是", position)) >= 0:
        size += 1
    return size


def _is_count(mention: Mention) -> bool:
    quantity = mention.quantity
    whole = quantity.scale == 1 and not quantity.decimals
    return whole and quantity.is_exact and quantity.unit not in ("%", "元", "") and not is_change(mention)


def _is_number_of_indicators(mention: Mention) -> bool:
    return _is_count(mention) and mention.quantity.unit in ("个", "项", "条")


def _ordinal(text: str) -> int:
    return int(text) if text.isdigit() else _ORDINALS.index(text) + 1
