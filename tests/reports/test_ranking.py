"""排名: peers by kind and size, by the department's own score or the reviewed one, ties stated."""

import re
from decimal import Decimal

import pytest

from departments.models import FiledFigures
from reports.overview import ranking
from reports.overview.ranking import Way
from reports.overview.sizes import SIZES, size_of

pytestmark = pytest.mark.slow


def listed(rows, **asked):
    found = ranking.places(ranking.ranked(rows, Way.of(asked)))
    return [(x.name, x.rank, x.peers, x.sharing) for x in found]


def test_by_the_own_score_among_the_kind(five):
    assert listed(five) == [
        ("甲局", 1, 5, 1), ("乙局", 2, 5, 1), ("丙局", 3, 5, 2), ("丁局", 3, 5, 2), ("戊局", 5, 5, 1),
    ]  # fmt: skip


def test_by_the_reviewed_score_only_those_that_have_one(five):
    assert listed(five, score="reviewed") == [
        ("丙局", 1, 4, 1), ("甲局", 2, 4, 2), ("戊局", 2, 4, 2), ("乙局", 4, 4, 1),
    ]  # fmt: skip


def test_peers_by_size_the_largest_first(five):
    assert listed(five, size="all") == [
        ("戊局", 1, 1, 1), ("丁局", 1, 1, 1), ("乙局", 1, 2, 1), ("丙局", 2, 2, 1), ("甲局", 1, 1, 1),
    ]  # fmt: skip


def test_one_size_alone(five):
    assert [name for name, *_ in listed(five, size="500")] == ["乙局", "丙局"]
    assert [name for name, *_ in listed(five, size="500", score="reviewed")] == ["丙局", "乙局"]


def test_a_reviewed_score_counts_only_while_the_approval_stands(five, authority):
    taken_back = {"status": "submitted", "stage": authority, "approved_at": None, "approved_by": None}
    five.filter(department_name="丙局").update(**taken_back)

    assert "丙局" not in [name for name, *_ in listed(five, score="reviewed")]
    (place,) = [x for x in ranking.places(ranking.ranked(five)) if x.name == "丙局"]
    assert (place.reviewed, place.gap) == (None, None)


def test_the_gap_is_reviewed_less_own(five):
    gaps = {x.name: x.gap for x in ranking.places(ranking.ranked(five))}

    assert gaps == {
        "甲局": Decimal(-1), "乙局": Decimal(0), "丙局": Decimal("15.5"), "丁局": None, "戊局": Decimal(24),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("budget", "label"),
    [("-1", "500万元以下"), ("0", "500万元以下"), ("4999999.99", "500万元以下"),
     ("5000000", "500万–2000万元"), ("20000000", "2000万–1亿元"),
     ("99999999.99", "2000万–1亿元"), ("100000000", "1亿元以上")],
)  # fmt: skip
def test_the_lower_end_belongs_to_the_band_in_python_and_in_the_database(five, budget, label):
    FiledFigures.objects.update(budget=Decimal(budget))

    assert size_of(Decimal(budget)).label == label
    (size,) = [x for x in SIZES if five.filter(x.condition).count() == 5]
    assert size.label == label
    assert len(listed(five, size=size.word)) == 5


def test_the_page_shows_both_scores_and_the_gap_and_says_the_rule(signed_in, manager, five):
    page = signed_in(manager).get("/overview/ranking/", {"size": "all"}).content.decode()
    row = re.search(r"<tr>(?:(?!</tr>).)*丙局.*?</tr>", page, re.DOTALL)[0]

    assert re.findall(r">([+\d.]+)</(?:a|td)>", row)[:3] == ["80.00", "95.50", "+15.50"]
    assert "500万–2000万元" in row
    assert "每档含下限，不含上限" in page


def test_what_is_not_understood_is_left_out(signed_in, manager, five):
    bad = "' OR 1=1 --\0"
    asked = {"size": bad, "score": bad, "kind": bad, "page": bad}

    assert signed_in(manager).get("/overview/ranking/", asked).status_code == 200
    assert Way.of(asked) == Way()


def test_without_a_reviewed_score_the_page_says_what_to_choose(signed_in, manager, submission):
    page = signed_in(manager).get("/overview/ranking/", {"score": "reviewed"}).content.decode()

    assert "请选“自评得分”" in page
