"""Which figures belong to one list: by families of labels, by their form."""

import re
from itertools import takewhile

from .sentences import Mention
from .words import FAMILIES, WHOLE_FAMILIES

SCORE = re.compile(r"得分?(?:为|是|:)?\s*$")
"""Before the points of a line: 投入得15分."""
_OTHERS = re.compile(r"其他|其它|其余")
_CLASSES = frozenset("类型级批县镇乡村费款林园校院站所局厅户")
"""Last characters of names of classes: 产业发展类、基础设施类, 大型、中型, 第一批、第二批."""
_CONTENT = re.compile(r"[\u4e00-\u9fff]{2,}")


def siblings(parts: list[Mention]) -> list[Mention]:
    """The parts up to the first whose label belongs to another list."""
    group = parts[:1]
    for part in parts[1:]:
        if not is_family([*group, part], (*WHOLE_FAMILIES, *FAMILIES)) and not are_parallel(
            [group[-1], part]
        ):
            break
        group.append(part)
    return group


def is_family(group: list[Mention], families: tuple[tuple[str, ...], ...]) -> bool:
    """Every label names another member of one family."""
    for family in families:
        members = [[word for word in family if word in x.names] for x in group]
        if all(members) and len({max(words, key=len) for words in members}) == len(group):
            return len(group) > 1
    return False


def are_parallel(group: list[Mention]) -> bool:
    """Labels with the same last characters or the same noun behind the figures: 数量指标4项、质量指标3项."""
    if all("分别" in x.lead for x in group) and not any(re.sub("[和与及]", "", x.label) for x in group[1:]):
        return True
    if all(SCORE.search(x.label) for x in group):
        return True
    heads = {x.label.rstrip("为是有:约共 ")[-2:] for x in group}
    lasts = {head[-1:] for head in heads}
    if len(lasts) == 1 and lasts <= _CLASSES and all(len(x) == 2 for x in heads):
        return True
    nouns = {x.after[:2] for x in group}
    one_noun = len(nouns) == 1 and bool(_CONTENT.fullmatch(next(iter(nouns))))
    return (len(heads) == 1 and bool(_CONTENT.fullmatch(next(iter(heads))))) or one_noun


def common_end(labels: list[str]) -> int:
    """How many last characters the labels share: 城区检查企业, 乡镇检查企业."""
    backwards = zip(*(reversed(label.rstrip("为是有:约共 ")) for label in labels), strict=False)
    return len(list(takewhile(lambda letters: len(set(letters)) == 1, backwards)))


def ends_the_list(group: list[Mention]) -> bool:
    """其他 among the labels: nothing is left out."""
    return any(_OTHERS.search(x.label) for x in group)
