"""起草: a draft goes into a blank text, is marked when its basis changes, never over what people wrote."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from departments import editing, mending
from departments.models import Indicator
from departments.scoring.measures import Measure
from tests import factories

pytestmark = pytest.mark.slow


GOAL_ANALYSIS = "goal_analysis"


def url(assessment):
    return reverse("departments:texts", args=[assessment.pk])


def row_of(assessment, key=GOAL_ANALYSIS):
    return assessment.sections.filter(key=key).first()


def asked(assessment, do, key=GOAL_ANALYSIS, text=None):
    """The post of one of the draft's buttons."""
    row, token = row_of(assessment, key), f"section-{key}"
    typed = text if text is not None else row.text if row else ""
    base = editing.fingerprint(row)
    return {"rows": token, f"{token}-base": base, f"{token}-text": typed, "draft": f"{do}:{key}"}


@pytest.fixture
def client_of(signed_in, preparer):
    return signed_in(preparer)


@pytest.fixture
def begun(client_of, assessment):
    """The text was begun from its draft."""
    assessment.sections.filter(key=GOAL_ANALYSIS).delete()
    client_of.post(url(assessment), asked(assessment, "begin"))
    return assessment


def page(client, assessment):
    return client.get(url(assessment)).content.decode()


def test_a_blank_text_is_begun_from_the_draft(client_of, begun):
    row = row_of(begun)

    assert row.text.startswith("本单位2025年度共设定部门整体绩效目标{目标数}个。绩效指标共{指标总数}个")
    assert "（1）引进重点企业数：年度目标值{引进重点企业数·目标值}家" in row.text
    assert row.draft == row.text
    title = next(x["title"] for x in begun.fiscal_year.outline.text_blocks() if x["section"] == GOAL_ANALYSIS)
    changes = [(x["row"], x["field"]) for x in begun.audit_events.last().changes]
    assert changes == [(title, "内容"), (title, "所用底稿")]
    assert 'value="begin:goal_analysis"' not in page(client_of, begun)


def test_a_written_text_is_only_added_to(client_of, assessment):
    client_of.post(url(assessment), asked(assessment, "begin", text="我先写的。"))

    assert row_of(assessment).text.startswith("我先写的。\n本单位2025年度")


def test_figures_alone_do_not_make_a_draft_stale(client_of, begun):
    Indicator.objects.filter(name="引进重点企业数").update(actual=60)

    assert "底稿已变" not in page(client_of, begun)


def test_another_unmet_indicator_makes_it_stale_with_the_difference(client_of, begun):
    row = Indicator.objects.get(name="引进重点企业数")
    row.actual_measure = Measure.read("100")
    row.save()
    shown = page(client_of, begun)

    assert "底稿已变" in shown
    assert shown.count('class="went"') == 1
    assert 'class="came"' not in shown


def test_taking_the_new_draft_keeps_what_people_wrote(client_of, begun):
    row = row_of(begun)
    row.text = f"{row.text}\n以上情况已经核实。".replace("存在偏差的指标及原因如下：", "有偏差的指标是：")
    row.save()
    factories.indicator(begun.goals.first(), "新增走访企业数", target="10", actual="5", order=9)
    client_of.post(url(begun), asked(begun, "adopt"))

    text = row_of(begun).text
    assert "有偏差的指标是：" in text
    assert text.endswith("以上情况已经核实。")
    assert "（3）新增走访企业数" in text
    assert "底稿已变" not in page(client_of, begun)


def test_keeping_ones_own_ends_the_mark_and_changes_nothing(client_of, begun):
    before = row_of(begun).text
    factories.indicator(begun.goals.first(), "新增走访企业数", target="10", actual="5", order=9)
    client_of.post(url(begun), asked(begun, "keep"))

    assert row_of(begun).text == before
    assert "底稿已变" not in page(client_of, begun)


def test_a_text_of_ones_own_is_never_called_stale(client_of, assessment):
    factories.indicator(assessment.goals.first(), "新增走访企业数", target="10", actual="5", order=9)

    assert "底稿已变" not in page(client_of, assessment)


def test_nothing_is_written_over_what_somebody_else_just_wrote(client_of, begun):
    seen = asked(begun, "begin", text="")
    row = row_of(begun)
    row.text = "别人刚写的。"
    row.save()
    client_of.post(url(begun), seen)

    assert row_of(begun).text == "别人刚写的。"


@pytest.mark.parametrize("value", ["begin:none", "burn:goal_analysis", "", ":"])
def test_a_forged_button_changes_nothing(client_of, begun, value):
    before = row_of(begun).text
    response = client_of.post(url(begun), asked(begun, "keep") | {"draft": value})

    assert response.status_code == 400
    assert row_of(begun).text == before


def test_a_text_never_grows_past_its_limit(preparer, begun):
    row = row_of(begun)
    row.text = "长" * 19_990
    row.save()

    base = editing.fingerprint(row)
    with pytest.raises(ValidationError, match="最多20000字"):
        mending.begin(begun, GOAL_ANALYSIS, "底稿" * 10, base=base, by=preparer)


def test_strangers_and_closed_ones_get_nothing(signed_in, stranger, preparer, submission):
    data = asked(submission.assessment, "begin")

    assert signed_in(stranger).post(url(submission.assessment), data).status_code == 404
    assert signed_in(preparer).post(url(submission.assessment), data).status_code == 403


def test_a_text_typed_by_hand_is_recorded_under_its_title(client_of, assessment):
    row = row_of(assessment)
    token = f"section-{GOAL_ANALYSIS}"
    base = editing.fingerprint(row)
    data = {"rows": token, f"{token}-base": base, f"{token}-text": "另写的一段。"}
    client_of.post(url(assessment), data, headers={"HX-Request": "true"})

    event = assessment.audit_events.last()
    assert [(x["row"], x["new"]) for x in event.changes] == [(row_of(assessment).title, "另写的一段。")]
    assert row_of(assessment).title != GOAL_ANALYSIS
