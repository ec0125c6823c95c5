"""B的X%, 完成率X%: a percentage of something the text names."""

import re
from collections.abc import Iterator

from .context import best_named, content, earlier
from .judging import AGREES, UNKNOWN, Statement, unsaid
from .named_rates import named_rate
from .operands import first_agreeing, is_about, is_base, is_change, is_share, ratio, stage, values
from .pairs import RATES as CHECK
from .sentences import Mention, Sentence


def rates_in(sentence: Sentence) -> Iterator[Statement]:
    """Every percentage whose base the text states; shares apart."""
    for mention in sentence.mentions:
        if mention.quantity.unit in ("%", "倍") and not is_change(mention) and not is_share(mention):
            for read in (of_stated_base, named_rate):
                if found := read(mention):
                    yield found
                    break


def of_stated_base(percent: Mention) -> Statement | None:
    """“完成任务720亿元的100.4%”, “占申报50个项目的30%”, “是上年20件的1.5倍”."""
    if not percent.number or not is_base(base := percent.sentence.mentions[percent.number - 1]):
        return None
    if not base.quantity.is_exact or base.quantity.unit == "%":
        return Statement(CHECK, percent, UNKNOWN, "", "")
    parts = [x for x in values(base, base) if not is_change(x)] or _said_after(percent, base)
    parts.sort(key=lambda x: not _counts_the_same(x, base))
    if named := _named_part(base):
        parts.insert(0, named)
    found = first_agreeing(ratio(CHECK, percent, part, base) for part in parts)
    if not found or found.verdict == AGREES:
        return found
    part = found.operands[0]
    spoken = base.sentence.text[base.sentence.start : base.start - len(base.label)]
    is_meant = part is named or _is_shared(part, base) or is_about(base, spoken)
    is_near = part.segment == base.segment and stage(part) != 0
    return found if is_meant and (is_near or part is named) else unsaid(found)


def _counts_the_same(part: Mention, base: Mention) -> bool:
    """“抽取3个乡镇12个村，占全县18个乡镇的16.7%”."""
    noun = base.after.partition("的")[0]
    return bool(noun) and part.after.startswith(noun)


def _named_part(base: Mention) -> Mention | None:
    """“收入完成预算8500万元的101.56%”: the income that was said before."""
    name = re.split(r"占|完成|达|为|是|相当于", base.label)[0]
    if len(content(name)) < 2 or name == base.label:
        return None
    return best_named(
        name, [x for x in earlier(base) if x.is_like(base) and not is_change(x) and not is_base(x)]
    )


def _is_shared(part: Mention, base: Mention) -> bool:
    """“老年人236.8万人，占户籍总人口752.6万人的31.46%”: the figure right before 占."""
    return part.number == base.number - 1 and base.label.startswith("占")


def _said_after(percent: Mention, base: Mention) -> list[Mention]:
    """“完成任务2.5亿元的128%，实际发放3.2亿元”."""
    later = percent.sentence.mentions[percent.number + 1 : percent.number + 2]
    return [
        x for x in later if x.is_like(base) and x.quantity.is_exact and re.search(r"实际|达到?$", x.label)
    ]
