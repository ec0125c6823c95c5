"""从上年带入: the list says what will happen, confirming does exactly that, and nothing typed is touched."""

import re
from decimal import Decimal

import pytest

from departments import carry_over as carrying
from departments import earlier, queries
from departments.forms.carry_over import BLANK, KEEP, PARTS, Choice
from departments.models import AuditEvent, Indicator, Project
from departments.scoring.measures import Measure
from tests import factories

pytestmark = pytest.mark.slow


EVERYTHING = Choice()


@pytest.fixture
def last_year(department, authority):
    """2024: complete, with a project's own goal and an indicator of the budget."""
    row = factories.complete_assessment(department, factories.fiscal_year(authority, year=2024))
    own = factories.goal(row, "办好招商活动", project=row.projects.get(), order=1, weight=Decimal(80))
    rules = {"figure": "budget_adjustment_rate", "then": "tiers", "tiers": [{"at_most": "0", "score": "3"}]}
    factories.indicator(
        own,
        "预算调整率",
        method="derived",
        accumulation="latest",
        parameters=rules,
        weight=Decimal(3),
        target="",
    )
    return row


@pytest.fixture
def empty(department, fiscal_year, last_year):
    """2025: nothing filled in yet."""
    return factories.assessment(department, fiscal_year)


def carry(assessment, person, choice=EVERYTHING):
    return carrying.carry_over(assessment, choice, carrying.planned(assessment, choice).digest, by=person)


def states(assessment, choice=EVERYTHING):
    return [
        (x.kind, x.label, x.words) for x in carrying.planned(assessment, choice).items if x.kind != "section"
    ]


def test_the_list_of_an_empty_one_says_what_is_added(empty):
    assert states(empty) == [
        ("project", "招商引资专项", "新增"),
        ("budget_line", "人员经费／财政拨款", "新增"),
        ("budget_line", "公用经费／财政拨款", "新增"),
        ("budget_line", "项目支出／招商引资专项／财政拨款", "新增"),
        ("goal", "目标“做好商务促进工作”", "新增"),
        ("indicator", "引进重点企业数", "新增"),
        ("indicator", "招商活动场次", "新增"),
        ("goal", "目标“办好招商活动”", "新增"),
        ("indicator", "预算调整率", "新增"),
    ]


def test_everything_comes_over_and_the_years_own_values_stay_blank(empty, last_year, preparer):
    Project.objects.filter(assessment=last_year).update(reason="去年的原因")
    carry(empty, preparer)
    now, then = queries.facts_for(empty), queries.facts_for(last_year)

    assert [(x.name, x.office, x.reason) for x in now.projects] == [("招商引资专项", "办公室", "")]
    assert [(x.category, x.project, x.initial, x.spent) for x in now.budget] == [
        ("personnel", None, None, None), ("operating", None, None, None),
        ("project", "招商引资专项", None, None),
    ]  # fmt: skip
    for goal, before in zip(now.goals, then.goals, strict=True):
        assert (goal.project, goal.title, goal.weight, goal.expected, goal.actual) == (
            before.project, before.title, before.weight, before.expected, ""
        )  # fmt: skip
        for row, old in zip(goal.indicators, before.indicators, strict=True):
            same = ("name", "level1", "level2", "method", "accumulation", "unit", "weight", "parameters")
            assert [getattr(row, x) for x in same] == [getattr(old, x) for x in same]
            assert (row.target, row.actual, row.deviation_reason) == (old.target, None, "")
    assert dict(now.sections) == dict(then.sections)


def test_the_adjusted_target_of_last_year_is_the_initial_one_of_this(empty, last_year, preparer):
    row = Indicator.objects.get(goal__assessment=last_year, name="招商活动场次")
    row.adjusted_target_measure = Measure.read("≥45场")
    row.save()
    carry(empty, preparer)

    carried = Indicator.objects.get(goal__assessment=empty, name="招商活动场次")
    assert (str(carried.target_measure), carried.adjusted_target_measure) == ("≥45场", None)


def test_targets_may_stay_blank(empty, preparer):
    carry(empty, preparer, Choice(frozenset(PARTS), BLANK))
    assert {x.target_measure for x in Indicator.objects.filter(goal__assessment=empty)} == {None}


def test_what_was_typed_is_never_changed(empty, preparer):
    present = factories.project(empty, "招商引资专项", office="招商科", purpose="")
    goal = factories.goal(empty, "2025年做好商务促进工作", expected="今年的目标", actual="")
    typed = factories.indicator(goal, "招商活动场次", target="50", actual="49", unit="", weight=Decimal(7))
    key = next(iter(empty.fiscal_year.outline.required_sections()))
    factories.section(empty, key, "今年写好的文字。")
    before = carrying.planned(empty, EVERYTHING)
    carry(empty, preparer)

    said = {x.label: x.words for x in before.items if x.key and x.kind != "section"}
    assert said == {"招商引资专项": "补空", "目标“做好商务促进工作”": "不变", "招商活动场次": "补空"}
    present.refresh_from_db()
    goal.refresh_from_db()
    typed.refresh_from_db()
    assert (present.office, present.purpose) == ("招商科", "日常运转")
    assert (goal.title, goal.expected) == ("2025年做好商务促进工作", "今年的目标")
    assert (str(typed.target_measure), str(typed.actual_measure), typed.unit, typed.weight) == (
        "50",
        "49",
        "场",
        7,
    )
    assert empty.sections.get(key=key).text == "今年写好的文字。"
    assert sorted(x.name for x in goal.indicators.all()) == ["引进重点企业数", "招商活动场次"]


def test_carrying_over_twice_changes_nothing(empty, preparer):
    carry(empty, preparer)
    assert carrying.planned(empty, EVERYTHING).to_do == []


@pytest.mark.parametrize("part", PARTS)
def test_only_the_chosen_part_comes_over(part, empty, preparer):
    carry(empty, preparer, Choice(frozenset({part}), KEEP))
    facts = queries.facts_for(empty)
    found = {
        "projects": bool(facts.projects), "budget": bool(facts.budget), "indicators": bool(facts.goals),
        "texts": bool(facts.sections),
    }  # fmt: skip
    assert found == {name: name == part for name in PARTS}
    assert all(x.project is None for x in (*facts.budget, *facts.goals))


def test_one_transaction_with_its_audit_events(empty, preparer):
    carry(empty, preparer)
    events = list(AuditEvent.objects.filter(assessment=empty))

    assert [(e.verb, e.target, e.actor) for e in events[:-1]] == [
        ("edit", target, preparer)
        for target in ("项目支出", "预算执行", "绩效目标与指标", "绩效目标与指标", "文字说明")
    ]
    assert events[-1].reason.startswith("从2024年度自评（未送审）带入")
    names = [x["new"] for e in events for x in e.changes if x["field"] == "三级指标"]
    assert names == ["引进重点企业数", "招商活动场次", "预算调整率"]


def test_a_failure_in_the_middle_leaves_nothing(empty, preparer, monkeypatch):
    digest = carrying.planned(empty, EVERYTHING).digest
    monkeypatch.setattr(carrying.audit, "record", fail)
    with pytest.raises(RuntimeError):
        carrying.carry_over(empty, EVERYTHING, digest, by=preparer)
    assert (empty.projects.count(), empty.goals.count(), empty.sections.count()) == (0, 0, 0)


def fail(*args, **kwargs):
    raise RuntimeError


def test_what_changed_after_the_list_was_shown_is_not_carried_over(empty, preparer):
    digest = carrying.planned(empty, EVERYTHING).digest
    factories.project(empty, "招商引资专项")
    with pytest.raises(carrying.Outdated):
        carrying.carry_over(empty, EVERYTHING, digest, by=preparer)
    assert empty.goals.count() == 0


def test_what_was_submitted_counts(empty, last_year, preparer):
    from departments import workflow

    workflow.submit(factories_ready(last_year), by=preparer)
    assert (earlier.filed_before(empty)[0].source, states(empty)[0][1]) == ("第1稿", "招商引资专项")


def factories_ready(assessment):
    """Without what a submission would refuse."""
    assessment.goals.exclude(project=None).delete()
    factories.explain_everything(assessment)
    return assessment


# --- the page -----------------------------------------------------------------------------------


def url(assessment):
    return f"/assessments/{assessment.pk}/carry-over/"


def confirmed(page):
    return dict(re.findall(r'<input type="hidden" name="(digest|targets)" value="([^"]+)">', page)) | {
        "parts": re.findall(r'name="parts" value="(\w+)">', page.partition("carry-confirm")[2])
    }


def test_choose_see_confirm(signed_in, preparer, empty):
    client = signed_in(preparer)
    assert "还没有填写" in client.get(empty.get_absolute_url()).content.decode()
    page = client.get(url(empty), {"parts": ["projects", "indicators"], "targets": "blank"}).content.decode()
    assert "新增 <strong>6</strong>" in page
    assert empty.projects.count() == 0

    response = client.post(url(empty), confirmed(page))

    assert response.url == empty.get_absolute_url()
    assert (empty.projects.count(), empty.goals.count(), empty.budget_lines.count()) == (1, 2, 0)


def test_an_outdated_list_is_shown_anew(signed_in, preparer, empty):
    client = signed_in(preparer)
    data = confirmed(client.get(url(empty)).content.decode())
    factories.project(empty, "新项目")
    factories.project(empty, "招商引资专项")
    response = client.post(url(empty), data)

    assert response.status_code == 409
    assert "请看过现在的清单再确认" in response.content.decode()
    assert empty.goals.count() == 0


def test_it_is_offered_where_there_is_an_earlier_year_and_nowhere_else(signed_in, preparer, empty, last_year):
    client = signed_in(preparer)
    assert url(empty) in client.get(f"/assessments/{empty.pk}/projects/").content.decode()

    assert url(last_year) not in client.get(f"/assessments/{last_year.pk}/projects/").content.decode()


def test_without_an_earlier_year_there_is_nothing(signed_in, preparer, assessment):
    assert "没有可以带入的内容" in signed_in(preparer).get(url(assessment)).content.decode()
    assert (
        signed_in(preparer).post(url(assessment), {"parts": "projects", "targets": "keep"}).status_code == 409
    )


def test_strangers_find_nothing(signed_in, stranger, empty):
    assert signed_in(stranger).get(url(empty)).status_code == 404
    assert signed_in(stranger).post(url(empty)).status_code == 404


def test_what_is_submitted_is_not_written(signed_in, preparer, submission):
    assert signed_in(preparer).get(url(submission.assessment)).status_code == 403
    assert signed_in(preparer).post(url(submission.assessment)).status_code == 403


def test_the_list_is_a_fixed_number_of_queries(
    signed_in, preparer, empty, last_year, django_assert_max_num_queries, django_assert_num_queries
):
    client = signed_in(preparer)
    with django_assert_max_num_queries(30) as first:
        client.get(url(empty))
    for _ in range(20):
        factories.project(last_year)
        factories.indicator(last_year.goals.first())
    with django_assert_num_queries(len(first.captured_queries)):
        client.get(url(empty))
