"""What changed between two versions."""

from dataclasses import replace
from decimal import Decimal

from departments.scoring.measures import Measure
from departments.versions import Edit, edits, file_edits
from tests.scoring import builders


def large(**changes):
    """60 indicators, 300 and more fields, each row with its key."""
    rows = tuple(
        builders.indicator(name=f"指标{n}", key=f"indicator:{n}", weight="1", unit="家") for n in range(60)
    )
    return builders.assessment(*rows, sections={"result": "全年完成投资12.5亿元，同比增长3%。"}, **changes)


def with_indicator(facts, number, **changes):
    goal = facts.goals[0]
    rows = [*goal.indicators]
    rows[number] = replace(rows[number], **changes)
    return replace(facts, goals=(replace(goal, indicators=tuple(rows)), *facts.goals[1:]))


def test_three_edits_among_hundreds_of_fields_are_exactly_three():
    before = large()
    after = with_indicator(before, 7, actual=Measure.read("99"))
    after = with_indicator(after, 30, name="新名称")
    after = replace(after, sections={"result": "全年完成投资12.8亿元，同比增长3%。"})

    assert [(x.place, x.field, x.old, x.new) for x in edits(before, after)] == [
        ("指标／指标7", "实际完成", "100", "99"),
        ("指标／新名称", "名称", "指标30", "新名称"),
        ("文字说明／result", "文字说明", before.sections["result"], after.sections["result"]),
    ]


def test_how_something_is_written_is_no_difference():
    before = with_indicator(large(), 0, actual=Measure.read("1000"), weight=Decimal("1"))
    after = with_indicator(before, 0, actual=Measure.read("1,000"), weight=Decimal("1.00"))
    after = replace(after, sections={"result": "全年完成投资１２.5亿元， 同比增长3%。\n"})

    assert edits(before, after) == []


def test_blank_zero_and_not_applicable_are_three_values():
    blank, zero, none = (
        with_indicator(large(), 0, actual=Measure.read(text)) for text in ("", "0", "不适用")
    )
    assert [len(edits(*pair)) for pair in ((blank, zero), (zero, none), (none, blank))] == [1, 1, 1]


def test_a_text_shows_what_was_taken_out_and_put_in():
    edit = Edit("文字说明", "文字说明", "投资12.5亿元，增长3%。", "投资12.8亿元，增长3%。")
    assert edit.pieces == [("", "投资"), ("del", "12.5"), ("ins", "12.8"), ("", "亿元，增长3%。")]


def test_rows_that_came_and_went():
    before = large()
    goal = before.goals[0]
    moved = replace(
        goal, indicators=(*reversed(goal.indicators[1:]), builders.indicator(name="新增", key="n"))
    )
    found = edits(before, replace(before, goals=(moved,)))

    assert [(x.old, x.new) for x in found] == [(None, "指标／新增"), ("指标／指标0", None)]


def test_files_by_their_content():
    before = [{"name": "a.pdf", "sha256": "1"}, {"name": "b.pdf", "sha256": "2"}]
    after = [{"name": "改名.pdf", "sha256": "1"}, {"name": "c.pdf", "sha256": "3"}]
    assert [(x.old, x.new) for x in file_edits(before, after)] == [(None, "c.pdf"), ("b.pdf", None)]
