"""Copied texts are found among what was submitted, whoever wrote first, and set phrases are not."""

import random

import pytest

from departments import copied, queries, workflow
from departments.models import FiledShingle, FiledText, Section
from departments.submitted import findings_of
from departments.validation.boilerplate import PHRASES
from departments.views.panel import Panel
from tests import factories

OWN = (
    "全年围绕防汛抗旱和农田灌溉两条主线，新修渠道，清理河湖，培训基层水管员，完善巡查制度，群众用水更加方便；"
    "汛期安排专人值守泵站，抢在雨季之前加固险工险段，并把节水灌溉示范片推广到沿湖各村，农户反映取水时间明显缩短。"
)
LETTERS = (
    "部门绩效目标完成情况良好项目资金管理规范有序推进各项工作落实到位水利教育交通卫生农业改革创新服务监督检查"
)
OFFERED = (
    "本部门自评工作由办公室牵头，各科室分别对照年初目标逐项核对完成情况，汇总后经局长办公会审议通过并报送主管部门备案存档，"
    "作为下一年度编制预算和分配资金的依据，同时在本单位内部通报结果。"
)


def words(seed, length=300):
    """A text that nobody else wrote."""
    return "".join(random.Random(seed).choices(LETTERS, k=length))  # noqa: S311


def filled(department, fiscal_year, text, key="problems"):
    """A self-assessment that may be submitted, with this text in one section."""
    row = factories.complete_assessment(department, fiscal_year)
    Section.objects.filter(assessment=row, key=key).update(text=text)
    factories.explain_everything(row)
    return row


def submitted(department, fiscal_year, text, key="problems"):
    """The same, submitted."""
    return factories.submission(
        filled(department, fiscal_year, text, key), by=factories.member(department, "preparer")
    )


def likenesses(assessment):
    """(section, share, year, own?) of what is found for the present texts."""
    found = copied.find(assessment, queries.facts_for(assessment))
    return [(x.likeness.section, x.likeness.share, x.likeness.year, x.likeness.is_own) for x in found]


@pytest.fixture
def key(fiscal_year):
    """A section of the outline."""
    return next(iter(fiscal_year.outline.required_sections()))


def test_a_text_of_another_department_is_found(other_department, department, fiscal_year, key):
    submitted(other_department, fiscal_year, OWN, key)
    mine = filled(department, fiscal_year, f"本年度{OWN.replace('，', '、')}共12处。", key)

    ((section, share, year, is_own),) = likenesses(mine)

    assert (section, year, is_own) == (key, 2025, False)
    assert share >= 90


def test_a_draft_of_another_department_is_nobodys_business(other_department, department, fiscal_year, key):
    filled(other_department, fiscal_year, OWN, key)

    assert likenesses(filled(department, fiscal_year, OWN, key)) == []


def test_a_text_half_taken_over_is_not_called_copied(other_department, department, fiscal_year, key):
    submitted(other_department, fiscal_year, OWN + words(1, 200), key)

    assert likenesses(filled(department, fiscal_year, OWN + words(2, 200), key)) == []


def test_short_texts_and_set_phrases_do_not_count(other_department, department, fiscal_year, key):
    phrases = "".join(PHRASES[:8])
    submitted(other_department, fiscal_year, phrases, key)

    assert likenesses(filled(department, fiscal_year, phrases, key)) == []


def test_the_drafts_of_the_outline_do_not_count(other_department, department, fiscal_year, key):
    fiscal_year.outline.data["blocks"].append({"section": "extra", "title": "补充", "draft": OFFERED})
    fiscal_year.outline.save()
    submitted(other_department, fiscal_year, OFFERED, key)

    assert likenesses(filled(department, fiscal_year, OFFERED, key)) == []


@pytest.mark.slow
def test_words_of_very_many_departments_are_set_phrases(authority, department, fiscal_year, key, monkeypatch):
    monkeypatch.setattr(copied, "COMMON", 3)
    for number in range(4):
        submitted(factories.department(parent=authority), fiscal_year, OWN + words(number, 60), key)

    assert likenesses(filled(department, fiscal_year, OWN + words(9, 60), key)) == []
    assert FiledShingle.objects.filter(shingle=min(shared_shingles())).count() <= 3


def shared_shingles():
    """Those of the sample that every text with OWN holds."""
    from departments.validation.copying import shingles

    return [x for x in shingles(OWN) if x % copied.SAMPLED == 0]


def test_the_own_text_of_last_year_is_another_finding(authority, department, fiscal_year, key):
    last_year = factories.fiscal_year(authority, year=2024, outline=fiscal_year.outline)
    submitted(department, last_year, OWN, key)
    mine = filled(department, fiscal_year, OWN, key)

    assert likenesses(mine) == [(key, 100, 2024, True)]
    assert "check_texts_changed_since_last_year" in {x.finding.check for x in Panel.of(mine).findings}


def test_a_changed_text_of_last_year_is_none(authority, department, fiscal_year, key):
    last_year = factories.fiscal_year(authority, year=2024, outline=fiscal_year.outline)
    submitted(department, last_year, OWN + words(1, 200), key)

    assert likenesses(filled(department, fiscal_year, OWN + words(2, 150), key)) == []


def test_who_wrote_first_did_not_copy(other_department, department, fiscal_year, key):
    first = submitted(department, fiscal_year, OWN, key).assessment
    second = submitted(other_department, fiscal_year, OWN, key)

    assert likenesses(first) == []
    assert [x["submission"] for x in second.likenesses] == [first.submissions.get().pk]


def test_the_submission_keeps_which_text_it_was(other_department, department, fiscal_year, key):
    other = submitted(other_department, fiscal_year, OWN, key)
    submission = submitted(department, fiscal_year, OWN, key)

    (told,) = [x for x in findings_of(submission) if x.likeness]

    assert told.finding["check"] == "check_texts_not_copied"
    assert other_department.name not in told.finding["message"]
    assert told.likeness == {
        "finding": told.number, "section": key, "share": 100, "submission": other.pk,
        "department": other_department.name, "year": 2025, "key": key,
    }  # fmt: skip


def test_a_new_submission_takes_the_place_of_the_old_one(preparer, reviewer, submission, key):
    assessment = submission.assessment
    workflow.return_for_revision(assessment, by=reviewer, reason="补充")
    Section.objects.filter(assessment=assessment, key=key).update(text=OWN)
    assessment.refresh_from_db()
    again = workflow.submit(assessment, by=preparer)

    assert {x.submission for x in FiledText.objects.all()} == {again}
    assert [x.key for x in FiledText.objects.all()] == [key]


@pytest.mark.variations
@pytest.mark.parametrize("others", [1, 5])
def test_a_comparison_takes_few_queries(
    authority, department, fiscal_year, key, others, django_assert_num_queries
):
    for number in range(others):
        submitted(factories.department(parent=authority), fiscal_year, words(number), key)
    mine = filled(department, fiscal_year, OWN, key)
    facts = queries.facts_for(mine)

    with django_assert_num_queries(1):
        assert copied.find(mine, facts) == ()
