"""Where a remark 审核意见 can be pinned: the whole submission, a row of it, or one cell of a row."""

from collections.abc import Iterator

from .models import Submission
from .scoring.facts import CATEGORIES, SOURCES

WHOLE = "整体"
CELLS: dict[str, dict[str, str]] = {
    "indicator": {
        "target_measure": "目标值", "actual_measure": "实际完成值", "weight": "分值", "unit": "计量单位",
        "method": "评分方法", "name": "三级指标", "deviation_reason": "偏差原因", "improvement": "改进措施",
    },
    "budget_line": {
        "initial": "年初预算数", "adjustment": "调整数", "spent": "全年执行数", "category": "支出类别",
        "source": "资金来源",
    },
    "project": {
        "name": "项目名称", "office": "实施科室/单位", "purpose": "主要用途", "reason": "执行偏差原因",
    },
    "goal": {"title": "目标名称", "expected": "预期目标", "actual": "实际完成情况", "weight": "分值"},
}  # fmt: skip
"""Kind of a row → its cells by the fields of the entry tables."""


def cells_of(key: str) -> dict[str, str]:
    """The cells of a row by its key: indicator:17 → 目标值, 实际完成值 …"""
    return CELLS.get(key.partition(":")[0], {})


def places_of(submission: Submission) -> dict[str, str]:
    """Key → place of every row, text, and of the whole; the blank key is the whole submission."""
    titles = {f"section:{x['section']}": f"文字说明／{x['title']}" for x in submission.outline.text_blocks()}
    return {"": WHOLE} | dict(_rows(submission)) | titles | {"budget": "预算执行"}


def with_cells(submission: Submission) -> list[tuple[str, str, dict[str, str]]]:
    """Each key with its place and the cells there."""
    return [(key, place, cells_of(key)) for key, place in places_of(submission).items()]


def place_of(submission: Submission, key: str, field: str) -> str | None:
    """In words; None when there is no such row or cell."""
    place = places_of(submission).get(key)
    if place is None or not field:
        return place
    cell = cells_of(key).get(field)
    return f"{place}／{cell}" if cell else None


def _rows(submission: Submission) -> Iterator[tuple[str, str]]:
    facts = submission.facts
    for card in submission.scorecards:
        yield from ((line["key"], f"指标／{line['name']}") for line in card["lines"])
    for path, key in submission.keys.items():
        noun, _, rest = path.partition("[")
        number = int(rest.rstrip("]")) if rest.rstrip("]").isdecimal() else -1
        if number < 0:
            continue
        row = facts[noun][number]
        if noun == "projects":
            yield key, f"项目／{row['name']}"
        elif noun == "goals":
            yield key, f"目标／{row['title']}"
        elif noun == "budget":
            words = (CATEGORIES[row["category"]], row["project"], SOURCES[row["source"]])
            yield key, f"预算明细第{number + 1}行／{'，'.join(x for x in words if x)}"
