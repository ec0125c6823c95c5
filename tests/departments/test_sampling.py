"""抽查: drawn by a seed, drawn again by anybody."""

import pytest

from departments import sampling
from departments.models import AuditEvent, Sample
from tests import factories

CODES = [f"{number:06d}" for number in range(100)]


def test_the_same_seed_draws_the_same_departments_in_whatever_order():
    drawn = sampling.draw(CODES, 10, "2026-摇号")
    assert drawn == sampling.draw(reversed(CODES), 10, "2026-摇号")
    assert len(set(drawn)) == 10
    assert drawn != sampling.draw(CODES, 10, "2027")


def test_a_known_draw():
    assert sampling.draw(["a", "b", "c"], 1, "1") == ["a"]


def test_a_larger_draw_keeps_the_smaller_one():
    assert set(sampling.draw(CODES, 5, "x")) < set(sampling.draw(CODES, 20, "x"))


def test_more_than_there_are_draws_all():
    assert sampling.draw(CODES, 500, "x") == CODES


@pytest.fixture
def form(submission, authority, fiscal_year):
    """What is posted to draw one."""
    return {
        "body": authority.pk,
        "fiscal_year": fiscal_year.pk,
        "size": "1",
        "seed": "20261122",
        "note": "现场摇号",
    }


def test_a_draw_is_kept_recorded_and_replayed(signed_in, reviewer, form):
    client = signed_in(reviewer)
    response = client.post("/samples/", form)
    sample = Sample.objects.get()

    page = client.get(response.url).content.decode()
    assert sample.drawn == ["420111301"]
    assert "重新抽取，结果一致" in page
    assert "东湖区商务局" in page
    assert AuditEvent.objects.last().verb == "sample"
    assert "20261122" in client.get("/samples/").content.decode()


def test_drafts_are_not_drawn(signed_in, reviewer, form, other_department, fiscal_year):
    factories.assessment(other_department, fiscal_year)
    signed_in(reviewer).post("/samples/", form | {"size": "9"})
    assert Sample.objects.get().population == ["420111301"]


@pytest.mark.variations
@pytest.mark.parametrize(
    "wrong", [{"size": "0"}, {"size": ""}, {"seed": "种子"}, {"body": "999999"}, {"size": "1e9"}]
)
def test_what_cannot_be_drawn_is_said(signed_in, reviewer, form, wrong):
    assert signed_in(reviewer).post("/samples/", form | wrong).status_code == 422
    assert not Sample.objects.exists()


def test_a_year_without_submissions_is_drawn_from_by_nobody(signed_in, reviewer, form, authority):
    empty = factories.fiscal_year(authority, year=2026)

    answer = signed_in(reviewer).post("/samples/", form | {"fiscal_year": empty.pk})

    assert answer.status_code == 422
    assert "还没有送过审的部门" in answer.content.decode()
    assert 'value="20261122"' in answer.content.decode()
    assert not Sample.objects.exists()


def test_only_who_reviews_draws(signed_in, preparer, stranger, reviewer, form):
    signed_in(reviewer).post("/samples/", form)
    for person in (preparer, stranger):
        client = signed_in(person)
        assert client.get("/samples/").status_code == 403
        assert client.get(f"/samples/{Sample.objects.get().pk}/").status_code == 404
