"""The inbox: its count on every page, its list, and 已读."""

import pytest

from departments import letters, notices
from departments.models import Notice
from tests import factories

pytestmark = pytest.mark.slow


def text(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def told(preparer, assessment):
    """Two notices of the preparer's."""
    notices.tell([preparer], "due", "还有3天到应报日期。", assessment=assessment)
    notices.tell(
        [preparer], "returned", "东湖区财政局已退回。", assessment=assessment, detail="请核实<完成值>"
    )
    return list(notices.of(preparer))


def test_the_bell_counts_on_every_page_what_is_unread(signed_in, preparer, told):
    page = text(signed_in(preparer).get("/verify/"))

    assert '<span class="count count-error">2</span>' in page


def test_the_bell_is_bare_when_everything_is_read(signed_in, preparer):
    page = text(signed_in(preparer).get("/"))

    assert 'class="bell"' in page
    assert "count-error" not in page


def test_the_list_shows_what_is_unread_and_on_demand_everything(signed_in, preparer, told):
    notices.read(Notice.objects.filter(kind="due"))
    client = signed_in(preparer)

    unread, everything = text(client.get("/notices/")), text(client.get("/notices/?box=all"))

    assert "东湖区财政局已退回。" in unread
    assert "请核实&lt;完成值&gt;" in unread
    assert "还有3天到应报日期。" not in unread
    assert "还有3天到应报日期。" in everything


def test_the_list_is_narrowed_by_kind_and_department(signed_in, preparer, told):
    client = signed_in(preparer)

    assert "还有3天" not in text(client.get("/notices/?kind=returned"))
    assert "还有3天" in text(client.get("/notices/?name=商务"))
    assert "没有符合条件的未读通知" in text(client.get("/notices/?name=教育"))
    assert "还有3天" in text(client.get("/notices/?kind=nonsense&box=x&page=99"))


def test_an_empty_inbox_says_what_will_come(signed_in, preparer):
    assert "没有未读的通知" in text(signed_in(preparer).get("/notices/"))
    assert "还没有通知" in text(signed_in(preparer).get("/notices/?box=all"))


def test_opening_leads_there_and_counts_as_read(signed_in, preparer, told, assessment):
    response = signed_in(preparer).get(f"/notices/{told[0].pk}/")

    assert (response.status_code, response.url) == (302, f"/assessments/{assessment.pk}/")
    assert notices.unread(preparer) == 1


def test_somebody_elses_notice_is_not_there(signed_in, stranger, told):
    client = signed_in(stranger)

    assert client.get(f"/notices/{told[0].pk}/").status_code == 404
    client.post("/notices/read/", {"notice": told[0].pk})
    client.post("/notices/read/")

    assert Notice.objects.filter(read_at=None).count() == 2


def test_one_is_marked_read_and_the_list_stays_as_it_was(signed_in, preparer, told):
    response = signed_in(preparer).post("/notices/read/?box=all&kind=due", {"notice": told[1].pk})

    assert response.url == "/notices/?box=all&kind=due"
    assert list(Notice.objects.filter(read_at=None).values_list("kind", flat=True)) == ["returned"]


def test_all_that_is_listed_is_marked_read(signed_in, preparer, told):
    signed_in(preparer).post("/notices/read/?kind=due")
    assert notices.unread(preparer) == 1

    signed_in(preparer).post("/notices/read/")
    assert notices.unread(preparer) == 0


@pytest.mark.parametrize("given", ["x", "9" * 30, "-1", "0"])
def test_a_number_that_is_none_marks_nothing(signed_in, preparer, told, given):
    signed_in(preparer).post("/notices/read/", {"notice": given})

    assert notices.unread(preparer) == 2


def test_the_list_is_a_fixed_number_of_queries(
    signed_in, preparer, assessment, django_assert_max_num_queries
):
    client, counts = signed_in(preparer), []
    for number in (1, 3):
        factories.member(assessment.department, "head")
        for _ in range(number):
            notices.tell([preparer], "urged", "请尽快报送。", assessment=assessment)
        with django_assert_max_num_queries(8) as queries:
            client.get("/notices/")
        counts.append(len(queries.captured_queries))
    assert counts[0] == counts[1]


def test_how_to_be_told_by_mail_is_chosen_where_there_is_mail(signed_in, preparer, settings):
    client = signed_in(preparer)
    assert "您的账号还没有登记邮箱" in text(client.get("/notices/"))

    assert "已改为：只在系统内通知。" in text(client.post("/notices/mail/", {"mail": "none"}, follow=True))
    assert "没有改变" in text(client.post("/notices/mail/", {"mail": "pigeon"}, follow=True))
    assert letters.choice_of(preparer) == "none"

    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert "邮件提醒" not in text(client.get("/notices/"))
