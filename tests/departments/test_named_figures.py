"""A figure by name is the same everywhere, and what was frozen keeps its values."""

from decimal import Decimal

import pytest
from django.urls import reverse

from departments import assessment_file, queries
from departments.scoring.scorecard import score
from departments.validation import findings_in
from departments.views.panel import Panel
from reports.content import content_of
from tests import factories

TEXT = "招商专项执行率{招商引资专项·执行率}，引进{引进重点企业数·完成值}家，得{引进重点企业数·得分}分。"
SHOWN = "招商专项执行率50.00%，引进75家，得30.00分。"


@pytest.fixture
def named(assessment):
    """The draft with figures of rows in a text."""
    assessment.sections.filter(key="conclusion").update(text=TEXT)
    factories.explain_everything(assessment)
    return assessment


def paragraphs(facts, cards, outline):
    return [
        x.text for x in content_of(facts, cards, outline.data, draft=True).blocks if x.kind == "paragraph"
    ]


def test_page_and_documents_print_the_value(signed_in, preparer, named):
    page = signed_in(preparer).get(reverse("departments:texts", args=[named.pk])).content.decode()
    facts = queries.facts_for(named)

    assert '<span class="chip" title="招商引资专项·执行率">50.00%</span>' in page
    assert SHOWN in paragraphs(facts, score(facts), named.fiscal_year.outline)


def test_the_list_offers_every_figure_with_its_value_and_unit(signed_in, preparer, named):
    page = signed_in(preparer).get(reverse("departments:texts", args=[named.pk])).content.decode()

    assert 'data-insert="引进重点企业数·完成值" data-unit="家"' in page
    assert '<dd class="num">100.00万元</dd>' in page
    assert {"项目", "指标", "预算与执行", "得分", "个数"} <= set(Panel.of(named).figure_groups)


def test_the_assessment_file_keeps_the_name(named):
    facts = queries.facts_for(named)
    file = assessment_file.dump(facts)
    schemes = {x.key: x for x in (facts.scheme, facts.project_scheme)}

    assert file["sections"]["conclusion"] == TEXT
    assert assessment_file.load(file, schemes).sections["conclusion"] == TEXT


def test_a_frozen_submission_keeps_the_values_of_its_time(signed_in, reviewer, preparer, named):
    frozen = factories.submission(named, by=preparer)
    line = named.budget_lines.get(category="project")
    line.spent = Decimal(2_000_000)
    line.save()
    named.projects.update(name="改了名")
    page = (
        signed_in(reviewer).get(reverse("departments:submission_detail", args=[frozen.pk])).content.decode()
    )

    assert '<span class="chip" title="招商引资专项·执行率">50.00%</span>' in page


def test_a_renamed_project_is_a_finding_at_the_name(named):
    named.projects.update(name="招商专项")
    facts = queries.facts_for(named)
    (found,) = [x for x in findings_in(facts, score(facts)) if x.check == "check_figures_in_texts_are_known"]

    assert (found.severity, found.key, TEXT[found.start : found.end]) == (
        "error", "section:conclusion", "{招商引资专项·执行率}"
    )  # fmt: skip
    assert found.right == "{招商专项·执行率}"
    assert "可能已改名或删除，是否为{招商专项·执行率}？" in found.message
