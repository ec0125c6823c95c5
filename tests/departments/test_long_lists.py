"""Lists of many departments: fifty a page, narrowed and ordered by the address, large columns left alone."""

import re

import pytest

from departments.models import Assessment, Department
from departments.views import listing
from tests import factories

pytestmark = pytest.mark.slow


@pytest.fixture
def many(authority, fiscal_year):
    """Sixty drafts."""
    rows = [Department(code=f"D{n:03d}", name=f"第{n:03d}局", kind="department", parent=authority,
                       path=f"{authority.path}D{n:03d}/") for n in range(60)]  # fmt: skip
    places = Department.objects.bulk_create(rows)
    Assessment.objects.bulk_create([Assessment.of(x, fiscal_year) for x in places])
    return places


@pytest.fixture
def submitted(many, submission):
    """Copies of one submission for all of them."""
    rows = list(Assessment.objects.filter(department__in=many))
    Assessment.objects.filter(pk__in=[x.pk for x in rows]).update(
        status="submitted", stage=submission.assessment.stage
    )
    for n, x in enumerate(rows):
        factories.copy_of(submission, x, total=n)
    return rows


def names(response):
    assert response.status_code == 200
    return re.findall(r'<th scope="row">(?:<a [^>]*>)?(第\d+局)', response.content.decode())


def links(response):
    return re.findall(r'href="(\?[^"]*)"', response.content.decode().replace("&amp;", "&"))


def test_progress_comes_fifty_at_a_time(signed_in, manager, many):
    client = signed_in(manager)

    assert names(client.get("/")) == [f"第{n:03d}局" for n in range(50)]
    assert names(client.get("/", {"page": "2"})) == [f"第{n:03d}局" for n in range(50, 60)]
    assert names(client.get("/", {"page": "99"})) == names(client.get("/", {"page": "2"}))


def test_progress_is_narrowed_and_keeps_what_was_asked(signed_in, manager, many):
    client = signed_in(manager)
    Assessment.objects.filter(department__name="第003局").update(status="returned")

    assert names(client.get("/", {"name": "第00", "state": "returned"})) == ["第003局"]
    assert names(client.get("/", {"name": "D01"})) == [f"第01{n}局" for n in range(10)]
    page = client.get("/", {"state": "draft", "order": "-name"})
    assert names(page)[0] == "第059局"
    assert "?state=draft&order=-name&page=2#progress" in links(page)
    assert "?state=draft&order=name" in links(page)


def test_the_numbers_of_every_state_stay_while_one_is_shown(signed_in, manager, many):
    Assessment.objects.filter(department__name="第003局").update(status="returned")
    page = signed_in(manager).get("/", {"state": "returned"}).content.decode()

    assert "未送审 <strong>59</strong>" in page
    assert "被退回 <strong>1</strong>" in page
    assert "共 <strong>60</strong>" in page


def test_nothing_found_leads_back_to_everything(signed_in, manager, reviewer, many, submission):
    assert "没有符合条件的自评" in signed_in(manager).get("/", {"name": "没有"}).content.decode()
    assert "没有符合条件、等待您审核" in signed_in(reviewer).get("/reviews/?name=没有").content.decode()


@pytest.mark.parametrize(
    "asked",
    ["page=x", "page=-1", "page=0", "state=x", "district=x", "district=99999999999", "year=%00", "order=pk",
     "order=--name", "name=%00", "name=%25", "others=x", "state=draft&state=submitted", "district=²"],
)  # fmt: skip
def test_an_address_that_makes_no_sense_still_shows_a_list(asked, signed_in, manager, submission):
    client = signed_in(manager)

    assert client.get(f"/?{asked}").status_code == 200
    assert client.get(f"/reviews/?{asked}").status_code == 200


def test_districts_and_years_are_offered_where_there_are_several(signed_in, manager, authority, assessment):
    client = signed_in(manager)
    assert 'name="district"' not in client.get("/").content.decode()
    below = factories.authority("西湖镇财政所", parent=authority)
    town = factories.department("西湖镇农办", parent=below)
    factories.assessment(town, factories.fiscal_year(below, year=2024))

    page = client.get("/", {"district": below.pk}).content.decode()
    assert "西湖镇农办" in page
    assert ">东湖区商务局<" not in page
    assert "西湖镇农办" not in client.get("/", {"year": "2025"}).content.decode()


def test_reviews_come_fifty_at_a_time_in_the_order_asked(signed_in, reviewer, submitted):
    client = signed_in(reviewer)
    page = client.get("/reviews/", {"order": "-total"})

    assert names(page)[0] == "第059局"
    assert len(re.findall('class="btn btn-sm btn-primary" href="/submissions/', page.content.decode())) == 50
    assert "?order=-total&page=2#waiting" in links(page)
    Assessment.objects.filter(department__name="第059局").update(status="returned", stage=None)
    others = client.get("/reviews/", {"name": "第059", "state": "returned"}).content.decode()
    assert '已处理和其他<span class="count">1</span>' in others


def test_only_the_latest_submission_is_listed(signed_in, reviewer, submission):
    factories.copy_of(submission, submission.assessment, number=2)
    page = signed_in(reviewer).get("/reviews/").content.decode()

    assert page.count("第2稿") == 1
    assert f'href="/submissions/{submission.pk}/"' not in page


def test_the_number_of_findings_is_that_of_the_submission(signed_in, reviewer, submission):
    page = signed_in(reviewer).get("/reviews/").content.decode()

    assert f'<td class="num">{len(submission.findings)}</td>' in page


@pytest.mark.parametrize("path", ["/", "/reviews/"])
def test_a_long_list_is_a_fixed_number_of_queries_and_reads_no_large_column(
    path, signed_in, manager, submitted, django_assert_max_num_queries, monkeypatch
):
    client, counts = signed_in(manager), []
    for rows in (3, 50):
        monkeypatch.setattr(listing, "ROWS", rows)
        with django_assert_max_num_queries(16) as queries:
            client.get(path)
        counts.append(len(queries.captured_queries))
        read = " ".join(query["sql"] for query in queries.captured_queries)
        assert not re.search(r'"(facts|scorecards|explanations|data|reported)"', read)

    assert counts[0] == counts[1]


@pytest.fixture
def last_year(authority, department, submission):
    """A submission of the year before that waits as well."""
    year = factories.fiscal_year(authority, year=2024)
    row = factories.assessment(department, year, status="submitted", stage=submission.assessment.stage)
    return factories.copy_of(submission, row)


@pytest.mark.parametrize("path", ["/", "/overview/list/", "/reviews/"])
def test_lists_show_the_newest_year_and_all_of_them_when_asked(path, signed_in, manager, last_year):
    client = signed_in(manager)
    by_itself, every = (client.get(path, asked).content.decode() for asked in ({}, {"year": "all"}))

    assert '<option value="2025" selected>' in by_itself
    assert '<option value="all">全部年度' in by_itself
    assert ("<td>2024</td>" in every, "<td>2025</td>" in every) == (True, True)
    if path == "/reviews/":
        assert ("<td>2024</td>" in by_itself, "其他年度还有1个等待您审核" in by_itself) == (False, True)
        assert "其他年度还有" not in every
    else:
        progress = by_itself.split('id="progress"')[-1]
        assert ("<td>2024</td>" in progress, "<td>2025</td>" in progress) == (False, True)


@pytest.mark.parametrize("path", ["/", "/overview/list/"])
def test_what_follows_from_a_list_names_the_year_that_was_shown(path, signed_in, manager, last_year):
    page = signed_in(manager).get(path).content.decode().replace("&amp;", "&")

    assert re.search(r'action="/overview/urge/\?[^"]*year=2025', page)
    assert re.search(r'href="/batches/new/documents/\?[^"]*year=2025', page)


def test_the_queue_of_the_desk_is_of_every_year(signed_in, manager, last_year):
    queue = signed_in(manager).get("/").content.decode().split('id="my-queue"')[1].split("</section>")[0]

    assert re.findall(r"<td>(\d{4})</td>", queue) == ["2025", "2024"]


def test_pages_near_the_end_follow_on_from_those_before(signed_in, manager, many, monkeypatch):
    monkeypatch.setattr(listing, "ROWS", 7)
    client = signed_in(manager)
    pages = [names(client.get("/", {"page": n, "order": "-name"})) for n in range(1, 10)]

    assert [x for page in pages for x in page] == [f"第{n:03d}局" for n in reversed(range(60))]
    assert {len(x) for x in pages[:8]} == {7}
