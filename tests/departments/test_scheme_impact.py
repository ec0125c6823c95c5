"""预览影响: before a scheme is saved it is told whose scores the change would move."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from departments import scheme_impact, workflow
from departments.forms.scheme import SchemeForm
from departments.models import AuditEvent, ScoringScheme
from tests import factories

STRICTER = {"execution_weight": "30", "indicator_weight": "70", "from-3": "70"}
PART = {"HX-Request": "true"}


@pytest.fixture
def row(fiscal_year) -> ScoringScheme:
    return fiscal_year.scheme


@pytest.fixture
def client(signed_in, manager):
    return signed_in(manager)


def posted(row, **changed):
    form = SchemeForm(base=row.data, initial={"key": f"{row.key}-v2", "version": "2.0"})
    return {name: form[name].value() or "" for name in form.fields} | changed


def preview(client, row, headers=PART, **changed):
    return client.post(
        reverse("departments:scheme_impact", args=[row.pk]), posted(row, **changed), headers=headers
    )


def save(client, row, **changed):
    return client.post(reverse("departments:scheme_edit", args=[row.pk]), posted(row, **changed))


def test_a_preview_tells_old_and_new_score_and_keeps_nothing(client, row, submission):
    answer = preview(client, row, **STRICTER)

    said = answer.content.decode()
    (found,) = answer.context["impact"].largest
    assert (found.before, found.after, found.signed) == (Decimal("77.00"), Decimal("85.50"), "+8.50")
    for words in ("1个得分或等级有变化，其中1个等级变化", "中 → <strong>良</strong>", "指标分值照旧"):
        assert words in said
    assert not ScoringScheme.objects.filter(key=f"{row.key}-v2").exists()
    assert not AuditEvent.objects.filter(verb="set_up_add").exists()


def test_without_scripts_the_preview_is_a_page(client, row, submission):
    said = preview(client, row, headers={}, **STRICTER).content.decode()

    assert "修改后的内容，还没有保存" in said
    assert "+8.50" in said


def test_a_wrong_form_is_told_instead(client, row, submission):
    part, page = preview(client, row, execution_weight="30"), preview(client, row, {}, execution_weight="30")

    assert (part.status_code, page.status_code) == (200, 422)
    for answer in (part, page):
        assert "改好下面的问题才能预览" in answer.content.decode()
        assert "合计应为100，实际为110" in answer.content.decode()


def test_nothing_is_said_to_move_where_nothing_does(client, row, submission):
    said = preview(client, row, title="只改了名称").content.decode()

    assert "得分和等级都没有变化" in said


def test_a_change_that_moves_scores_is_saved_after_it_was_seen(client, row, submission):
    asked = save(client, row, **STRICTER, title="更严的方案")

    said = asked.content.decode()
    assert asked.status_code == 409
    assert not ScoringScheme.objects.filter(key=f"{row.key}-v2").exists()
    for words in ("还没有保存", "确认保存", "更严的方案", "+8.50"):
        assert words in said

    saved = save(client, row, **STRICTER, title="更严的方案", seen=asked.context["impact"].seen)
    made = ScoringScheme.objects.get(key=f"{row.key}-v2")
    assert saved.url == reverse("departments:scheme", args=[made.pk])


def test_what_was_previewed_is_saved_at_once(client, row, submission):
    seen = preview(client, row, **STRICTER).context["impact"].seen

    assert save(client, row, **STRICTER, seen=seen, title="名称后改").status_code == 302


def test_figures_changed_after_the_preview_are_shown_again(client, row, submission):
    seen = preview(client, row, **STRICTER).context["impact"].seen

    assert save(client, row, **STRICTER | {"from-3": "60"}, seen=seen).status_code == 409


def test_words_and_lights_are_saved_without_asking(client, row, submission):
    assert save(client, row, title="新名称", **{"clause-manual": "新条款"}).status_code == 302


def test_without_submissions_there_is_nothing_to_ask(client, row):
    page = client.get(reverse("departments:scheme_edit", args=[row.pk])).content.decode()

    assert "有了送审稿，就可以在这里预览修改的影响" in page
    assert "还没有可以用来预览的送审稿" in preview(client, row, **STRICTER).content.decode()
    assert save(client, row, **STRICTER).status_code == 302


def test_where_the_person_sees_no_submission_nothing_is_said_to_stay_as_it_is(
    client, row, submission, preparer, manager
):
    sees_no_rows = factories.user("总管", is_superuser=True)
    for person in (sees_no_rows, manager):
        client.force_login(person)
        said = preview(client, row, **STRICTER).content.decode()
        assert ("还没有可以用来预览的送审稿" in said) == (person == sees_no_rows)

    workflow.withdraw(submission.assessment, by=preparer)
    assert "还没有可以用来预览的送审稿" in preview(client, row, **STRICTER).content.decode()


def test_what_was_seen_is_not_scored_once_more(client, row, submission, monkeypatch):
    seen = preview(client, row, **STRICTER).context["impact"].seen
    monkeypatch.setattr(scheme_impact, "impact", None)

    assert save(client, row, **STRICTER, seen=seen).status_code == 302


def test_the_newest_year_with_submissions_is_offered_first(client, row, submission, authority):
    factories.fiscal_year(authority, year=2031)

    page = client.get(reverse("departments:scheme_edit", args=[row.pk]))

    assert page.context["year"] == submission.assessment.fiscal_year
    assert [x.pk for x in page.context["years"]] == [submission.assessment.fiscal_year_id]


@pytest.mark.variations
@pytest.mark.parametrize("asked", ["x", "-1", "99999", "9" * 30, "٣"])
def test_a_year_that_is_not_ones_own_is_not_found(client, row, submission, asked):
    for act in (preview, save):
        assert act(client, row, impact_year=asked, **STRICTER).status_code == 404


def test_the_largest_move_comes_first_and_the_rest_is_counted(
    manager, row, submission, other_department, stranger, monkeypatch
):
    year = submission.assessment.fiscal_year
    other = factories.complete_assessment(other_department, year)
    factories.explain_everything(other)
    factories.submission(other, by=stranger)
    harder = replace(row.scheme, execution_weight=Decimal(30), indicator_weight=Decimal(70))

    whole = scheme_impact.impact(harder, year, manager)
    monkeypatch.setattr(scheme_impact, "SHOWN", 1)
    short = scheme_impact.impact(harder, year, manager)
    monkeypatch.setattr(scheme_impact, "MOST", 1)
    first = scheme_impact.impact(harder, year, manager)

    moves = [abs(x.difference) for x in whole.largest]
    assert moves == sorted(moves, reverse=True)
    assert (whole.total, whole.changed, len(whole.largest), whole.left_out) == (2, 2, 2, 0)
    assert (short.changed, len(short.largest), short.not_listed) == (2, 1, 1)
    assert (first.total, first.scored, first.left_out) == (2, 1, 1)
