"""由B增加到A、比上年B增长X%、较上年增加D、超目标D: what rose or fell, and by how much."""

import re
from collections.abc import Iterator

from .differences import CHANGES, between_levels
from .elsewhere import between_any, of_years, with_base, with_base_behind, with_difference
from .judging import Statement
from .levels import COMPARED, in_part, neighbour, own_base, suits
from .operands import is_change, is_planned, stage
from .readings import Reading, decided
from .sentences import Mention, Sentence
from .words import GROWTH, LEVEL, PREVIOUS

_FROM = re.compile(r"(?:由|从)[^由从,，。;]*$")
_GAP = re.compile(r"(?:的[\u4e00-\u9fff]{2,4})?")
_OVER = re.compile(
    r"(?:超额完成|超出|超过|超额|超|高于|高出)(?:了|序时|时序|进度|年初|年度|全年|预期|既定|下达)*(?:目标|任务|计划|指标值?)?(?:任务|值|数)?(?:的)?$"
)
_YEARLY = re.compile(r"年均|平均|复合|月均|[两三四五]年|累计")
_DATE = re.compile(r"(?:19|20)\d\d年(?:度|末|底)?的?\s*$")
_YEAR = re.compile(r"(?:19|20)\d\d")


def changes_in(sentence: Sentence) -> Iterator[Statement]:
    """Every increase or decrease whose two levels the text states."""
    for mention in sentence.mentions:
        is_said = mention.quantity.is_exact and _is_said(mention)
        if is_said and (found := decided(CHANGES, mention, _readings(mention))):
            yield found


def _readings(change: Mention) -> Iterator[Reading]:
    for levels in (_from_to, _than_before, _two_periods, _over_target):
        if pair := levels(change):
            yield between_levels(change, *pair, is_sure=True)
    yield from with_base(change)
    yield from with_difference(change)
    yield from of_years(change)
    yield from with_base_behind(change)
    yield from between_any(change)


def _is_said(mention: Mention) -> bool:
    if _YEARLY.search(mention.label):
        return False
    is_gap = mention.quantity.unit == "百分点" and _GAP.fullmatch(mention.label.strip())
    return bool(is_gap or is_change(mention) or GROWTH.search(mention.label) or _is_over(mention))


def _from_to(change: Mention) -> tuple[Mention, Mention] | None:
    """“由85家增加到90家，增加5家，增长5.88%”: the nearest pair in the same part of the sentence."""
    for later in in_part(change, 3):
        first = neighbour(later)
        reached = _DATE.sub("", later.label)
        if first and LEVEL.search(reached) and GROWTH.search(LEVEL.sub("", reached)):
            is_pair = first.is_like(later) and _FROM.search(first.lead)
            return (first, later) if is_pair and suits(change, later) else None
    return None


def _than_before(change: Mention) -> tuple[Mention, Mention] | None:
    """“实现120件，比上年100件增加20件，增长20%”."""
    base = own_base(change)
    if base is None or not suits(change, base):
        return None
    level = next((x for x in in_part(base, 4) if x.is_like(base) and not is_change(x)), None)
    return (base, level) if level and level.quantity.is_exact else None


def _two_periods(change: Mention) -> tuple[Mention, Mention] | None:
    """“2019年100人，2020年120人，增长20%”: exactly two levels, one of them earlier."""
    levels = [x for x in in_part(change, 6) if not is_change(x) and suits(change, x)]
    if len(levels) != 2 or not all(x.quantity.is_exact for x in levels) or not levels[0].is_like(levels[1]):
        return None
    old = [x for x in levels if PREVIOUS.search(x.lead)]
    if len(old) == 1 and not COMPARED.search(old[0].lead):
        return old[0], next(x for x in levels if x is not old[0])
    years = [_YEAR.findall(x.lead) for x in levels]
    if not old and all(len(x) == 1 for x in years) and years[0] != years[1]:
        first, second = sorted(levels, key=lambda x: _YEAR.findall(x.lead))
        return first, second
    return None


def _is_over(change: Mention) -> bool:
    """“超额2家”, “超目标任务2.2万人0.15万人”."""
    previous = neighbour(change)
    is_behind = previous is not None and not change.label.strip() and previous.end == change.start
    return bool(_OVER.search(change.label) or (is_behind and previous and _OVER.search(previous.label)))


def _is_excess(mention: Mention) -> bool:
    """“超出计划112名”; not the target in “超额完成目标1500套” and “超目标10家20%”."""
    following = mention.sentence.following(mention)
    is_target = "完成" in mention.label or (following is not None and following.start == mention.end)
    return bool(_OVER.search(mention.label)) and not is_target


def _over_target(change: Mention) -> tuple[Mention, Mention] | None:
    """“完成12家，超目标10家20%”, “目标10家，完成12家，超额2家”."""
    if not _is_over(change):
        return None
    levels = [x for x in in_part(change, 4) if not is_change(x) and suits(change, x)]
    levels = [x for x in levels if not _is_excess(x)]
    planned = [x for x in levels if is_planned(x)]
    reached = [x for x in levels if not is_planned(x) and stage(x) != 0]
    if len(planned) != 1 or len(reached) != 1 or not planned[0].is_like(reached[0]):
        return None
    return planned[0], reached[0]
