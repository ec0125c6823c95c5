"""整改 from a reported monitoring: tied to a row, answered by the department, carried into later years."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from departments import notices, rectifying
from departments.models import Rectification
from departments.monitoring import verbs
from reports.monitoring import content_of_monitoring, items_of
from reports.monitoring_documents import _kept_at
from tests import factories

from .test_monitoring import filled

pytestmark = pytest.mark.slow


@pytest.fixture
def reported(monitoring, signed_in, preparer):
    """A table whose first indicator shows a red light."""
    cells = filled(monitoring, submit="1")
    token = next(x for x in cells if x.endswith("-likelihood")).removesuffix("-likelihood")
    cells |= {
        f"{token}-likelihood": "impossible",
        f"{token}-cause": "funds",
        f"{token}-explanation": "资金未到位",
    }
    assert signed_in(preparer).post(monitoring.get_absolute_url(), cells).status_code == 302
    monitoring.refresh_from_db()
    return monitoring


@pytest.fixture
def item(reported, reviewer):
    asked = {"problem": "资金未到位", "requirement": "九月底前落实", "due": timezone.localdate()}
    return rectifying.issue(reported, key="watched:0", **asked, by=reviewer)


def test_a_reviewer_issues_it_from_the_row_that_lags(signed_in, reviewer, preparer, reported):
    client, page = signed_in(reviewer), f"/monitoring/{reported.pk}/rectify/"

    assert f"{page}?key=watched:0" in client.get(reported.get_absolute_url()).content.decode()
    assert '<option value="watched:0" selected>' in client.get(f"{page}?key=watched:0").content.decode()
    due = timezone.localdate() + timedelta(days=30)
    asked = {"key": "watched:0", "problem": "资金未到位", "requirement": "九月底前落实", "due": due}
    assert client.post(page, asked).status_code == 302

    issued = Rectification.objects.get()
    name = reported.frozen["indicators"][0]["name"]
    assert issued.place == f"2025年1—7月监控／指标／{name}"
    assert (issued.monitoring, issued.submission) == (reported, None)
    assert "下达整改事项" in notices.of(preparer).first().text
    assert "资金未到位" in client.get(reported.get_absolute_url()).content.decode()


def test_it_goes_its_way_to_the_end(signed_in, item, preparer, reviewer):
    page = signed_in(preparer).get(item.get_absolute_url()).content.decode()
    assert f'href="/monitoring/{item.monitoring_id}/"' in page
    rectifying.step(item, "plan", text="已安排", by=preparer)
    rectifying.step(item, "request", text="资金已到位", by=preparer)
    answer = signed_in(reviewer).get(item.get_absolute_url())
    assert answer.status_code == 200
    rectifying.step(item, "close", text="", by=reviewer)

    item.refresh_from_db()
    assert item.status == "closed"


def test_the_department_finds_it_on_the_desk_and_beside_its_table(signed_in, item, preparer):
    client = signed_in(preparer)

    for page in ("/", "/rectifications/", f"/monitoring/{item.monitoring_id}/"):
        assert item.get_absolute_url() in client.get(page).content.decode()


def test_what_was_asked_for_is_not_taken_back_by_withdrawing(item, reported, preparer):
    with pytest.raises(verbs.NotNow, match="已就这张表下达整改"):
        verbs.withdraw(reported, by=preparer)


def test_it_stands_in_the_document_of_who_sees_it(item, reported, preparer, reviewer, stranger):
    said = items_of(reported, preparer)

    words = f"{item.place}：资金未到位。整改要求：九月底前落实。{item.body}下达，期限{item.due}，待报方案。"
    assert said == items_of(reported, reviewer) == (words,)
    assert items_of(reported, stranger) == ()
    blocks = content_of_monitoring(reported, is_draft=False, items=said).blocks
    told = [x.text for x in blocks if x.kind in ("heading", "paragraph")]
    assert told[-2:] == ["二、下达的整改", f"1．{words}"]
    assert _kept_at(reported, "pdf", said) != _kept_at(reported, "pdf", ())


def test_nothing_is_asked_for_in_a_table_that_was_withdrawn_while_somebody_looked_at_it(
    reported, preparer, reviewer
):
    seen = type(reported).objects.get(pk=reported.pk)
    verbs.withdraw(reported, by=preparer)
    asked = {"problem": "资金未到位", "requirement": "九月底前落实", "due": timezone.localdate()}

    with pytest.raises(PermissionDenied):
        rectifying.issue(seen, key="", **asked, by=reviewer)


def test_what_is_open_is_carried_into_the_next_year(item, authority, department, preparer):
    year = factories.fiscal_year(authority, year=2026)

    assert list(rectifying.open_before(factories.assessment(department, year))) == [item]


def test_who_does_not_decide_issues_none(signed_in, reported, preparer, stranger, manager, reviewer):
    page = f"/monitoring/{reported.pk}/rectify/"

    assert signed_in(preparer).get(page).status_code == 403
    assert signed_in(stranger).get(page).status_code == 404
    assert signed_in(manager).get(page).status_code == 200
    verbs.send_back(reported, by=reviewer, words="请核对")
    assert signed_in(reviewer).get(page).status_code == 403


def test_a_row_that_was_not_reported_is_refused(signed_in, reviewer, reported):
    asked = {"key": "watched:99", "problem": "甲", "requirement": "乙", "due": timezone.localdate()}

    answer = signed_in(reviewer).post(f"/monitoring/{reported.pk}/rectify/", asked)

    assert answer.status_code == 422
    assert "没有这一行" in answer.content.decode()
    assert not Rectification.objects.exists()
