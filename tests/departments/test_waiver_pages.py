"""豁免 on the page: the manager grants and revokes; others are refused; nothing typed is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from departments import waiving
from departments.models import Explanation, Waiver
from departments.rulebook import RULES
from departments.views.panel import Panel
from tests import factories

CHECK = "check_evidence_attached"
WHY = "涉密项目，已到现场核验。"


@pytest.fixture
def until():
    return timezone.localdate() + timedelta(days=10)


def url(assessment):
    return f"/assessments/{assessment.pk}/waivers/"


def grant(client, assessment, until, **changes):
    data = {"check": CHECK, "reason": WHY, "expires": str(until)} | changes
    return client.post(url(assessment), data, follow=True)


def test_the_manager_grants_on_the_page(signed_in, manager, assessment, until):
    Explanation.objects.filter(assessment=assessment, check_name=CHECK).delete()
    response = grant(signed_in(manager), assessment, until)

    assert "已豁免，从现在起生效。" in response.content.decode()
    assert WHY in response.content.decode()
    assert Panel.of(assessment).verdict.passes


@pytest.mark.variations
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"check": ""}, "请选择规则。"),
        ({"reason": " "}, "请填写豁免的理由。"),
        ({"reason": "长" * 501}, "500"),
        ({"expires": ""}, "请填写到期日。"),
        ({"expires": "明年"}, "到期日应写成2025-12-31。"),
        ({"expires": "2020-01-01"}, "已过，应为今天或以后的日期。"),
        ({"check": "check_weights_sum_to_100"}, RULES["check_weights_sum_to_100"].why_not),
        ({"check": "check_nothing"}, "不能豁免"),
    ],
)
def test_a_refusal_says_why_and_keeps_what_was_typed(signed_in, manager, assessment, until, changes, said):
    response = grant(signed_in(manager), assessment, until, **changes)

    assert said in response.content.decode()
    assert "reason" in changes or WHY in response.content.decode()
    assert not Waiver.objects.exists()


def test_the_manager_revokes_on_the_page(signed_in, manager, assessment, until):
    client = signed_in(manager)
    grant(client, assessment, until)
    row = Waiver.objects.get()

    refused = client.post(f"{url(assessment)}{row.pk}/revoke/", {"reason": ""}, follow=True)
    response = client.post(f"{url(assessment)}{row.pk}/revoke/", {"reason": "已能提供"}, follow=True)

    assert "请填写撤销的理由。" in refused.content.decode()
    assert "已撤销豁免" in response.content.decode()
    assert "已能提供" in response.content.decode()
    assert not waiving.in_force(assessment)


@pytest.mark.variations
@pytest.mark.parametrize(
    ("role", "read", "write"),
    [("preparer", 200, 403), ("head", 200, 403), ("reviewer", 200, 403), ("stranger", 404, 404)],
)
def test_others_read_or_do_not_even_see(request, signed_in, manager, submission, until, role, read, write):
    assessment = submission.assessment
    waiver = waiving.grant(assessment, CHECK, reason=WHY, expires=until, by=manager)
    client = signed_in(request.getfixturevalue(role))

    assert client.get(url(assessment)).status_code == read
    assert grant(client, assessment, until).status_code == write
    assert client.post(f"{url(assessment)}{waiver.pk}/revoke/", {"reason": "撤"}).status_code == write


def test_a_foreign_manager_sees_nothing(signed_in, assessment, until):
    foreign = factories.member(factories.authority("外地财政局"), "manager")

    assert signed_in(foreign).get(url(assessment)).status_code == 404
    assert grant(signed_in(foreign), assessment, until).status_code == 404


def test_a_draft_is_hidden_from_reviewers_but_may_be_helped_by_the_manager(
    signed_in, reviewer, manager, assessment
):
    assert signed_in(reviewer).get(url(assessment)).status_code == 404
    assert signed_in(manager).get(url(assessment)).status_code == 200


def test_a_waiver_of_another_assessment_is_not_found(
    signed_in, manager, assessment, other_department, fiscal_year, until
):
    other = factories.assessment(other_department, fiscal_year)
    waiver = waiving.grant(other, CHECK, reason=WHY, expires=until, by=manager)

    response = signed_in(manager).post(f"{url(assessment)}{waiver.pk}/revoke/", {"reason": "撤"})

    assert response.status_code == 404


def test_the_list_finds_a_department_to_waive_for(signed_in, manager, assessment, until):
    waiving.grant(assessment, CHECK, reason=WHY, expires=until, by=manager)
    text = signed_in(manager).get("/findings/waivers/", {"name": "商务"}).content.decode()

    assert f'href="{url(assessment)}"' in text
    assert WHY in text


def test_the_states_of_waivers_are_told(signed_in, manager, assessment, until):
    client = signed_in(manager)
    waiving.revoke(
        waiving.grant(assessment, CHECK, reason=WHY, expires=until, by=manager), reason="撤", by=manager
    )
    waiving.grant(assessment, CHECK, reason=WHY, expires=until, by=manager)
    Waiver.objects.filter(ended_at=None).update(expires=timezone.localdate() - timedelta(days=1))
    waiving.grant(assessment, "check_cost_sign", reason=WHY, expires=until, by=manager)

    states = [x.state for x in client.get(url(assessment)).context["waivers"]]

    assert states == ["生效", "已到期", "已撤销"]
