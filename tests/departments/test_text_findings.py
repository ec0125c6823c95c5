"""Findings of texts: marked at their figure, mended by one click, explained until the figures change."""

import json

import pytest
from django.urls import reverse

from departments import editing, explaining, mending, queries
from departments.models import Section
from departments.views.panel import Panel
from departments.views.text_findings import text_findings
from tests import factories

WRONG = "全年预算100万元，支出95万元，执行率97%，比计划快。"


@pytest.fixture
def text(assessment) -> Section:
    """A text whose rate is wrong."""
    row = assessment.sections.get(key="conclusion")
    row.text = WRONG
    row.save()
    return row


def url(assessment):
    return reverse("departments:texts", args=[assessment.pk])


def asked(row, start, was, now, base=None):
    """The post of a button that puts a figure in, without scripts."""
    token = f"section-{row.key}"
    return {
        "rows": token,
        f"{token}-base": editing.fingerprint(row) if base is None else base,
        f"{token}-text": row.text,
        "replace": json.dumps([f"section:{row.key}", start, was, now]),
    }


def test_a_finding_stands_at_its_figure_and_offers_the_right_one(signed_in, preparer, assessment, text):
    (found,) = text_findings(Panel.of(assessment))["section:conclusion"]
    page = signed_in(preparer).get(url(assessment)).content.decode()

    assert (found.was, [(x.start, x.was, x.now) for x in found.fixes]) == ("97%", [(20, "97%", "95%")])
    assert 'data-start="20" data-end="23" data-was="97%"' in page
    assert "改为 95%" in page
    assert '<mark class="said-figure said-warning"' in page


def test_every_list_of_findings_leads_to_the_figure(signed_in, preparer, assessment, text):
    (found,) = text_findings(Panel.of(assessment))["section:conclusion"]
    link = f"{url(assessment)}?find={found.view.ident}#id_section-conclusion-text"

    for name in ("check", "precheck", "texts"):
        page = signed_in(preparer).get(reverse(f"departments:{name}", args=[assessment.pk]))
        assert link in page.content.decode()


def test_one_click_changes_exactly_the_figure(signed_in, preparer, assessment, text):
    client = signed_in(preparer)
    response = client.post(url(assessment), asked(text, 20, "97%", "95%"))
    page = client.get(url(assessment)).content.decode()

    text.refresh_from_db()
    assert response.url == f"{url(assessment)}#section-conclusion"
    assert text.text == WRONG.replace("97%", "95%")
    change = assessment.audit_events.last().changes[0]
    assert (change["old"], change["new"]) == (WRONG, text.text)
    assert "已把“<b data-was>97%</b>”改为“<b data-now>95%</b>”" in page
    assert "比计划快" in page


def test_the_click_is_undone_by_another(signed_in, preparer, assessment, text):
    client = signed_in(preparer)
    client.post(url(assessment), asked(text, 20, "97%", "95%"))
    text.refresh_from_db()
    client.post(url(assessment), asked(text, 20, "95%", "97%"))

    text.refresh_from_db()
    assert text.text == WRONG


def test_what_was_typed_meanwhile_is_saved_first(signed_in, preparer, assessment, text):
    data = asked(text, 20, "97%", "95%") | {"section-conclusion-text": f"{WRONG}又写了一句。"}
    signed_in(preparer).post(url(assessment), data)

    text.refresh_from_db()
    assert text.text == f"{WRONG}又写了一句。".replace("97%", "95%")


def test_nothing_is_changed_in_a_text_that_others_changed(signed_in, preparer, assessment, text):
    client = signed_in(preparer)
    seen = asked(text, 20, "97%", "95%")
    text.text = f"　{WRONG}"
    text.save()
    response = client.post(url(assessment), seen)

    text.refresh_from_db()
    assert response.status_code == 422
    assert text.text == f"　{WRONG}"


@pytest.mark.parametrize("start", [0, 19, 400, -5])
def test_other_characters_are_never_touched(preparer, assessment, text, start):
    base = editing.fingerprint(text)
    with pytest.raises(mending.ChangedMeanwhile):
        mending.put_in(assessment, "conclusion", start, "97%", "95%", base=base, by=preparer)


@pytest.mark.variations
@pytest.mark.parametrize(
    "value", ["", "[]", "7", "{}", '["section:conclusion", "a", 1, 2]', '["x"]', "[1,2,3,4]"]
)
def test_a_forged_button_changes_nothing(signed_in, preparer, assessment, text, value):
    response = signed_in(preparer).post(url(assessment), asked(text, 0, "", "") | {"replace": value})

    text.refresh_from_db()
    assert response.status_code in (302, 400)
    assert text.text == WRONG


def test_only_who_may_write_may_click(signed_in, stranger, preparer, assessment, text):
    assert signed_in(stranger).post(url(assessment), asked(text, 20, "97%", "95%")).status_code == 404
    factories.explain_everything(assessment)
    factories.submission(assessment, by=preparer)
    assert signed_in(preparer).post(url(assessment), asked(text, 20, "97%", "95%")).status_code == 403


def test_two_places_that_contradict_are_both_offered(assessment):
    factories.outline()
    for key, words in (
        ("conclusion", "全年入库限上商贸企业23家。"),
        ("improvements", "全年入库限上商贸企业8家。"),
    ):
        assessment.sections.filter(key=key).update(text=words)
    found = text_findings(Panel.of(assessment))

    (first,), (second,) = found["section:conclusion"], found["section:improvements"]
    assert [(x.key, x.now, x.is_here) for x in first.fixes] == [
        ("section:conclusion", "8家", True),
        ("section:improvements", "23家", False),
    ]
    assert first.links[0][1] == f"{url(assessment)}?at=10-12#id_section-improvements-text"
    assert second.fixes[0].now == "23家"


def test_a_figure_put_in_by_name_is_not_overwritten_by_a_number(assessment, text):
    text.text = "部门整体预算支出执行率{部门整体执行率}。引进{招商引资专项·执行率的}。"
    text.save()
    found = text_findings(Panel.of(assessment))["section:conclusion"]

    assert [[x.now for x in one.fixes] for one in found] == [["{招商引资专项·执行率}"]]


def test_a_finding_against_the_tables_leads_to_the_row(assessment, text):
    text.text = "部门整体支出预算数为9999.00万元。引进重点企业数完成76家。"
    text.save()
    links = [x.links[0][1] for x in text_findings(Panel.of(assessment))["section:conclusion"]]

    row = assessment.goals.first().indicators.first()
    assert [x.partition(f"/assessments/{assessment.pk}/")[2] for x in links] == [
        "budget/#budget-totals", f"indicators/#indicator-{row.pk}"
    ]  # fmt: skip


def only(assessment):
    (found,) = text_findings(Panel.of(assessment))["section:conclusion"]
    return found.view


def test_an_explanation_of_a_sentence_holds_while_its_figures_do(preparer, assessment, text):
    explaining.explain(assessment, only(assessment).finding, "按调整前口径计算。", by=preparer)

    for words in (f"另起一段。\n{WRONG}", f"{WRONG}后面又有一句，共3条。", f"先说别的。{WRONG}"):
        text.text = words
        text.save()
        assert only(assessment).explanation == "按调整前口径计算。"
    text.text = WRONG.replace("97%", "87%")
    text.save()
    assert only(assessment).explanation == ""


def test_an_explanation_that_lapsed_is_shown_beside_the_new_finding(signed_in, preparer, assessment, text):
    explaining.explain(assessment, only(assessment).finding, "按调整前口径计算。", by=preparer)
    text.text = WRONG.replace("97%", "87%")
    text.save()
    page = signed_in(preparer).get(reverse("departments:check", args=[assessment.pk])).content.decode()

    assert "数字变化前的说明（97% → 95%）：按调整前口径计算。" in page
    lapsed = queries.lapsed_explanations(assessment, [only(assessment).finding])
    assert [[x.text for x in rows] for rows in lapsed.values()] == [["按调整前口径计算。"]]


def test_the_reviewer_sees_the_finding_at_its_sentence(signed_in, reviewer, preparer, assessment, text):
    text.text = f"总得分{{总得分}}分。{WRONG}"
    text.save()
    factories.explain_everything(assessment, "按调整前口径计算。")
    frozen = factories.submission(assessment, by=preparer)
    page = (
        signed_in(reviewer).get(reverse("departments:submission_detail", args=[frozen.pk])).content.decode()
    )

    number = next(n for n, x in enumerate(frozen.findings) if x.get("start") == 30)
    assert f'id="mark-{number}"' in page
    assert f'<a href="#mark-{number}">文字说明／自评结论／97%</a>' in page
    assert '<span class="chip" title="总得分">77.00</span>' in page
    assert "填报人说明：按调整前口径计算。" in page


def test_the_reviewer_sees_the_finding_in_the_text_of_a_goal(signed_in, reviewer, preparer, assessment):
    assessment.goals.update(actual=WRONG)
    factories.explain_everything(assessment)
    frozen = factories.submission(assessment, by=preparer)
    page = (
        signed_in(reviewer).get(reverse("departments:submission_detail", args=[frozen.pk])).content.decode()
    )

    number = next(n for n, x in enumerate(frozen.findings) if x.get("start") == 20)
    assert f'id="mark-{number}"' in page
    assert f'<a href="#mark-{number}">绩效指标／目标1／实际完成情况／97%</a>' in page


def test_a_finding_in_the_text_of_a_goal_leads_to_its_cell(signed_in, preparer, assessment):
    assessment.goals.update(actual=WRONG)
    page = signed_in(preparer).get(reverse("departments:check", args=[assessment.pk])).content.decode()

    goal = assessment.goals.get()
    assert f"/indicators/?at=20-23#id_goal-{goal.pk}-actual" in page
