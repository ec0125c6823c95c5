"""The right figure is put in as the text writes its figures."""

import pytest

from departments.validation.narrative import examine
from departments.validation.narrative.reporting import findings_of, in_sections


def mended(text: str) -> list[str]:
    """The text with each finding's right figure put in, one after another."""
    found = examine([("section:a", "文字说明／甲", text)])
    return [
        text[: x.start] + x.right + text[x.end :] if x.right else ""
        for x in findings_of(found, in_sections(found))
    ]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (
            "完成12.13亿美元，完成全年任务11.5亿美元的105.4%。",
            "完成12.13亿美元，完成全年任务11.5亿美元的105.5%。",
        ),
        ("预算１００万元，支出９５万元，执行率９７％。", "预算１００万元，支出９５万元，执行率９５％。"),
        ("共有职工1,286人，其中在职1,154人、退休134人。", "共有职工1,288人，其中在职1,154人、退休134人。"),
        (
            "共设定指标十六个，其中产出指标九个、效益指标六个。",
            "共设定指标十五个，其中产出指标九个、效益指标六个。",
        ),
        ("企业由85 家增加到90 家，增加8 家。", "企业由85 家增加到90 家，增加5 家。"),
    ],
)
def test_the_figure_is_written_as_the_text_writes_figures(wrong, right):
    assert mended(wrong) == [right]


def test_the_mended_text_has_no_finding_left():
    (right,) = mended("预算100万元，支出95万元，执行率97%。")

    assert mended(right) == []


def test_two_places_that_contradict_each_other_each_name_the_other():
    texts = [
        ("section:a", "文字说明／甲", "全年入库限上商贸企业23家。"),
        ("section:b", "文字说明／乙", "全年入库限上商贸企业8家。"),
    ]
    found = examine(texts)
    first, second = findings_of(found, in_sections(found))

    assert (first.right, [(x.words, x.key, x.right) for x in first.others]) == (
        "8家", [("乙“8家”", "section:b", "23家")]
    )  # fmt: skip
    assert (second.right, second.others[0].start, second.others[0].end) == ("23家", 10, 13)
