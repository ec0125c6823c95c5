"""底稿: what an outline offers to begin a text with, written out for one self-assessment.

A draft holds figures by name, so its numbers never grow old; its sentences may, when there are other rows.
A line that begins with 每个项目： is written once for each project, one with 没有未完成指标： only when there
is none. What stands in 〔…〕 is left out where a figure in it is 0 or blank.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .scoring.execution import execution_percent
from .scoring.facts import AssessmentFacts
from .scoring.figures import FIGURES
from .scoring.named_lines import LINE_FIGURES
from .scoring.named_rows import (
    INDICATOR_ASKS,
    POINT,
    PROJECT_ASKS,
    named_indicators,
    named_projects,
)
from .scoring.naming import Figures, tokens_in
from .scoring.scorecard import Scorecard

_LINE = re.compile(r"(?P<when>每个|没有|有)(?P<rows>[^：{}]{1,12})：(?P<rest>.*)")
_PART = re.compile(r"〔([^〔〕]*)〕")
_LEFT_BEHIND = re.compile(r"(?<=[：，（])、|、(?=[。；）])")
_FULL = Decimal(100)
WORDS = ("year", "department", "序号", "汉字序号")
"""Braces of a draft that are no figures."""
CHINESE = "一二三四五六七八九十"
_OF_KIND = {"": "", "产出": "产出", "效益": "效益", "满意度": "满意"}
ROWS = (
    "项目",
    "未执行完项目",
    "目标",
    *(f"{met}{kind}指标" for met in ("", "完成", "未完成") for kind in _OF_KIND),
)
"""What lines can be written for."""


@dataclass(frozen=True)
class Row:
    """A row that a line is written for: what its braces call it, what it is called."""

    kind: str
    name: str


Rows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Drafter:
    """Writes the drafts of one self-assessment."""

    words: Mapping[str, str]
    figures: Figures
    rows: Rows

    @classmethod
    def of(cls, facts: AssessmentFacts, scorecards: Sequence[Scorecard], figures: Figures) -> "Drafter":
        """For the rows there are now."""
        words = {"year": str(facts.year), "department": facts.department_name}
        return cls(words, figures, _rows(facts, scorecards))

    def draft(self, template: str) -> str:
        """A draft of the outline, its figures still by name."""
        lines = (written for line in template.split("\n") for written in _lines(line, self.rows))
        written = (_with_units(_parts(line, self.figures), self.figures) for line in lines)
        return "\n".join(_put(line, self.words) for line in written if line.strip())


def problems_of_draft(template: str) -> Iterator[str]:
    """What a draft asks for that does not exist, in words."""
    for line in template.split("\n"):
        found = _LINE.fullmatch(line)
        if found and found["rows"] not in ROWS:
            yield f"“{found['when']}{found['rows']}：”不能识别，应为{'、'.join(ROWS)}之一"
        for token in tokens_in(line):
            if not _is_known(token.name):
                yield f"没有名为{token.written}的数据或格式"


def _is_known(name: str) -> bool:
    row, point, asked = name.partition(POINT)
    if point:
        return asked in {"项目": PROJECT_ASKS, "指标": INDICATOR_ASKS}.get(row, ())
    return name in FIGURES or name in LINE_FIGURES or name in (*WORDS, "项目", "指标", "目标")


def _rows(facts: AssessmentFacts, scorecards: Sequence[Scorecard]) -> dict[str, list[Row]]:
    projects = [(name, project) for name, project in named_projects(facts) if name]
    rows = {
        "项目": [Row("项目", name) for name, _ in projects],
        "未执行完项目": [
            Row("项目", name)
            for name, project in projects
            if execution_percent(facts.budget_of(project.name)) < _FULL
        ],
        "目标": [Row("目标", goal.title) for goal in facts.goals_of(None)],
    }
    own = [x for x in named_indicators(facts, scorecards[:1]) if x.name]
    for kind, word in _OF_KIND.items():
        of_kind = [x for x in own if word in x.line.level1 + x.line.level2]
        rows[f"{kind}指标"] = [Row("指标", x.name or "") for x in of_kind]
        rows[f"完成{kind}指标"] = [Row("指标", x.name or "") for x in of_kind if x.line.is_met]
        rows[f"未完成{kind}指标"] = [Row("指标", x.name or "") for x in of_kind if not x.line.is_met]
    return rows


def _lines(line: str, rows: Rows) -> Iterator[str]:
    found = _LINE.fullmatch(line)
    if found is None or found["rows"] not in rows:
        yield line
        return
    present = rows[found["rows"]]
    if found["when"] != "每个":
        if bool(present) is (found["when"] == "有"):
            yield found["rest"]
        return
    for number, row in enumerate(present, 1):
        yield _of_row(found["rest"], row, number)


def _of_row(line: str, row: Row, number: int) -> str:
    words = {"序号": str(number), "汉字序号": _chinese(number), row.kind: row.name}
    return _put(line, words).replace(f"{{{row.kind}{POINT}", f"{{{row.name}{POINT}")


def _chinese(number: int) -> str:
    """1 → 一, 12 → 十二; a list of a hundred is counted in digits."""
    tens, ones = divmod(number, 10)
    if number >= 100 or number <= 0:
        return str(number)
    return (
        (CHINESE[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (CHINESE[ones - 1] if ones else "")
    )


def _put(line: str, words: Mapping[str, str]) -> str:
    for name, word in words.items():
        line = line.replace(f"{{{name}}}", word)
    return line


def _parts(line: str, figures: Figures) -> str:
    """Without the parts whose figure is 0, and without the 、 they leave behind."""
    kept = _PART.sub(lambda part: _part(part, figures), line)
    return _LEFT_BEHIND.sub("", kept) if kept != line else line


def _part(part: re.Match[str], figures: Figures) -> str:
    """A document number (〔2013〕53号) holds no figure and stays."""
    values = [figures[token.name].value for token in tokens_in(part[1]) if token.is_known(figures)]
    return part[0] if not values else part[1] if all(values) else ""


def _with_units(line: str, figures: Figures) -> str:
    """Behind the value of an indicator the unit that its table states."""
    for token in reversed([x for x in tokens_in(line) if x.is_known(figures)]):
        figure = figures[token.name]
        if figure.kind == "measure" and figure.value is not None:
            line = line[: token.end] + figure.unit + line[token.end :]
    return line
