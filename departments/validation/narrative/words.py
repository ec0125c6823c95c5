"""The words that give a figure its part in a sentence."""

import re

PLANNED = re.compile(
    r"(?<!一般公共)(?<!政府性基金)(?<!资本经营)预算(?!执行|完成|支出数|已|使用|支付)|计划|目标|任务|指标(?!完成)|年初(?!的|结转|结余|余额|存量|实有)|安排|应(?![对用急])|下达|批复|核定|申请|申报"
    r"|总投资|需求|拟|额度|控制数|限额"
)
"""Words of what was planned or allowed: 预算, 目标, 下达."""
ARRIVED = re.compile(r"到位|可用|收到|筹集|筹措|落实资金")
GRANTED = re.compile(r"拨付|下拨|分配|投入")
DONE = re.compile(
    r"执行|决算|支出|支付|使用|核销|列支|完成|实际|实现|达到|已|兑现|发放|建成|办结|验收|合格|竣工|开工|入库|结案|整改|执结|化解"
    r"|办理|签约|覆盖|满意|达标|通过|录用|就业|救治|治愈|回收|处置|处理|修复|培训|参保|到会|采纳"
)
"""Words of what was reached or spent."""
PLANNED_DOING = re.compile(
    r"(?:应|需|拟|计划|预计|要求|目标|任务)(?:支出|执行|完成|使用|支付|发放|建成|实现|达到|培训)$"
)
PREVIOUS = re.compile(
    r"上年|去年|上一年|前一年|同期|上期|年初数|期初|往年|原来|此前|上季|上月|基期|改革前|实施前"
)
"""Words of an earlier period."""
PREVIOUS_YEARS = re.compile(r"(?:19|20)\d\d年")
RATE = re.compile(
    r"(?P<stem>[\u4e00-\u9fff]{0,12}?)(?P<kind>率|比例|比重|占比|满意度|进度|知晓度)"
    r"(?:约|近|仅|均|分别|已|也|都|高|平均|总体|合计)*(?:为|是|达到?|至|到|有|:|在)?(?:了|约|近|已|高达|\s)*$"
)
"""A named rate right before its value: 完成率达到, 资金使用率为."""
GROWTH = re.compile(
    r"(?:增长|增加|增幅|提高|提升|上升|上涨|攀升|扩大|增速|涨幅|升|增|下降|减少|降低|降幅|减幅|回落|压减|缩减|下滑|核减|调减"
    r"|节约|增产|减产|增收|减收|降|减|压缩|收窄)(?:率|幅|幅度|了|约|近|为|达到?|:|\s)*$"
)
LEVEL = re.compile(r"[到至为达]\s*$")
TOTAL = re.compile(
    r"合计|共计|总计|总额|总数|总量|总(?:支出|收入|得分|分|投资|人数)|一共|共(?!同|享|建|治|性|青|产|和)|累计|总共"
)
SUMS_UP = re.compile(r"合计|共计|总计|一共|总共|总得分|总分|综合得分|[^\u4e00-\u9fff]共|^共")
"""Before a figure: it may be the sum of those before it."""
OF_WHICH = re.compile(r"其中|包括|包含|分别(?:为|是)|由.{0,4}$|组成|分为")
AND_OTHERS = re.compile(r"等(?!级|次|候|待|同|额|值)|主要|重点|如|例如|典型|代表|部分|尤其|特别是|仅")
"""Words that say a list names some only."""
NATION = re.compile(
    r"全国|全省|全市|全区|全县|全州|全球|全社会|GDP|地区生产总值|同类|同期|当地|城区|辖区|行业|全院|全校|全系统|全域"
)
"""Words of a whole that the text need not name."""
WHOLE_FAMILIES = (
    ("基本支出", "项目支出"),
    ("人员经费", "公用经费"),
    ("人员支出", "公用支出"),
    ("男", "女"),
    ("城镇", "农村"),
    ("公办", "民办"),
    ("公立", "民营"),
    ("在职", "离休", "退休", "离退休"),
    ("在编", "编外"),
    ("上半年", "下半年"),
    ("线上", "线下"),
    ("旧存", "新收"),
    ("专职", "兼职"),
    ("集中供养", "分散供养"),
    ("税收收入", "非税收入"),
    ("户籍人口", "流动人口"),
    ("国内", "国外"),
)
"""Labels that divide a whole and leave nothing out."""
FAMILIES = (
    ("数量指标", "质量指标", "时效指标", "成本指标"),
    ("产出", "效益", "满意度"),
    ("经济效益", "社会效益", "生态效益", "可持续"),
    ("新建", "续建", "改建", "扩建", "改扩建"),
    ("行政", "事业", "参公"),
    ("中央", "省级", "市级", "县级", "区级", "镇级"),
    ("一般公共预算", "政府性基金", "国有资本"),
    ("财政拨款", "上年结转", "其他收入", "事业收入", "其他资金"),
    ("小学", "初中", "高中", "幼儿园"),
    ("刑事", "民事", "行政", "执行"),
    ("国家级", "省级", "市级", "县级"),
    ("一等奖", "二等奖", "三等奖"),
    ("优秀", "良好", "合格", "不合格"),
    ("一季度", "二季度", "三季度", "四季度"),
    ("城区", "乡镇", "农村"),
    ("重大", "较大", "一般"),
)
"""Labels that do not overlap, but a text may name some of them only."""


def rank(label: str) -> int | None:
    """How far along the money or the work is: planned 0, arrived 1, granted 2, done 3; None unsaid."""
    tail = label[-18:]
    if PLANNED_DOING.search(tail):
        return 0
    found = [(match.end(), place) for place, words in enumerate(STAGES) for match in words.finditer(tail)]
    if not found:
        return None
    strong = [place for _, place in found if place]
    return 0 if not strong else _of(tail, max(strong))


def _of(tail: str, place: int) -> int:
    """“预算的基本支出” is planned although it names spending; “预算执行数” and “实际支出” are done."""
    weak = place == 3 and not re.search(
        r"执行|决算|实际|完成|已|核销|使用|列支|支付|兑现|实现|办结|支出(?:数|了|达)", tail
    )
    return 0 if weak and PLANNED.search(tail) else place


STAGES = (PLANNED, ARRIVED, GRANTED, DONE)
