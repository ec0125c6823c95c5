"""Which heading means what: known words, what the authority chose once, and what its values mean."""

import re
from collections.abc import Mapping

from departments.scoring.facts import CATEGORIES, SOURCES

FIELDS = {
    "code": "部门编码", "name": "部门名称",
    "category": "支出类别", "project": "项目名称", "source": "资金来源",
    "initial": "年初预算数", "adjustment": "调整数", "adjusted": "调整后预算数", "spent": "执行数",
}  # fmt: skip
"""What a column can be. From 调整后预算数 and 年初预算数 the adjustment follows."""
AMOUNTS = ("initial", "adjustment", "adjusted", "spent")
UNITS = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
_WORDS = {
    "code": "部门编码 单位编码 预算单位编码 部门代码 单位代码 编码",
    "name": "部门名称 单位名称 预算单位 预算单位名称 部门 单位 预算部门",
    "category": "支出类别 支出类型 类别 支出分类",
    "project": "项目名称 项目 预算项目",
    "source": "资金来源 资金性质 经费来源",
    "initial": "年初预算数 年初预算 年初批复 年初批复数 年初数",
    "adjustment": "调整数 预算调整 调整 预算调整数 追加 调整金额",
    "adjusted": "调整后预算数 调整预算数 调整后预算 全年预算数",
    "spent": "执行数 全年执行数 支出数 全年支出 决算数 执行 累计执行数 支付数",
}
_CATEGORIES = {
    "personnel": "人员经费 人员支出 人员类 人员类项目",
    "operating": "公用经费 公用支出 公用类 日常公用经费 运转类",
    "project": "项目支出 项目 特定目标类 项目经费",
}
_SOURCES = {
    "appropriation": "财政拨款 一般公共预算 当年财政拨款 本年拨款 一般公共预算拨款 本级拨款",
    "carryover": "上年结转 结转 上年结转结余 结转结余资金",
    "other": "其他资金 其他 单位资金 自有资金",
}
_NOISE = re.compile(r"[\s（(\[【].*|[：:*＊]")


def one_of_each(words: Mapping[str, str]) -> str:
    """The first word of each meaning."""
    found: dict[str, str] = {}
    for word, meaning in words.items():
        found.setdefault(meaning, word)
    return "、".join(found.values())


def plain(heading: str) -> str:
    """A heading without its unit and remarks: 年初预算数（万元） is 年初预算数."""
    return _NOISE.sub("", heading.strip())


def _by_word(words: Mapping[str, str]) -> dict[str, str]:
    return {word: key for key, line in words.items() for word in line.split()}


HEADINGS = _by_word(_WORDS)
CATEGORY_WORDS = _by_word(_CATEGORIES) | {label: key for key, label in CATEGORIES.items()}
SOURCE_WORDS = _by_word(_SOURCES) | {label: key for key, label in SOURCES.items()}


def guess(headings: Mapping[int, str], kept: Mapping[str, str]) -> dict[str, int]:
    """Field → column: as chosen before for these headings, else by known words; no column serves two."""
    found: dict[str, int] = {}
    for at, text in headings.items():
        name = kept.get(text, HEADINGS.get(plain(text), "") if text not in kept else "")
        if name in FIELDS and name not in found:
            found[name] = at
    return found


def missing(columns: Mapping[str, int]) -> list[str]:
    """What must be known before anything can be read, in words."""
    said = [] if {"code", "name"} & columns.keys() else ["“部门编码”或“部门名称”"]
    said += [] if {"category", "project"} & columns.keys() else ["“支出类别”或“项目名称”"]
    return said if set(AMOUNTS) & columns.keys() else [*said, "至少一列金额"]
