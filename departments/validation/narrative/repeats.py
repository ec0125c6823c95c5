"""The same figure stated twice with different values, and the whole of the budget against its parts."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

from departments.scoring.rounding import ZERO, plain, round_half_up

from .judging import AGREES, CONTRADICTS, ROUNDING, WRONG, Statement, judged, written
from .names import figure_name, years_of
from .operands import is_base, is_change, is_planned
from .sentences import Mention, Sentence
from .words import PREVIOUS

CHECK = "check_narrative_repeats"
_FILL = re.compile(
    r"(?:19|20)\d\d年?度?|1-12月|截至[^,，]*|全年|全市|全省|全区|全县|我局|我区|我市|我县|我委|我院|本单位|本部门|本局|本年度|今年"
    r"|当年|目前|年度|已|共计|合计|总计|约|为|达到|达|了|的|是|有|:|\s|“|”|□|实现|共(?!同|享|建)"
)
_ADDED = re.compile(r"^(?:新增|新入库|入库|净增|纳入|完成|新)+")
_STOCK = re.compile(r"累计|现有|共有|总数|拥有|存量|登记|在册|历年|结转")
_GENERIC_WORDS = (
    "企业 项目 工作 活动 资金 任务 单位 人员 人数 数量 问题 工程 个数 数 次数 群众 "
    "部门 各类 实际 支出 到位 拨付 预算 安排 执行 完成 使用 收入 投资 投入 补助 补贴 "
    "财政 本级 上级 中央 省级 市级 县级 区级 经费 金额 总 协议 申报 发放 下达 争取 "
    "专项 检查 培训 新建 举办 开展 组织 建成 改造 新增 签约 引进 办理 受理 查处 检测 "
    "涉及 覆盖 惠及 服务 专题 会议 召开 平均 时长 热线 规划 实施 期间 出动 发现 处置 "
    "走访 调研 宣传 讲座 资料 接待 参加 邀请 制定 印发 出台 编制 执法 车辆 隐患 案件 "
    "整治 巡查 督导 监督 抽查 义诊 演练 志愿 慰问 座谈 研讨 信息 稿件 文件 制度 方案 "
    "简报 报道 集中 各级 累计 登记 排查 整改 建议 提出 协调 解决 帮助 指导 推荐 获批 "
)
"""Words that say too little to know a figure again by: what offices count in many places."""
_GENERIC = re.compile("|".join(sorted(_GENERIC_WORDS.split(), key=len, reverse=True)))
_WITHIN = re.compile(r"(?:中|期间|方面|过程|以来|上|内|时|专项|行动|活动)$")
_TIMES = re.compile(
    r"[一二三四]季度|[上下]半年|(?<![0-9-])(?:[1-9]|1[01])月(?!份?支)|月均|月底|年均|日均|每年|每月|每季|首批|第□"
)
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2}(?:镇|乡|街道|村|社区|县|市|区|校|院|中心|支队|大队|分局|公司|科室?|站|所)(?!级|域|内)"
)


def repeats_in(sentences: list[Sentence]) -> list[Statement]:
    """Figures of the budget by name, other figures by the words before them."""
    mentions = [x for sentence in sentences for x in sentence.mentions if x.quantity.is_exact]
    named: dict[str, list[Mention]] = defaultdict(list)
    for mention in _of_main_year([x for x in mentions if figure_name(x)]):
        named[figure_name(mention) or ""].append(mention)
    return [*_budget(named), *_wholes(named), *_topics(mentions)]


def _of_main_year(mentions: list[Mention]) -> list[Mention]:
    """Without those of another year than most: next year's budget is no contradiction."""
    years = Counter(year for x in mentions for year in years_of(x))
    main = years.most_common(1)[0][0] if years else ""
    return [x for x in mentions if not years_of(x) or main in years_of(x)]


def _budget(named: dict[str, list[Mention]]) -> Iterator[Statement]:
    for name, mentions in named.items():
        if name != "总得分":
            yield from _differing(name, mentions)
        else:
            yield from _differing(name, [x for x in mentions if "总" in x.label])


def _differing(name: str, mentions: list[Mention]) -> Iterator[Statement]:
    """Every mention against the value most of the others have, when there are just two values."""
    groups = _grouped(mentions)
    if len(groups) != 2:
        return
    for own, other in (groups, groups[::-1]):
        for mention in own:
            where = f"“{name}”另一处为{other[0].quantity.text}"
            exact = other[0].quantity.amount / mention.quantity.scale
            right = written(mention.quantity, exact)
            if round_half_up(exact, mention.quantity.decimals) != exact:
                right = other[0].quantity.text
            yield Statement(CHECK, mention, CONTRADICTS, right, where, (other[0],))


def _grouped(mentions: list[Mention]) -> list[list[Mention]]:
    """The mentions by value; 1.2亿元 and 12045万元 are one value."""
    groups: list[list[Mention]] = []
    for mention in mentions:
        for group in groups:
            if _are_equal(mention, group[0]):
                group.append(mention)
                break
        else:
            groups.append([mention])
    return groups


def _are_equal(one: Mention, other: Mention) -> bool:
    first, second = one.quantity, other.quantity
    return abs(first.amount - second.amount) * 2 <= (
        max(first.step, second.step) if first.step != second.step else ZERO
    )


def _wholes(named: dict[str, list[Mention]]) -> Iterator[Statement]:
    """基本支出 + 项目支出 = 部门整体支出, where each is stated with one value."""
    for measure in ("预算数", "执行数", "年初预算数"):
        parts = [named.get(f"{subject}{measure}", []) for subject in ("基本支出", "项目支出")]
        wholes = named.get(f"部门整体支出{measure}", [])
        if not all(len(_grouped(x)) == 1 for x in (*parts, wholes)):
            continue
        first, second = (x[0] for x in parts)
        total = first.quantity.amount + second.quantity.amount
        for whole in wholes:
            exact = total / whole.quantity.scale
            verdict = judged(whole.quantity, exact)
            if verdict != AGREES:
                verdict = _off(whole, first, total)
            words = f"基本支出{first.quantity.text}＋项目支出{second.quantity.text}＝{plain(exact)}"
            yield Statement(CHECK, whole, verdict, written(whole.quantity, exact), words, (first, second))


def _off(whole: Mention, part: Mention, total: Decimal) -> str:
    step = max(whole.quantity.step, part.quantity.step)
    return ROUNDING if abs(total - whole.quantity.amount) <= step and whole.quantity.scale > 1 else WRONG


def _topics(mentions: list[Mention]) -> Iterator[Statement]:
    """The same long name, the same unit, no other scope: two values cannot both be right."""
    topics: dict[tuple[str, str, bool], list[Mention]] = defaultdict(list)
    for mention in mentions:
        if topic := _topic(mention):
            topics[topic, mention.quantity.unit, is_planned(mention)].append(mention)
    for (topic, _, _), found in topics.items():
        apart = _apart(found)
        if len(apart) > 1:
            yield from _differing(topic, apart)
            yield from _targets(topic, apart)


def _apart(found: list[Mention]) -> list[Mention]:
    """Only where sentences of different paragraphs speak of the same place and time."""
    places = {(x.sentence.section, x.sentence.paragraph) for x in found}
    scopes = {_scope(x) for x in found}
    years = {years_of(x) for x in found if years_of(x)}
    return found if len(places) == len(found) and len(scopes) == 1 and len(years) < 2 else []


def _scope(mention: Mention) -> frozenset[str]:
    words = mention.sentence.text[mention.sentence.start : mention.start - len(mention.label)]
    listed = re.sub(r"[0-9.,，]+", "", _FILL.sub("", words)) if mention.number else ""
    return frozenset((listed, *_PLACE.findall(words)))


def _topic(mention: Mention) -> str | None:
    quantity = mention.quantity
    if quantity.unit in ("", "百分点", "%", "分", "倍") or is_change(mention) or is_base(mention):
        return None
    if PREVIOUS.search(mention.lead) or _TIMES.search(mention.sentence.words) or _STOCK.search(mention.lead):
        return None
    clauses = re.split(r"[,，;:。]", mention.sentence.text[mention.sentence.start : mention.start])
    if any(_WITHIN.search(clause.strip()) for clause in clauses[:-1]) or mention.label != mention.lead:
        return None
    topic = _ADDED.sub("", _FILL.sub("", mention.label))
    own = len(_GENERIC.sub("", topic))
    return topic if len(topic) <= 20 and (own >= 4 or (own == 3 and len(topic) >= 6)) else None


def _targets(topic: str, mentions: list[Mention]) -> Iterator[Statement]:
    """“…企业23家，完成…8家的目标任务”: the targets that go with the two."""
    targets = [x for mention in mentions if (x := _target(mention))]
    if len(targets) == len(mentions):
        yield from _differing(f"{topic}的目标", targets)


def _target(mention: Mention) -> Mention | None:
    later = mention.sentence.mentions[mention.number + 1 : mention.number + 2]
    return next((x for x in later if is_planned(x) and x.is_like(mention) and x.quantity.is_exact), None)
