"""催报 from the lists: ticked rows, everything listed, and what is refused."""

import pytest

from departments import notices, once
from departments.models import AuditEvent
from tests import factories

pytestmark = pytest.mark.slow


def press(client, path="/overview/urge/", **data):
    response = client.post(path, data, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_ticked_rows_are_urged_from_the_list_where_they_are(signed_in, manager, preparer, assessment):
    client = signed_in(manager)
    assert f'name="chosen" value="{assessment.pk}"' in client.get("/overview/list/").content.decode()

    page = press(client, chosen=assessment.pk, text="周五前报送", back="/overview/list/?measure=missing")

    assert "已催报1个部门" in page
    assert "未报送" in page
    assert notices.of(preparer).get().detail == "周五前报送"


def test_everything_listed_is_urged_under_its_conditions(signed_in, manager, preparer, stranger, assessment):
    factories.assessment(stranger.memberships.get().department, assessment.fiscal_year)

    page = press(signed_in(manager), "/overview/urge/?measure=missing&name=教育", all="1")

    assert "已催报1个部门" in page
    assert (notices.unread(preparer), notices.unread(stranger)) == (0, 1)


def test_the_desk_of_the_manager_urges_too(signed_in, manager, preparer, assessment):
    client = signed_in(manager)
    assert f'name="chosen" value="{assessment.pk}"' in client.get("/").content.decode()

    assert "各部门进度" in press(client, chosen=assessment.pk, back="/#progress")
    assert notices.unread(preparer) == 1


def test_the_same_click_twice_is_one(signed_in, manager, preparer, assessment):
    key = once.new_key()
    for _ in range(2):
        press(signed_in(manager), chosen=assessment.pk, once=key)

    assert (notices.unread(preparer), AuditEvent.objects.filter(verb="urge").count()) == (1, 1)


def test_nothing_ticked_says_so(signed_in, manager, assessment):
    assert "还没有选择部门" in press(signed_in(manager))
    assert "还没有选择部门" in press(signed_in(manager), chosen="x")


def test_who_has_filed_is_left_in_peace(signed_in, manager, preparer, submission):
    assert "不需要催报" in press(signed_in(manager), chosen=submission.assessment_id)
    assert notices.unread(preparer) == 0


def test_a_department_without_people_is_named(signed_in, manager, assessment):
    assert "东湖区商务局共1个部门还没有填报人和负责人" in press(signed_in(manager), chosen=assessment.pk)


def test_too_long_a_text_urges_nobody(signed_in, manager, preparer, assessment):
    assert "不能超过500字，现在501字" in press(signed_in(manager), chosen=assessment.pk, text="急" * 501)
    assert notices.unread(preparer) == 0


def test_the_way_back_leads_nowhere_else(signed_in, manager, assessment):
    response = signed_in(manager).post("/overview/urge/", {"back": "https://example.org/"})

    assert response.url == "/overview/list/"


def test_a_row_of_another_authority_is_not_there(signed_in, manager, assessment):
    away = factories.authority("西山区财政局", code="530112")
    foreign = factories.assessment(factories.department(parent=away), factories.fiscal_year(away))

    assert signed_in(manager).post("/overview/urge/", {"chosen": foreign.pk}).status_code == 404


def test_only_managers_urge(signed_in, reviewer, assessment):
    assert signed_in(reviewer).post("/overview/urge/", {"chosen": assessment.pk}).status_code == 403
