"""What a foreign table can become, and by which names its columns are recognised."""

import re
from dataclasses import dataclass

from ..reading.cleaning import clean

_BRACKETS = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]")
_NOISE = re.compile(r"[\s:：、，。；/／\\*]|^[0-9]+[.．、]")


def plain_head(text: str) -> str:
    """预算数\\n（元） → 预算数."""
    return _NOISE.sub("", _BRACKETS.sub("", clean(text)))


@dataclass(frozen=True)
class ForeignField:
    """One field of our own, and the heads under which others keep it; the first names are the best."""

    name: str
    title: str
    written: str
    is_money: bool = False
    carries_down: bool = False
    """Written once for several rows, in merged cells or with blanks below."""

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(self.written.split())


@dataclass(frozen=True)
class Target:
    """A kind of table. Without its `key` column it cannot be read."""

    name: str
    title: str
    key: str
    fields: tuple[ForeignField, ...]

    def field(self, name: str) -> ForeignField:
        return next(field for field in self.fields if field.name == name)


PROJECTS = Target(
    "projects",
    "项目清单",
    "name",
    (
        ForeignField(
            "name", "项目名称",
            "项目名称 项目支出名称 预算项目 项目",
        ),
        ForeignField(
            "office", "实施科室/单位",
            "实施科室单位 实施单位 责任科室 科室 实施部门 单位名称 单位", carries_down=True,
        ),
        ForeignField(
            "purpose", "主要用途",
            "主要用途 资金用途 用途 主要内容 项目内容 支出内容 项目概述",
        ),
        ForeignField(
            "initial", "年初预算数",
            "年初预算数 年初预算 预算数 预算金额 预算安排 批复预算 全年预算数 调整后预算数 预算",
            is_money=True,
        ),
        ForeignField(
            "adjustment", "调整数",
            "调整数 预算调整数 调整金额 追加调整 预算调整 调整", is_money=True,
        ),
        ForeignField(
            "spent", "全年执行数",
            "全年执行数 执行数 实际支出 支出数 决算数 实际支出数 支出金额 执行 支出 决算", is_money=True,
        ),
        ForeignField(
            "reason", "执行偏差原因",
            "执行偏差原因 偏差原因 未完成原因 原因分析 原因",
        ),
    ),
)  # fmt: skip
INDICATORS = Target(
    "indicators",
    "指标表",
    "name",
    (
        ForeignField(
            "name", "三级指标",
            "三级指标 指标名称 绩效指标 具体指标 指标",
        ),
        ForeignField(
            "goal", "归入目标",
            "归入目标 年度目标 绩效目标 年度绩效目标", carries_down=True,
        ),
        ForeignField(
            "level1", "一级指标",
            "一级指标", carries_down=True,
        ),
        ForeignField(
            "level2", "二级指标",
            "二级指标", carries_down=True,
        ),
        ForeignField(
            "sign", "符号（≥、≤）",
            "指标性质 指标符号 运算符号 比较符号 关系符号 计算符号 符号",
        ),
        ForeignField(
            "target_measure", "年初目标值",
            "年初目标值 年度指标值 目标值 指标值 年度目标值 预期值 计划值",
        ),
        ForeignField(
            "actual_measure", "实际完成值",
            "实际完成值 全年完成值 完成值 实际值 完成情况 实际完成情况",
        ),
        ForeignField(
            "unit", "计量单位",
            "计量单位 度量单位 单位",
        ),
        ForeignField(
            "weight", "分值",
            "分值 权重 标准分 满分",
        ),
        ForeignField(
            "deviation_reason", "偏差原因",
            "偏差原因 偏差原因分析及改进措施 偏差原因分析 未完成原因 原因",
        ),
        ForeignField(
            "improvement", "改进措施",
            "改进措施 整改措施",
        ),
    ),
)  # fmt: skip

TARGETS = {target.name: target for target in (PROJECTS, INDICATORS)}
