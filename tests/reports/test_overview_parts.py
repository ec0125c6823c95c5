"""总览 opens into its parts: money, scores and indicators by department, down to the submission."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from departments.models import Assessment, Goal, Indicator
from departments.scoring.measures import Measure
from reports.overview import figures, indicators, money
from tests import factories

pytestmark = pytest.mark.slow


def sent(name, authority, fiscal_year, submission, *, budget, spent, status="submitted"):
    """A department whose submission is a copy of the given one, with other money."""
    place = factories.department(name, parent=authority)
    stage = {"stage": authority} if status == "submitted" else {}
    row = factories.assessment(place, fiscal_year, status=status, **stage)
    factories.copy_of(submission, row, budget=Decimal(budget), spent=Decimal(spent))
    return row


def filing(row, name="培训人次", *, target="100", actual="80", unit="人次", method="at_least", **more):
    goal = Goal.objects.create(assessment=row, title="目标", weight=Decimal(80))
    found = Indicator(goal=goal, name=name, unit=unit, method=method, weight=Decimal(10), **more)
    found.target_measure, found.actual_measure = Measure.read(target), Measure.read(actual)
    found.save()
    return found


@pytest.fixture
def three(authority, fiscal_year, submission):
    amounts = {"甲局": ("1000000.01", "900000.01"), "乙局": ("2000000", "500000"), "丙局": ("0.01", "0")}
    return [
        sent(name, authority, fiscal_year, submission, budget=budget, spent=spent)
        for name, (budget, spent) in amounts.items()
    ]


def everything():
    return Assessment.objects.all()


def test_the_list_of_money_adds_up_to_the_overview_and_to_sql(three):
    found = money.filed(everything())
    total, whole = money.added(found), figures.summed(figures.cells(everything()), 2025)

    assert (total.scored, total.budget, total.spent) == (whole.scored, whole.budget, whole.spent)
    assert total.budget == sum(x.filed.budget for x in found)
    assert total.spent == sum(x.filed.spent for x in found)
    assert (total.rate, total.average) == (whole.rate, whole.average)


def test_a_sum_of_the_overview_opens_the_departments_it_adds_up(signed_in, manager, three):
    client = signed_in(manager)
    page = client.get("/overview/").content.decode()
    links = set(re.findall(r'href="(/overview/money/\?[^"]*)"', page))

    assert {x.replace("&amp;", "&").split("?")[1].split("&")[-1].split("=")[0] for x in links} >= {"kind"}
    for link in links:
        listed = client.get(link.replace("&amp;", "&")).content.decode()
        assert "甲局" in listed
        assert "合计（" in listed


def test_each_department_of_the_list_opens_its_submission(signed_in, manager, three):
    client = signed_in(manager)
    listed = client.get("/overview/money/?name=甲局").content.decode()
    link = re.search(r'href="(/submissions/\d+/)#budget"', listed)[1]

    assert "100.00" in listed
    assert "90.00" in listed
    assert client.get(link).status_code == 200


def test_the_list_is_ordered_by_what_is_asked(signed_in, manager, three):
    listed = signed_in(manager).get("/overview/money/?order=-budget").content.decode()

    places = [listed.index(name) for name in ("乙局", "甲局", "丙局")]
    assert places == sorted(places)


def test_absolute_values_are_added_up(three):
    for row, actual in zip(three, ("80", "70.5", "0"), strict=True):
        filing(row, actual=actual)

    found = indicators.whole(everything(), "培训人次", "人次", "at_least")
    assert (found.kind, found.target, found.actual) == ("absolute", Decimal(300), Decimal("150.5"))
    assert found.outcome.result == Decimal("50.17")


def test_relative_values_are_weighted_by_funds(three):
    for row, actual in zip(three, ("90%", "60%", "0%"), strict=True):
        filing(row, "合格率", target="100%", actual=actual, unit="%")

    found = indicators.whole(everything(), "合格率", "%", "at_least")
    # (90 × 1000000.01 + 60 × 2000000 + 0 × 0.01) ÷ 3000000.02
    assert found.outcome.result == Decimal("70.00")
    assert found.target == Decimal(100)


def test_values_in_other_units_are_converted_and_what_is_no_number_is_said(three):
    for row, actual in zip(three, ("1.5万元", "5000", "未统计"), strict=True):
        filing(row, "补助", target="2万元", actual=actual, unit="元")

    found = indicators.whole(everything(), "补助", "元", "at_least")
    assert found.actual == Decimal(20000)
    assert [x.problem for x in found.rows] == ["", "", "完成值不是可换算的数字"]


def test_qualitative_ones_by_what_they_reached(three):
    for row, tier, score in zip(three, ("full", "partial", "partial"), (None, "6", None), strict=True):
        entered = Decimal(score) if score else None
        filing(
            row,
            "制度",
            target="健全",
            actual="健全",
            unit="",
            method="qualitative",
            tier=tier,
            entered_score=entered,
        )

    found = indicators.whole(everything(), "制度", "", "qualitative")
    # (100 × 1000000.01 + 60 × 2000000) ÷ 3000000.01
    assert found.outcome.result == Decimal("73.33")
    assert [x.problem for x in found.rows] == ["", "", "没有得分"]


def test_what_may_still_change_is_not_added_up(three, authority, fiscal_year, submission):
    for row in three[:2]:
        filing(row)
    back = sent("退回局", authority, fiscal_year, submission, budget="1", spent="1", status="returned")
    filing(back)
    filing(factories.assessment(factories.department("草稿局", parent=authority), fiscal_year))

    (row,) = indicators.common(everything(), "培训")
    assert row["number"] == 2


def test_a_shared_indicator_opens_its_departments(signed_in, manager, three):
    for row in three:
        filing(row, "“甲”&<乙>")
    client = signed_in(manager)
    listed = client.get("/overview/indicators/").content.decode()
    link = re.search(r'href="(/overview/indicators/one/\?[^"]*)"', listed)[1].replace("&amp;", "&")
    page = client.get(link).content.decode()

    assert "“甲”&amp;&lt;乙&gt;" in page
    assert "240.00" in page
    assert "80.00" in page


def test_each_part_of_a_shared_indicator_opens_its_row_of_the_submission(
    signed_in, manager, authority, fiscal_year
):
    places = [factories.department(f"第{n}培训局", parent=authority) for n in range(2)]
    rows = [factories.complete_assessment(place, fiscal_year) for place in places]
    for row in rows:
        factories.submission(row, by=factories.member(row.department, "preparer"))
    name = Indicator.objects.filter(goal__assessment=rows[0], method="at_least").first().name
    client, keys = signed_in(manager), []
    page = client.get("/overview/indicators/one/", shared(name)).content.decode()

    for path, key in re.findall(r'<a href="(/submissions/\d+/)#(indicator:\d+)">', page):
        row = re.search(rf'<tr id="{key}".*?</tr>', client.get(path).content.decode(), re.DOTALL)
        keys.append(key)
        assert name in row[0]
    assert sorted(keys) == sorted(f"indicator:{x.pk}" for x in Indicator.objects.filter(name=name))


def shared(name):
    """What the address of one shared indicator asks."""
    row = Indicator.objects.filter(name=name).first()
    return {"indicator": name, "unit": row.unit, "method": row.method}


def test_an_indicator_that_nobody_files_is_not_found(signed_in, manager, three):
    assert signed_in(manager).get("/overview/indicators/one/?indicator=无").status_code == 404


PAGES = ("/overview/money/", "/overview/indicators/")


@pytest.mark.parametrize("path", [*PAGES, "/overview/indicators/one/"])
def test_only_managers_open_them(signed_in, path, preparer, reviewer, submission):
    assert [signed_in(x).get(path).status_code for x in (preparer, reviewer)] == [403, 403]


@pytest.mark.parametrize(
    "path", [*PAGES, "/overview/indicators/one/?indicator=培训人次&unit=人次&method=at_least"]
)
def test_queries_do_not_grow_with_the_departments(
    signed_in, manager, three, path, authority, fiscal_year, submission
):
    for row in three:
        filing(row)
    client = signed_in(manager)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    before = asked()
    for n in range(3):
        filing(sent(f"又{n}局", authority, fiscal_year, submission, budget="5", spent="5"))
    assert asked() == before


@pytest.mark.parametrize("path", PAGES)
def test_hostile_conditions_are_left_out(signed_in, manager, three, path):
    bad = "' OR 1=1 --\0<script>"
    asked = dict.fromkeys(("year", "district", "kind", "grade", "band", "gap", "page", "name", "order"), bad)

    assert "<script>'" not in signed_in(manager).get(path, asked).content.decode()
