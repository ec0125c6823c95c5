"""The preview of an import shows of a long text what changes in it, and short cells in one line."""

from reports.workbook.passages import AROUND, LONGEST, passages
from reports.workbook.plan import CHANGED, CONFLICT, CellChange, PlannedRow

TEXT = "，".join(f"第{number}项工作按计划完成" for number in range(40))


def side(pieces, kind):
    return "".join(text for what, text in pieces if what in ("", kind))


def test_only_what_changes_in_a_long_text_is_shown_with_a_little_around_it():
    pieces = passages(f"前{TEXT}2020年{TEXT}", f"前{TEXT}2021年{TEXT}")

    assert [text for kind, text in pieces if kind] == ["2020", "2021"]
    assert side(pieces, "del") == f"……{TEXT[-AROUND:]}2020{('年' + TEXT)[:AROUND]}……"
    assert side(pieces, "ins") == f"……{TEXT[-AROUND:]}2021{('年' + TEXT)[:AROUND]}……"


def test_what_stands_between_two_near_changes_is_whole():
    pieces = passages(f"{TEXT}甲，并且乙", f"{TEXT}丙，并且丁")

    assert side(pieces, "ins").endswith("丙，并且丁")


def test_short_and_very_long_texts_are_shown_whole():
    assert passages("办好招商活动", "办好推介活动") == []
    assert passages("甲" * LONGEST, "乙" * LONGEST) == []
    assert passages("", TEXT) == []


def row(state, *cells):
    changes = [CellChange("spent", "执行数", "E2", old, new) for old, new in cells]
    return PlannedRow(line=None, state=state, label="招商经费", cells=changes)


def test_a_row_of_short_cells_stands_in_one_line_but_a_conflict_side_by_side():
    assert row(CHANGED, ("1", "2"), ("", "3")).is_short
    assert not row(CHANGED, ("1", "2"), ("", TEXT)).is_short
    assert not row(CONFLICT, ("1", "2")).is_short
