"""占X%: the share of a figure in a whole that is named, stands above, or was that of the share before."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .context import best_named, content, earlier, is_fully_named
from .judging import AGREES, ROUNDING, TRUNCATED, Statement, unsaid
from .operands import first_agreeing, is_base, is_change, is_coarse, is_share, percent_of, ratio
from .pairs import RATES as CHECK
from .rates import of_stated_base
from .sentences import Mention, Sentence
from .slips import is_slip
from .wholes import is_amount, is_itself, is_whole, may_hold
from .words import NATION

_SHARED = re.compile(r"(?P<part>[^占]*)(?:占|比重|比例)(?P<whole>[^占]*)$")
_SEVERAL = re.compile(r"分别|依次|各占")
_PAIR = ("前者", "后者")
MOST = 4
"""Of more wholes a slip could be by chance."""


@dataclass(frozen=True)
class Last:
    """The share before: its whole, and whether it agreed."""

    part: Mention
    whole: Mention
    is_right: bool


def shares_in(sentences: Sequence[Sentence]) -> Iterator[Statement]:
    """Every share of a section; a bare one in a list is of the same whole as the one before."""
    last: Last | None = None
    before: Sentence | None = None
    for sentence in sentences:
        last = last if before is not None and sentence.previous is before else None
        before = sentence
        for percent in sentence.mentions:
            if is_share(percent) and not is_change(percent):
                found = of_stated_base(percent) or _share(percent, last)
                if found:
                    yield found
                    last = _kept(found, last)


def _kept(found: Statement, last: Last | None) -> Last | None:
    if len(found.operands) != 2:
        return last
    return Last(*found.operands, found.verdict in (AGREES, ROUNDING, TRUNCATED))


def _share(percent: Mention, last: Last | None) -> Statement | None:
    """“其中基本支出1390.81万元，占总支出的16.40%；项目支出7092.29万元，占83.60%”."""
    said = _SHARED.search(percent.label)
    parts = _parts(percent, said["part"] if said else "")
    if not parts or _SEVERAL.search(percent.lead):
        return None
    named = said["whole"] if said else ""
    pool = [x for x in earlier(percent) if is_amount(x)]
    if found := _alternating(percent, parts, named):
        return found
    wholes = [(p, x) for p in parts for x in pool if may_hold(x, p)]
    sure = _sure(parts, [x for _, x in wholes], named, last)
    found = first_agreeing(ratio(CHECK, percent, *pair) for pair in wholes)
    is_chance = is_coarse(percent) and len(content(named)) < 2
    if sure and (not found or found.verdict != AGREES or is_chance):
        return ratio(CHECK, percent, *sure)
    if not found or found.verdict == AGREES:
        return found
    return _doubtful(percent, wholes[:MOST], found)


def _parts(percent: Mention, named: str) -> list[Mention]:
    """The figure right before 占, with those that stand in one row with it, or the one that is named."""
    pool = [x for x in earlier(percent) if is_amount(x)]
    if named in _PAIR:
        return _of_two(pool, _PAIR.index(named))
    if len(named.strip()) > 1:
        bearing = [x for x in pool if x.label.rstrip("为是约:共 ").endswith(named)]
        found = bearing[0] if bearing else best_named(named, [x for x in pool if is_fully_named(named, x)])
        return [found] if found else []
    row = [x for x in earlier(percent, same_sentence=True) if x.depth <= percent.depth]
    row = [x for x in row if not is_share(x)]
    row = [x for x in row if x.segment == percent.segment]
    if not row or not is_amount(row[0]) or not _directly(row[0], percent):
        return []
    return [row[0], *(x for x in row[1:2] if is_amount(x) and _in_one_row(x, row[0]))]


def _of_two(pool: list[Mention], place: int) -> list[Mention]:
    """“a和b分别支出326.4万元和158.6万元，前者占…，后者占…”."""
    for later, first in pairwise(pool):
        if first.is_like(later) and re.fullmatch(r"\s*[、和与及]\s*", first.between(later)):
            return [(first, later)[place]]
    return []


def _in_one_row(one: Mention, other: Mention) -> bool:
    """“312户1,186人”, “12项、1.86亿元”: two measures of one thing."""
    return not one.is_like(other) and re.fullmatch(r"[、,，]?", one.between(other).strip()) is not None


def _directly(part: Mention, percent: Mention) -> bool:
    """Nothing but the counted noun, brackets, shares and a mark between a figure and 占."""
    words = part.between(percent).removeprefix(part.after)
    words = re.sub(r"\([^()]*\)", "", words).rpartition("占")[0].split("占")[0]
    return len(re.findall(r"[\u4e00-\u9fff]", words)) <= 4


def _alternating(percent: Mention, parts: list[Mention], named: str) -> Statement | None:
    """“总投资2.35亿元，完成1.86亿元。…总投资…，占总投资的79.15%”: the figure before is the whole itself."""
    if not parts or len(named) < 3 or not parts[0].label.rstrip("为是约:达 ").endswith(named.rstrip("的 ")):
        return None
    whole = parts[0]
    part = next((x for x in earlier(whole, same_sentence=True) if x.is_like(whole) and is_amount(x)), None)
    return ratio(CHECK, percent, part, whole) if part else None


def _sure(
    parts: list[Mention], wholes: list[Mention], named: str, last: Last | None
) -> tuple[Mention, Mention] | None:
    """Part and whole where the words leave no doubt."""
    part = parts[0]
    if len(content(named)) > 1:
        return _named(parts, wholes, named)
    opened = [x for x in dict.fromkeys(wholes) if is_whole(x, part, named)]
    if len(opened) == 1:
        return part, opened[0]
    if not content(named) and _opens(part, wholes):
        return part, wholes[0]
    if last and last.is_right and last.whole.is_like(part) and may_hold(last.whole, part):
        return part, last.whole
    return None


def _opens(part: Mention, wholes: list[Mention]) -> bool:
    """“专任教师12860人，本科以上学历12474人，占97%”: the first two figures of a sentence."""
    is_first = part.number == 1 and bool(wholes) and wholes[0].sentence is part.sentence
    return is_first and re.fullmatch(r"[^、和与及;]*[,，(][^、和与及;]*", wholes[0].between(part)) is not None


def _named(parts: list[Mention], wholes: list[Mention], named: str) -> tuple[Mention, Mention] | None:
    """“占搬迁总人口的”: the whole whose words share most with the name."""
    own = [x for x in dict.fromkeys(wholes) if not is_base(x)]
    whole = best_named(named, own or wholes)
    if whole is None or (len(content(named)) < 3 and not is_itself(named, whole)):
        return None
    if NATION.search(named) and not NATION.search(whole.label):
        return None
    return next(x for x in parts if x.is_like(whole)), whole


def _doubtful(percent: Mention, pairs: list[tuple[Mention, Mention]], found: Statement) -> Statement:
    """Without a sure whole only a slip of the hand or of the last place is believed."""
    for part, whole in pairs:
        read = ratio(CHECK, percent, part, whole)
        if read and is_slip(percent.quantity, percent_of(part.quantity.amount, whole.quantity.amount)):
            return read
    is_slight = found.verdict in (TRUNCATED, ROUNDING) and percent.quantity.decimals > 0
    return found if is_slight else unsaid(found)
