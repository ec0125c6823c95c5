"""Which figure of the budget table a quantity is: 项目支出预算数, 部门整体执行率, 总得分."""

import re

from .operands import is_change, stage
from .sentences import Mention
from .words import PREVIOUS, PREVIOUS_YEARS

_SUBJECTS = {
    "部门整体支出": r"(?:部门|单位)?整体支出|(?:部门|单位)(?:预算)?总支出|部门支出|支出总额|全年总支出",
    "基本支出": r"基本支出",
    "项目支出": r"项目支出",
}
_SUBJECT = {name: re.compile(pattern) for name, pattern in _SUBJECTS.items()}
_ANY = re.compile("|".join(_SUBJECTS.values()))
_ELSE = re.compile(
    r"经费|专项|补贴|补助|工程|人员|公用|三公|采购|某|[\u4e00-\u9fff]{2}项目(?!支出)|政府性基金|国有资本|财政拨款|转移支付"
)
_FILL = re.compile(
    r"(?:19|20)\d\d年?度?|\d+-\d+月|其中|本部门|我部门|本单位|我单位|我局|本局|我委|全年|年度|部门(?=基本|项目)|当年|本年|今年"
    r"|共|总|合计|共计|总计|安排|的|为|是|数|额|资金|金额|实际|达到?|完成|使用|已|财政|情况|决算|预算|年初|调整后|执行|批复"
    r"|支付|支出|下达|收入|了|约|:|\s|□|率|比例|后|经|，|,"
)
_LEAST = re.compile(r"[“”（）()、]|项目|目标|任务|量")
_SCORES = (
    ("预算执行得分", re.compile(r"预算执行(?:情况|率)?.{0,4}得分")),
    ("指标得分", re.compile(r"指标.{0,4}得分")),
    ("总得分", re.compile(r"(?:自评|综合|评价|最终)?(?:总得分|总分|综合得分|总评分)|自评得分")),
)
PART_YEAR = re.compile(
    r"[上下]半年|季度|(?:至|到|-|—|截[至止])\s*(?:[1-9]|1[01])月|(?:^|[,，。])[^,，。]{0,6}(?:[1-9]|1[01])月底"
)
"""Words of a part of the year, whose figures are not those of the tables."""
_RATE = re.compile(r"(?:执行率|完成率|支出率|完成(?:年初|全年|调整后)?预算的)[^%]{0,6}$")


def figure_name(mention: Mention) -> str | None:
    """The name of the figure in `scoring.figures`, None when the words leave a doubt."""
    unit = mention.quantity.unit
    if unit == "分":
        return _score(mention.label) if mention.depth == 0 else None
    if is_change(mention) or unit not in ("元", "%") or PREVIOUS.search(mention.lead):
        return None
    if PART_YEAR.search(mention.sentence.text[mention.sentence.start : mention.start]):
        return None
    subject = _subject(mention)
    return None if subject is None else _measure(mention, subject)


def _measure(mention: Mention, subject: str) -> str | None:
    if mention.quantity.unit == "%":
        name = "部门整体" if subject == "部门整体支出" else subject
        return f"{name}执行率" if _RATE.search(mention.lead) else None
    place = stage(mention)
    if place == 0:
        return f"{subject}{'年初' if '年初' in mention.label else ''}预算数"
    return f"{subject}执行数" if place == 3 else None


def _subject(mention: Mention) -> str | None:
    """The subject its label names, or that of the sentence so far when the label names none."""
    label = mention.label
    if named := [name for name, pattern in _SUBJECT.items() if pattern.search(label)]:
        rest = _ANY.sub("", _FILL.sub("", _ANY.sub("§", label)).replace("§", ""))
        return named[0] if len(named) == 1 and not rest.strip() else None
    if _FILL.sub("", label).strip() or _ELSE.search(label):
        return None
    said = mention.sentence.text[mention.sentence.start : mention.start - len(label)]
    found = [(match.end(), match[0]) for match in _ANY.finditer(said)]
    if not found or _ELSE.search(said[found[-1][0] :].partition("主要")[0]):
        return None
    opening = said[: found[-1][0] - len(found[-1][1])][-6:]
    is_own = not re.search(r"[\u4e00-\u9fff]", _FILL.sub("", re.split(r"[,，;。:(]", opening)[-1]))
    return next(n for n, p in _SUBJECT.items() if p.search(found[-1][1])) if is_own else None


def is_generic(words: str) -> bool:
    """Whether words only say budget, spent, rate, target or the like, and name nothing of their own."""
    return not _LEAST.sub("", _FILL.sub("", words)) or len(words) < 2


def _score(label: str) -> str | None:
    return next((name for name, pattern in _SCORES if pattern.search(label)), None)


def years_of(mention: Mention) -> frozenset[str]:
    """The years its clause names."""
    return frozenset(PREVIOUS_YEARS.findall(mention.lead))
