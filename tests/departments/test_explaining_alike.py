"""同类提示用同一说明: one action for the chosen warnings of a check, a row of its own for each."""

import pytest
from django.db.models import F

from departments.models import BudgetLine, Explanation
from departments.views.panel import Panel

CHECK = "check_spent_within_budget"


@pytest.fixture
def alike(assessment):
    """Every line spent more than its budget: a warning each."""
    BudgetLine.objects.filter(assessment=assessment).update(spent=F("initial") + F("adjustment") + 100)
    return [x for x in Panel.of(assessment).open_warnings if x.finding.check == CHECK]


def post(client, assessment, found, text="上年结转资金支出。"):
    data = {"findings": [x.ident for x in found], "text": text, "rule": CHECK}
    return client.post(f"/assessments/{assessment.pk}/explain/alike/", data)


def said(assessment):
    rows = Explanation.objects.filter(assessment=assessment, check_name=CHECK)
    return sorted(rows.values_list("place", "text"))


def test_the_page_offers_it_where_a_check_has_several(signed_in, preparer, assessment, alike):
    shown = signed_in(preparer).get(f"/assessments/{assessment.pk}/check/").content.decode()

    assert len(alike) == 3
    assert "3条同类提示可用同一说明" in shown
    assert shown.count('class="alike"') == 1
    assert all(f'name="findings" value="{x.ident}"' in shown for x in alike)


def test_each_of_the_chosen_keeps_its_own_row(signed_in, preparer, assessment, alike):
    response = post(signed_in(preparer), assessment, alike[:2])
    assessment.refresh_from_db()
    event = assessment.audit_events.last()

    assert response.url == f"/assessments/{assessment.pk}/check/"
    assert said(assessment) == sorted((x.finding.place, "上年结转资金支出。") for x in alike[:2])
    assert (event.verb, len(event.changes)) == ("edit", 2)
    assert [x.ident for x in Panel.of(assessment).open_warnings if x.finding.check == CHECK] == [
        alike[2].ident
    ]


def test_where_one_has_changed_nothing_is_saved_and_the_text_stays(signed_in, preparer, assessment, alike):
    BudgetLine.objects.filter(pk=assessment.budget_lines.first().pk).update(spent=F("spent") + 100)
    response = post(signed_in(preparer), assessment, alike)

    assert response.status_code == 422
    assert "有的提示对应的数字已变化" in response.content.decode()
    assert "上年结转资金支出。</textarea>" in response.content.decode()
    assert said(assessment) == []


@pytest.mark.parametrize(
    ("chosen", "text", "words"), [(0, "说明", "请勾选要说明的提示"), (3, " ", "请写明说明")]
)
def test_nothing_chosen_or_nothing_said_is_asked_for(
    chosen, text, words, signed_in, preparer, assessment, alike
):
    response = post(signed_in(preparer), assessment, alike[:chosen], text)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert said(assessment) == []


def test_a_stranger_explains_nothing(signed_in, stranger, assessment, alike):
    assert post(signed_in(stranger), assessment, alike).status_code == 404
    assert said(assessment) == []


def test_the_verdict_names_only_what_there_is(signed_in, preparer, assessment, alike):
    shown = signed_in(preparer).get(f"/assessments/{assessment.pk}/precheck/").content.decode()

    assert "0个错误" not in shown
    assert "条提示待说明" in shown
