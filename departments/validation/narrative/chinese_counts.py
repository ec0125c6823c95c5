"""Counts written in Chinese numerals (两个, 三家, 十余次, 四大类), 成 and 百分之, with care."""

import re
from collections.abc import Iterator
from decimal import Decimal

from .found import Found
from .numerals import CHARACTERS, DIGITS, chinese_number
from .units import LONG, MEASURES, MONEY

_SHORT = (
    "".join(sorted(MEASURES - set("日年月点分度里本部道面口门手对期班连节类次层级步车团师届副双块片块")))
    + "次类期"
)
_UNIT = "|".join([*LONG, "大类", *MONEY, f"[{_SHORT}]"])
_COUNT = re.compile(
    rf"(?<![{CHARACTERS}第周初之同某每逐另任其唯统专数几若上下十])(?P<number>[{CHARACTERS}]+)"
    rf"(?P<more>[余多几])?(?P<scale>[万亿])?(?P<unit>{_UNIT})(?P<after>以上|以下|左右|以内)?"
)
_TENTHS = re.compile(
    r"(?<=[了约近超过达到足有减增降为占比高低少])(?P<tenths>[一二两三四五六七八九])成(?P<half>半)?"
    r"(?=[以左多,，。;、的)]|$)(?P<after>以上|以下|左右|多)?"
)
_PER_CENT = re.compile(
    rf"百分之(?P<number>[{CHARACTERS}]+(?:点[{''.join(DIGITS)}]+)?)(?P<more>多|以上|左右)?"
)
_FIXED = re.compile(
    r"四个(?:意识|自信|全面|服务|最严|革命|伟大|不摘|一批)|两个(?:维护|确立|责任|一百|大局|结合|凡是|务必|毫不|清单|覆盖|健康|文明)"
    r"|三个(?:代表|务必|区分|所有|一批|清单|转变|不变|服务|体系)|[一二三四五六七八九十]个(?:一|不|必须|坚持|到位|专项行动?|统一)"
    r"|八项规定|三大(?:攻坚|革命|改造)|五大(?:发展|振兴|理念)|两张皮|两座山|三项(?:制度|岗位)|三件套|四项基本"
    r"|[一二三四]次(?:会议|全会|党代|供水|污染|分配|产业)|一(?:家人|张网|张图|条龙|条线|盘棋|件事|个窗口|项一策|户一|企一|村一|次性)"
    r"|三家村|三人行|五保户|[一二三四五]件(?:实|好)?事?大|两条腿|[三四五]位一体"
)


def chinese_counts(readable: str) -> Iterator[Found]:
    """Counts of two and more; “一个” is an article, and set phrases (四个意识) count nothing."""
    fixed = [match.span() for match in _FIXED.finditer(readable)]
    for match in _COUNT.finditer(readable):
        if not any(start <= match.start() < end for start, end in fixed):
            yield from _count(match)
    for match in _TENTHS.finditer(readable):
        value = Decimal(10 * DIGITS[match["tenths"]] + (5 if match["half"] else 0))
        yield Found(*match.span(), value, unit="%", about=match["after"] or "")
    for match in _PER_CENT.finditer(readable):
        if (number := chinese_number(match["number"])) is not None:
            decimals = len(match["number"].partition("点")[2])
            yield Found(*match.span(), number, unit="%", decimals=decimals, about=match["more"] or "")


def _count(match: re.Match[str]) -> Iterator[Found]:
    value, about = chinese_number(match["number"]), (match["more"] or "") + (match["after"] or "")
    if value is None:  # 七八个, 三四十家
        value = chinese_number(match["number"][1:])
        about += "多"
    if value is not None and value > 1:
        yield Found(*match.span(), value, match["scale"] or "", match["unit"], about=about)
