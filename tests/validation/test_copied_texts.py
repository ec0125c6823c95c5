"""Findings of copied texts say how much is the same, and name nobody."""

from dataclasses import replace

from departments.scoring.scorecard import score
from departments.validation import Likeness, findings_in
from tests.scoring.builders import assessment

FACTS = assessment(
    required_sections={"problems": "存在的问题"}, sections={"problems": "展会减少，外出不足。"}
)


def found(*likenesses):
    """The findings of copied texts."""
    return [x for x in findings_in(FACTS, score(FACTS), likenesses) if "_texts_" in x.check]


def test_a_text_of_another_department_is_told_without_its_name():
    (finding,) = found(Likeness("problems", 86, 2019, is_own=False))

    assert (finding.check, finding.severity, finding.key) == (
        "check_texts_not_copied",
        "warning",
        "section:problems",
    )
    assert finding.place == "文字说明／存在的问题／相似"
    assert finding.message == "与另一部门2019年度的文字相似，相似度86%，请改写为本部门的情况或说明原因。"
    assert (finding.found, finding.expected) == ("86%", "本部门自己的内容")


def test_the_own_text_of_an_earlier_year_is_told_apart():
    (finding,) = found(Likeness("problems", 97, 2019, is_own=True))

    assert (finding.check, finding.place) == (
        "check_texts_changed_since_last_year",
        "文字说明／存在的问题／沿用",
    )
    assert (finding.found, finding.expected) == ("97%", f"{FACTS.year}年度的情况")


def test_a_section_without_a_title_goes_by_its_key():
    facts = replace(FACTS, required_sections={})
    likeness = (Likeness("problems", 86, 2019, is_own=False),)

    places = [
        x.place for x in findings_in(facts, score(facts), likeness) if x.check == "check_texts_not_copied"
    ]

    assert places == ["文字说明／problems／相似"]


def test_without_likenesses_nothing_is_said():
    assert found() == []
