"""Units and measure words: what may stand behind a figure, and which figures can be compared."""

import re
from decimal import Decimal

SCALES = {
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "十亿": 10**9, "亿": 10**8,
    "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 10**3, "百": 10**2,
}  # fmt: skip
SCALE = r"(?:万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千(?![瓦米克卡伏字])|百(?!分|货|姓))"
MONEY = {
    "元人民币": "元", "元": "元", "人民币": "元", "块钱": "元", "美元": "美元", "港元": "港元",
    "港币": "港元", "欧元": "欧元", "日元": "日元", "英镑": "英镑", "美金": "美元",
}  # fmt: skip
POINTS = {"个百分点": "百分点", "百分点": "百分点", "个点": "百分点"}
_LONG = (
    "个工作日 工作日 个自然日 个月 个季度 个小时 个学时 个课时 小时 分钟 周年 学时 课时 "
    "平方公里 平方千米 平方米 立方米 平米 公里 千米 厘米 毫米 公顷 公斤 千克 毫克 微克 "
    "千瓦时 千瓦 兆瓦 吨标准煤 标准箱 标箱 人次 人天 人日 家次 户次 车次 场次 班次 "
    "架次 件次 台次 篇次 亩次 批次 频次 例次 艘次 趟次 头次 机次 店次 家户 项次 "
    "大类 大项 小项 大块 方面 班列 床位 学位 车位 泊位 席位 工位 点位 岁 倍 番 吨"
)
LONG = tuple(_LONG.split())
"""Units of more than one character."""
ALIASES = {
    "千米": "公里", "km": "公里", "KM": "公里", "平米": "平方米", "㎡": "平方米", "m2": "平方米",
    "m²": "平方米", "m3": "立方米", "m³": "立方米", "千克": "公斤", "kg": "公斤", "KG": "公斤",
    "t": "吨", "m": "米", "kW": "千瓦", "KW": "千瓦", "MW": "兆瓦", "大类": "类", "大项": "项",
    "小项": "项", "名": "人", "位": "人", "起": "件", "宗": "件", "平方千米": "平方公里",
}  # fmt: skip
"""Other spellings → the unit they mean."""
LETTERS = r"(?:km|KM|kg|KG|MW|GW|kW|KW|mm|cm|MB|GB|TB|m2|m3|m²|m³|t|m)(?![A-Za-z0-9])"
NOT_A_MEASURE = (
    "的和与及或至到以是为在等余多左右中后前内外上下里并且而但则即又也还已均共比较占其之各有无不未将被把由从向对于按经使让令"
    "需应可能会要达约近超过足同时另此该这那本我市省县区全再更仍只仅用属增减提降升号月点第相新年计实完"
)
"""Characters that never are a measure word of the figure before them."""
MEASURES = frozenset(
    "个家次项户张起辆人场处名吨件条座所栋幢套台架艘只头匹株棵盏份篇本册部期批类种轮趟步层间扇门口眼片块面根支枚颗粒滴瓶箱袋"
    "桶车列节届位员对双副组队班连营团师章宗桩例笔款道盘局首幅封亩顷里丈尺寸斤克度分秒天日周年倍米元岁"
)
"""Measure words that count behind a Chinese numeral too."""
UNIT = (
    rf"(?:%|‰|{'|'.join(POINTS)}|{'|'.join(sorted(MONEY, key=len, reverse=True))}"
    rf"|{'|'.join(LONG)}|{LETTERS}|[㎡]|年(?!度|初|底|末|终|来|前|内)"
    rf"|(?![{NOT_A_MEASURE}])[\u4e00-\u9fff])"
)
_GENERAL = frozenset(("个", "项", "家", "处", "座", "所", "件", "类", "户", "单", "款", "例"))


def base_unit(written: str) -> str:
    """The unit that is compared: “元人民币” is 元, “大类” is 类, “名” is 人."""
    return MONEY.get(written) or POINTS.get(written) or ALIASES.get(written, written)


def scale_of(written: str) -> Decimal:
    """万 → 10000; 1 for none."""
    return Decimal(SCALES.get(written, 1))


def are_comparable(one: str, other: str) -> bool:
    """Same unit, or both count things and one says 个, which stands for any measure word."""
    return one == other or ("个" in (one, other) and {one, other} <= _GENERAL)


def are_akin(one: str, other: str) -> bool:
    """Comparable, or persons and their visits: 培训5218人次，合格4976人."""
    return are_comparable(
        base_unit(one).removesuffix("次") or one, base_unit(other).removesuffix("次") or other
    )


WORDS_FOR_MONEY = re.compile(r"(?:资金|经费|金额|总额|投资额?|支出|收入|预算|产值|营收|贷款|补贴|额)$")
"""Words before “4.07亿” that mean yuan although 元 is missing."""
