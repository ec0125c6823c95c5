"""说明 belong to a row and its figures: neither neighbours nor namesakes share or lose them."""

from decimal import Decimal

from django.test import Client

from departments import explaining, freezing, importing, precheck, queries, workflow
from departments.models import AuditEvent, Explanation, Indicator
from departments.scoring.scorecard import score
from departments.validation import findings_in
from departments.validation.findings import warning
from tests import factories

LONG = "招商引资" * 15


def warnings_of(assessment, check):
    facts = queries.facts_for(assessment)
    return [x for x in findings_in(facts, score(facts)) if x.check == check]


def is_explained(assessment, finding):
    return queries.explains(finding) in queries.explanations_of(assessment)


def test_two_findings_at_one_place_are_explained_each_by_itself(preparer, assessment):
    first, second = (warning("文字说明／绩效", "不符", found=x, expected="9", key="section:x") for x in "12")

    explaining.explain(assessment, first, "甲", by=preparer)
    explaining.explain(assessment, second, "乙", by=preparer)

    said = queries.explanations_of(assessment)
    assert (said[queries.explains(first)], said[queries.explains(second)]) == ("甲", "乙")


def test_projects_whose_names_begin_alike_are_explained_each_by_itself(preparer, assessment):
    for number in "一二":
        money = {"initial": Decimal(100), "spent": Decimal(10), "category": "project"}
        factories.budget_line(assessment, project=factories.project(assessment, LONG + number), **money)
    low = [x for x in warnings_of(assessment, "check_low_execution_has_reason") if x.key]

    assert len(low) == len({x.place for x in low}) == 2
    explaining.explain(assessment, low[0], "推迟", by=preparer)
    assert [is_explained(assessment, x) for x in low] == [True, False]


def test_an_explanation_outlives_the_row_above(preparer, assessment):
    lines = list(assessment.budget_lines.all())
    lines[1].spent = Decimal(2_500_000)
    lines[1].save()
    (over,) = warnings_of(assessment, "check_spent_within_budget")
    explaining.explain(assessment, over, "年中追加。", by=preparer)

    lines[0].delete()

    (moved,) = warnings_of(assessment, "check_spent_within_budget")
    assert moved.place != over.place
    assert is_explained(assessment, moved)
    assert moved not in precheck.blocking([moved], queries.explanations_of(assessment))


def test_an_explanation_lapses_with_its_figures(preparer, assessment):
    line = assessment.budget_lines.all()[1]
    line.spent = Decimal(2_500_000)
    line.save()
    (over,) = warnings_of(assessment, "check_spent_within_budget")
    explaining.explain(assessment, over, "年中追加。", by=preparer)

    line.spent = Decimal(2_600_000)
    line.save()

    (now,) = warnings_of(assessment, "check_spent_within_budget")
    assert not is_explained(assessment, now)


def test_importing_the_same_figures_again_keeps_the_explanations(assessment):
    facts = queries.facts_for(assessment)
    explained = Explanation.objects.count()

    importing.import_facts(facts, by=None)

    found = precheck.findings_of(queries.facts_for(assessment), score(facts))
    assert explained
    assert precheck.blocking(found, queries.explanations_of(assessment)) == ()


def test_an_import_records_what_it_replaced(assessment):
    Indicator.objects.filter(name="招商活动场次").update(deviation_reason="疫情")
    importing.import_facts(queries.facts_for(assessment), by=None)

    changes = AuditEvent.objects.get(verb="import").changes
    assert {"row": "预算明细", "field": "行数", "old": "3", "new": "3"} in changes
    old = next(x["old"] for x in changes if x["row"] == "招商活动场次")
    assert "年初目标值：40" in old
    assert "偏差原因：疫情" in old


def test_the_frozen_page_shows_each_explanation_at_its_finding(preparer, assessment, monkeypatch):
    twice = [warning("同一位置", "不符", found=x, expected="9") for x in "12"]
    monkeypatch.setattr(precheck, "findings_of", lambda *_: twice)
    for finding, text in zip(twice, ("说明甲", "说明乙"), strict=True):
        explaining.explain(assessment, finding, text, by=preparer)

    submission = freezing.freeze(assessment, by=preparer)

    assert [(x["finding"], x["text"]) for x in submission.explanations] == [(0, "说明甲"), (1, "说明乙")]


def test_the_basics_are_frozen_and_shown(preparer, assessment):
    assessment.filled_on = "2026-03-31"
    assessment.save()
    submission = workflow.submit(assessment, by=preparer)
    assessment.refresh_from_db()
    assessment.contact = "李四"
    assessment.save()

    submission.refresh_from_db()
    assert submission.basics == {"contact": "张三", "phone": "027-12345678", "filled_on": "2026-03-31"}
    client = Client()
    client.force_login(preparer)
    page = client.get(submission.get_absolute_url()).content.decode()
    assert "2026-03-31<br>张三（027-12345678）" in page


def test_sums_beyond_the_columns_are_findings_and_not_crashes(preparer, assessment):
    largest = Decimal("9999999999999.99")
    for order in (7, 8):
        factories.budget_line(assessment, initial=largest, spent=largest, order=order)
    factories.explain_everything(assessment)

    try:
        workflow.submit(assessment, by=preparer)
    except workflow.NotReady as refused:
        places = [x.place for x in refused.findings]
    assert places == ["预算执行／调整后预算数合计", "预算执行／执行数合计"]
