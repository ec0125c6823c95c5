"""校验与送审: everything at once, explanations that stay, and what refuses 送审."""

import pytest

from departments import queries
from departments.models import Assessment, Explanation, Indicator
from departments.scoring.scorecard import score
from departments.validation import findings_in
from departments.views.places import ident_of

HTMX = {"HX-Request": "true"}


@pytest.fixture
def warning(assessment):
    """One warning of the complete self-assessment."""
    facts = queries.facts_for(assessment)
    return next(x for x in findings_in(facts, score(facts)) if x.severity == "warning")


def page(client, assessment):
    return client.get(f"/assessments/{assessment.pk}/check/").content.decode()


def test_every_finding_is_listed_with_its_link(signed_in, preparer, assessment):
    row = Indicator.objects.first()
    Indicator.objects.filter(pk=row.pk).update(deviation_reason="", actual=None)
    shown = page(signed_in(preparer), assessment)

    assert "还不能送审" in shown
    assert f'href="/assessments/{assessment.pk}/indicators/#id_indicator-{row.pk}-actual_measure"' in shown


def test_an_explanation_is_kept(signed_in, preparer, assessment, warning):
    data = {"finding": ident_of(warning), "text": "材料在纸质档案中。"}
    response = signed_in(preparer).post(f"/assessments/{assessment.pk}/explain/", data)

    assert response.status_code == 302
    kept = Explanation.objects.get(check_name=warning.check, place=warning.place)
    assert kept.text == "材料在纸质档案中。"


def test_an_explanation_saved_by_itself_renews_only_what_stands_around(
    signed_in, preparer, assessment, warning
):
    data = {"finding": ident_of(warning), "text": ""}
    response = signed_in(preparer).post(f"/assessments/{assessment.pk}/explain/", data, headers=HTMX)

    answer = response.content.decode()
    assert 'data-state="saved"' in answer
    assert "有1条提示要说明" in answer
    assert "<textarea" not in answer


def test_a_finding_is_called_explained_just_as_long_as_it_is(signed_in, preparer, assessment, warning):
    ident, client = ident_of(warning), signed_in(preparer)

    def said(text):
        data = {"finding": ident, "text": text}
        answer = client.post(f"/assessments/{assessment.pk}/explain/", data, headers=HTMX).content.decode()
        return answer.partition(f'<li id="said-{ident}" hx-swap-oob="true"')[2].partition("</li>")[0]

    assert f'<li id="said-{ident}" class="finding finding-warning explained">' in page(client, assessment)
    assert ">提示<" in said("")
    assert ">已说明<" in said("材料在纸质档案中。")


def test_an_explanation_of_a_finding_that_is_gone_is_refused(signed_in, preparer, assessment):
    data = {"finding": "0" * 16, "text": "x"}
    client = signed_in(preparer)
    assert client.post(f"/assessments/{assessment.pk}/explain/", data, headers=HTMX).status_code == 404
    refused = client.post(f"/assessments/{assessment.pk}/explain/", data)
    assert refused.status_code == 409
    assert "说明未保存" in refused.content.decode()


def test_a_stranger_explains_nothing(signed_in, stranger, assessment, warning):
    data = {"finding": ident_of(warning), "text": "x"}
    assert signed_in(stranger).post(f"/assessments/{assessment.pk}/explain/", data).status_code == 404


def test_a_submitted_one_is_explained_no_more(signed_in, preparer, submission):
    path = f"/assessments/{submission.assessment.pk}/explain/"
    assert signed_in(preparer).post(path, {"finding": "0", "text": "x"}).status_code == 403


def test_submit_freezes_and_says_so(signed_in, preparer, assessment):
    client = signed_in(preparer)
    data = {"seen": client.get(f"/assessments/{assessment.pk}/check/").context["seen"]}
    response = client.post(f"/assessments/{assessment.pk}/submit/", data, follow=True)
    assert "已送审，内容已冻结" in response.content.decode()
    assert Assessment.objects.get(pk=assessment.pk).status == "submitted"


def test_a_refused_submit_lists_everything_that_stops_it(signed_in, preparer, assessment):
    Explanation.objects.filter(assessment=assessment).delete()
    Indicator.objects.update(deviation_reason="")
    client = signed_in(preparer)
    data = {"seen": client.get(f"/assessments/{assessment.pk}/check/").context["seen"]}
    response = client.post(f"/assessments/{assessment.pk}/submit/", data)

    shown = response.content.decode()
    assert response.status_code == 409
    assert shown.count("finding-error") == 2
    assert "finding-warning" in shown
    assert Assessment.objects.get(pk=assessment.pk).status == "draft"


def test_the_head_does_not_submit(signed_in, head, assessment):
    assert signed_in(head).post(f"/assessments/{assessment.pk}/submit/").status_code == 403
    assert "由填报人送审" in page(signed_in(head), assessment)
