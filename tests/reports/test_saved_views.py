"""我的视图 and the columns of the list: kept under a name, shared by link, never more rows than one's own."""

import re
from decimal import Decimal

import pytest

from departments import saved_views
from departments.models import AuditEvent, SavedView
from reports.overview import columns, viewed
from tests import factories

pytestmark = pytest.mark.slow

ASKED = {"measure": "approved", "order": "-total", "columns": "total-reviewed-gap", "name": "局", "page": "2"}
PAGES = ("/overview/list/", "/overview/ranking/")


def posted(client, name="通过的", asked=ASKED, page="list", **more):
    query = "&".join(f"{x}={y}" for x, y in asked.items())
    return client.post(f"/overview/views/new/{page}/?{query}", {"name": name, **more})


def names(client, path, asked):
    """What the list shows, in its order."""
    page = client.get(path, asked).content.decode()
    return re.findall(r'<th scope="row"><a href="/assessments/\d+/">(.局)</a>', page)


def test_conditions_order_and_columns_are_kept_without_the_page(signed_in, manager, five):
    answer = posted(signed_in(manager))
    view = SavedView.objects.get()

    assert (view.owner, view.name, view.page) == (manager, "通过的", "list")
    assert viewed.asked_by(view) == {x: y for x, y in ASKED.items() if x != "page"}
    page = signed_in(manager).get(answer.url).content.decode()
    assert "已保存视图" in page or "通过的" in page
    assert ">差距<" in re.sub(r"<span[^>]*>.</span>", "", page).replace("</a>", "<")
    assert "应报日期" not in page.split("<thead>")[1]


def test_the_saved_view_is_one_click_away_and_marked(signed_in, manager, five):
    client = signed_in(manager)
    address = posted(client).url
    page = client.get(address).content.decode()

    assert (
        re.search(r'<a href="([^"]*)" aria-current="true">通过的', page)[1].replace("&amp;", "&") == address
    )
    assert 'aria-current="true">通过的' not in client.get("/overview/list/?measure=missing").content.decode()


def test_saving_writes_no_audit_event(signed_in, manager, five):
    client = signed_in(manager)
    before = AuditEvent.objects.count()
    posted(client)

    assert AuditEvent.objects.count() == before


def test_a_link_shows_others_the_same_conditions_on_their_own_rows_only(signed_in, manager, five):
    address = posted(signed_in(manager), asked={"measure": "expected", "columns": "total-code"}).url
    elsewhere = factories.authority("西山区财政局", code="900")
    place = factories.department("西山教育局", code="90001", parent=elsewhere)
    factories.assessment(place, factories.fiscal_year(elsewhere))
    page = signed_in(factories.member(elsewhere, "manager")).get(address).content.decode()

    assert "西山教育局" in page
    assert "90001" in page
    assert not any(name in page for name in ("甲局", "乙局"))
    assert ">通过的" not in page


def test_who_is_no_manager_gets_nothing_from_a_link(signed_in, manager, preparer, five):
    address = posted(signed_in(manager)).url

    assert signed_in(preparer).get(address).status_code == 403


def test_the_default_view_opens_with_the_page_but_not_with_a_number(signed_in, manager, five):
    client = signed_in(manager)
    address = posted(client, is_default="on").url

    assert client.get("/overview/list/").url == address
    assert client.get("/overview/list/?year=2025").url == f"{address}&year=2025"
    assert client.get("/overview/list/?measure=expected").status_code == 200
    assert client.get("/overview/ranking/").status_code == 200


def test_a_default_view_without_conditions_leads_nowhere_twice(signed_in, manager, five):
    client = signed_in(manager)
    for page, path in zip(("list", "ranking"), PAGES, strict=True):
        posted(client, asked={}, page=page, is_default="on")
        assert client.get(path, follow=True).status_code == 200


def test_a_new_default_takes_the_place_of_the_old_one(signed_in, manager, five):
    client = signed_in(manager)
    posted(client, is_default="on")
    posted(client, "另一个", is_default="on")

    assert [x.name for x in SavedView.objects.filter(is_default=True)] == ["另一个"]


def test_the_newest_year_is_left_out_and_an_older_one_is_kept(
    signed_in, manager, five, authority, department
):
    factories.assessment(department, factories.fiscal_year(authority, year=2024))
    client = signed_in(manager)
    for year in ("2025", "2024", "all"):
        posted(client, year, asked={"year": year})

    kept = {x.name: viewed.asked_by(x).get("year") for x in SavedView.objects.all()}
    assert kept == {"2025": None, "2024": "2024", "all": "all"}


def test_a_name_that_is_taken_is_refused_and_what_was_typed_stays(signed_in, manager, five):
    client = signed_in(manager)
    posted(client)
    answer = posted(client, is_default="on")
    said = answer.content.decode()

    assert answer.status_code == 422
    assert "已有名为“通过的”的视图" in said
    assert 'value="通过的"' in said
    assert re.search(r'name="is_default"[^>]* checked', said)
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize(("name", "said"), [("", "请填写名称"), ("长" * 31, "名称最多30字")])
def test_a_name_is_asked_for(signed_in, manager, five, name, said):
    answer = posted(signed_in(manager), name)

    assert (answer.status_code, said in answer.content.decode()) == (422, True)


def test_no_more_than_fifty_are_kept(signed_in, manager, five):
    SavedView.objects.bulk_create(
        SavedView(owner=manager, page="list", name=f"视图{n}") for n in range(saved_views.MOST)
    )

    assert "最多保存50个" in posted(signed_in(manager)).content.decode()


def test_it_is_renamed_and_deleted_by_its_owner_alone(signed_in, manager, authority, five):
    posted(signed_in(manager))
    pk = SavedView.objects.get().pk
    other = signed_in(factories.member(authority, "manager"))

    assert other.post(f"/overview/views/{pk}/", {"name": "他人"}).status_code == 404
    assert other.post(f"/overview/views/{pk}/delete/").status_code == 404
    assert ">通过的" not in other.get("/overview/views/").content.decode()
    client = signed_in(manager)
    client.post(f"/overview/views/{pk}/", {"name": "新名"})
    assert ">新名</a>" in client.get("/overview/views/").content.decode()
    client.post(f"/overview/views/{pk}/delete/")
    assert not SavedView.objects.exists()


def test_the_list_of_views_says_the_conditions_and_gives_the_link(signed_in, manager, five):
    client = signed_in(manager)
    address = posted(client).url.replace("&", "&amp;")
    posted(client, "规模", asked={"size": "all", "score": "reviewed"}, page="ranking")
    page = client.get("/overview/views/").content.decode()

    assert "审核通过，名称或编码含“局”，按自评得分由大到小，列：自评得分、复核得分、差距" in page
    assert "按复核得分，各规模分别排名" in page
    assert f'value="http://testserver{address}"' in page


def test_without_views_the_page_says_how_to_save_one(signed_in, manager, five):
    assert "还没有保存视图" in signed_in(manager).get("/overview/views/").content.decode()


def test_hostile_conditions_are_not_kept(signed_in, manager, five):
    bad = "' OR 1=1 --\0<script>"
    asked = dict.fromkeys(viewed.FIELDS["list"], bad)
    client = signed_in(manager)
    posted(client, asked=asked | {"order": "nothing", "columns": "total-password"})
    page = client.get("/overview/views/").content.decode()

    assert "<script>'" not in page
    assert viewed.asked_by(SavedView.objects.get()).keys() <= {"measure", "name", "grade", "order", "columns"}


def test_every_column_shows_what_the_row_holds(five):
    row = five.select_related("filed", "fiscal_year", "department", "stage").get(department_name="丙局")
    said = {x.word: x.shown(row) for x in columns.COLUMNS.values()}

    assert (said["budget"], said["total"], said["reviewed"], said["gap"]) == (
        "2,000.00", "80.00", "95.50", "+15.50"
    )  # fmt: skip
    row.status = "draft"
    shown = [x.shown(row) for x in columns.COLUMNS.values() if x.is_filed]
    assert set(shown) == {"—"}


@pytest.mark.parametrize("order", [*columns.FIGURES])
def test_the_list_is_ordered_by_any_figure_and_who_has_none_is_the_smallest(
    signed_in, manager, five, authority, fiscal_year, order
):
    factories.assessment(factories.department("未局", parent=authority), fiscal_year)
    path = f"/overview/list/?order={order}&columns={order}"
    page = signed_in(manager).get(path).content.decode()
    cells = re.findall(r'<td class="num">([^<]*)</td>', page.split("<tbody>")[1])
    numbers = [Decimal(-999) if x == "—" else Decimal(x.strip("%+").replace(",", "")) for x in cells]

    assert len(numbers) == 7
    assert numbers == sorted(numbers)


def test_ticked_columns_become_one_word_of_the_address(signed_in, manager, five):
    answer = signed_in(manager).get("/overview/list/?measure=approved&columns=code&columns=gap")

    assert answer.url == "/overview/list/?measure=approved&columns=code-gap"


def test_columns_of_a_view_are_never_cut(signed_in, manager, five):
    """Asked for so that the address is long: every column, each of them three times."""
    every = columns.APART.join(columns.COLUMNS)
    asked = {"measure": "expected", "columns": columns.APART.join([every] * 3)}

    shown = signed_in(manager).get(posted(signed_in(manager), asked=asked).url).content.decode()

    assert viewed.asked_by(SavedView.objects.get()) == {"measure": "expected", "columns": every}
    assert all(f">{x.label}" in shown.split("<thead>")[1] for x in columns.COLUMNS.values())


def fields_of(page):
    """What the form of the list sends besides what is typed or chosen in it."""
    form = re.search(r'<form class="narrowing".*?</form>', page, re.S)[0]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def test_searching_among_those_without_a_grade_keeps_that_condition(signed_in, manager, five):
    client = signed_in(manager)
    page = client.get("/overview/list/", {"measure": "received", "grade": ""}).content.decode()

    found = client.get("/overview/list/", fields_of(page) | {"name": "局"}).content.decode()

    assert "等级：未评" in found
    assert fields_of(client.get("/overview/list/?measure=received").content.decode()) == {}


def test_clearing_the_conditions_keeps_columns_and_order(signed_in, manager, five):
    client = signed_in(manager)
    asked = {"measure": "received", "grade": "优", "name": "局", "columns": "total-gap", "order": "-total"}
    page = client.get("/overview/list/", asked).content.decode()

    link = re.search(r'href="([^"]*)">清除条件', page)[1].replace("&amp;", "&")
    cleared = client.get(f"/overview/list/{link}").content.decode()

    assert ("等级：优" in cleared, 'value="局"' in cleared) == (False, False)
    assert (">差距" in cleared, ">应报日期<" in cleared.split("<thead>")[1]) == (True, False)
    assert fields_of(cleared) == {"order": "-total"}
