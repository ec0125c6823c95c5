"""What the block says before a figure: other figures, by nearness and by name."""

import re
from collections.abc import Iterator

from .operands import stage
from .sentences import Mention, Sentence
from .words import rank

FARTHEST, MOST = 6, 60
"""Sentences and figures that are looked back over."""
_FILL = re.compile(
    r"(?:19|20)\d\d年?度?|截[至止][^,，]*?(?:底|末|日|前)|其中|当中|全年|全部|本年度?|当年|今年|年末|年底|期末|本部门|本单位|我局|我院|我中心"
    r"|合计|共计|总计|累计|总额|总量|总数|分别|各|均|共(?!同|享|建|治)|总|全(?=[市省区县州旗镇])|[市省区县州](?=[\u4e00-\u9fff]{2})"
    r"|实际|达到?|已|约|近|为|是|有|了|的|额|数|量|比重|比例|占比|金额|资金(?!来源)|人口|符合|条件|[“”\"'□\s:、，,]"
)
_WORD = re.compile(r"[\u4e00-\u9fff]")


def earlier(mention: Mention, *, same_sentence: bool = False) -> Iterator[Mention]:
    """The figures before one in its block, the nearest first."""
    yield from reversed(mention.sentence.mentions[: mention.number])
    if not same_sentence:
        yield from _above(mention.sentence)


def _above(sentence: Sentence) -> Iterator[Mention]:
    seen = len(sentence.mentions)
    for _ in range(FARTHEST):
        if sentence.previous is None or seen > MOST:
            return
        sentence = sentence.previous
        seen += len(sentence.mentions)
        yield from reversed(sentence.mentions)


def content(words: str) -> str:
    """What words name, without years, fillers and words of measure."""
    return _FILL.sub("", words)


def subject(mention: Mention) -> str:
    """What a figure is about: its label, or that of the figure right before it (“86人、1,260件”)."""
    own = mention.label
    if len(_WORD.findall(own)) > 1 or not mention.number:
        return own
    previous = mention.sentence.mentions[mention.number - 1]
    return own if re.search(r"[,，;:。()]", previous.between(mention)) else subject(previous) + own


def closeness(name: str, mention: Mention) -> int:
    """How many pairs of characters a name shares with what a figure is about, 0 for none."""
    topic = mention.sentence.mentions[0].label if mention.number else mention.after
    pairs = _pairs(content(subject(mention))) | _pairs(content(topic))
    return len(_pairs(content(name)) & pairs)


def _own_closeness(name: str, mention: Mention) -> int:
    """The same, without the topic of the sentence."""
    return len(_pairs(content(name)) & _pairs(content(subject(mention))))


def is_named(name: str, mention: Mention) -> bool:
    """Whether most of a name is in what a figure is about."""
    pairs = _pairs(content(name))
    return bool(pairs) and closeness(name, mention) * 2 >= len(pairs)


def is_fully_named(name: str, mention: Mention) -> bool:
    """Whether the whole name is in it: 公办园在园幼儿 are not all 在园幼儿."""
    return closeness(name, mention) == len(_pairs(content(name)))


def _pairs(words: str) -> frozenset[str]:
    return frozenset(words[n : n + 2] for n in range(len(words) - 1))


def best_named(name: str, pool: list[Mention]) -> Mention | None:
    """The one value whose words share most with a name; None when none does, or two equally."""
    kept = [x for x in pool if is_named(name, x) and not _differs_in_stage(name, x)]
    nearness = [(closeness(name, x), _own_closeness(name, x)) for x in kept]
    best = [x for x, near in zip(kept, nearness, strict=True) if near == max(nearness)]
    return best[0] if len({x.quantity.amount for x in best}) == 1 else None


def _differs_in_stage(name: str, mention: Mention) -> bool:
    """预算 is not 决算."""
    return {rank(name), stage(mention)} in ({0, 3}, {1, 3})
