"""Every check as the bureau names it: its text, its family, and whether it may be waived."""

from collections.abc import Mapping
from dataclasses import dataclass

from . import precheck
from .validation import CHECKS
from .validation.waivable import WHY_NOT

FAMILIES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "budget": ("预算与项目", ("budget", "project")),
    "indicators": ("目标与指标", ("goal", "indicator")),
    "scores": ("分值与得分", ("weights", "scores")),
    "missing": ("文字与佐证", ("section", "evidence", "precheck")),
    "reported": ("公布数据", ("reported",)),
    "plausibility": ("合理性", ("plausibility", "plausibility_texts")),
    "narrative": ("文字中的数字", ("checks",)),
    "copying": ("文字雷同", ("copied_texts",)),
}
"""Family → its name, and the modules of its checks."""


@dataclass(frozen=True)
class Rule:
    """A check towards people."""

    name: str
    text: str
    family: str
    why_not: str
    """Why it is never waived; "" where it may be."""

    @property
    def family_name(self) -> str:
        return FAMILIES[self.family][0]


def _rules() -> dict[str, Rule]:
    families = {module: family for family, (_, modules) in FAMILIES.items() for module in modules}
    checks = {x.__name__: (x.__doc__ or "", x.__module__.rpartition(".")[2]) for x in CHECKS}
    kept = precheck.check_can_be_kept
    checks[kept.__name__] = (kept.__doc__ or "", "precheck")
    return {
        name: Rule(name, text, families[module], WHY_NOT.get(name, ""))
        for name, (text, module) in checks.items()
    }


RULES: Mapping[str, Rule] = _rules()
"""Name of the check → rule, in the order in which findings are listed."""


def rule(name: str) -> Rule:
    """The rule of a frozen finding, also of a check that no longer exists."""
    return RULES.get(name) or Rule(name, "（已停用的规则）", "missing", "这条规则已停用。")


def of_family(family: str) -> list[str]:
    """The names of a family's checks."""
    return [name for name, rule in RULES.items() if rule.family == family]
