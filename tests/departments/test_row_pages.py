"""Rows are added once, moved, duplicated; who else is editing is told; the record is readable."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from departments import editing
from departments.models import AddedRow, AuditEvent, Indicator, LiveSession, Presence, Project
from tests import factories

from .test_entry_pages import HTMX, indicator, line, url

pytestmark = pytest.mark.slow


MARK = "ab" * 16


@pytest.fixture
def rows(assessment):
    return list(assessment.budget_lines.all())


def order_of(assessment):
    return [x.pk for x in assessment.budget_lines.all()]


def move(client, assessment, wanted, section="budget"):
    return client.post(url(assessment, section), {"move": wanted}, headers=HTMX)


# --- order ------------------------------------------------------------------------------------


def test_a_row_moves_and_the_record_says_so(signed_in, preparer, assessment, rows):
    a, b, c = (x.pk for x in rows)
    client = signed_in(preparer)

    assert move(client, assessment, f"budget_line-{a}:down").status_code == 200
    assert order_of(assessment) == [b, a, c]
    move(client, assessment, f"budget_line-{c}:up")
    assert order_of(assessment) == [b, c, a]
    assert [x["field"] for e in AuditEvent.objects.all() for x in e.changes] == ["顺序", "顺序"]


def test_at_the_end_nothing_moves(signed_in, preparer, assessment, rows):
    move(signed_in(preparer), assessment, f"budget_line-{rows[0].pk}:up")
    assert order_of(assessment) == [x.pk for x in rows]
    assert not AuditEvent.objects.exists()


def test_an_indicator_moves_among_those_of_its_goal(signed_in, preparer, assessment):
    other = factories.indicator(factories.goal(assessment, "另一目标"), order=0)
    first, second = assessment.goals.first().indicators.all()
    move(signed_in(preparer), assessment, f"indicator-{first.pk}:down", "indicators")
    assert list(first.goal.indicators.all()) == [second, first]
    other.refresh_from_db()
    assert other.order == 0


@pytest.mark.parametrize("wanted", ["budget_line-0:up", "budget_line-x:up", "user-1:up", "section-a:up", ""])
def test_what_is_no_row_does_not_move(wanted, signed_in, preparer, assessment):
    assert move(signed_in(preparer), assessment, wanted).status_code == 404


def test_rows_of_others_do_not_move(
    signed_in, preparer, stranger, assessment, rows, other_department, fiscal_year
):
    foreign = factories.budget_line(factories.assessment(other_department, fiscal_year))
    wanted = f"budget_line-{rows[0].pk}:down"
    assert move(signed_in(stranger), assessment, wanted).status_code == 404
    assert move(signed_in(preparer), assessment, f"budget_line-{foreign.pk}:down").status_code == 404
    assert order_of(assessment) == [x.pk for x in rows]


def test_nothing_moves_in_what_is_submitted(signed_in, preparer, submission):
    row = submission.assessment.budget_lines.first()
    assert move(signed_in(preparer), submission.assessment, f"budget_line-{row.pk}:down").status_code == 403


def test_without_scripts_rows_are_saved_and_then_moved(signed_in, preparer, assessment, rows):
    data = line(rows[0], spent="7") | {"move": f"budget_line-{rows[0].pk}:down"}
    assert signed_in(preparer).post(url(assessment, "budget"), data).status_code == 302
    assert order_of(assessment)[1] == rows[0].pk
    rows[0].refresh_from_db()
    assert rows[0].spent == 7


def test_a_moved_row_is_not_stale(signed_in, preparer, assessment, rows):
    data = line(rows[0], spent="7")
    client = signed_in(preparer)
    move(client, assessment, f"budget_line-{rows[0].pk}:down")
    assert client.post(url(assessment, "budget"), data).status_code == 302


def test_a_new_row_stands_below_the_one_it_was_copied_from(signed_in, preparer, assessment, rows):
    data = {
        "rows": "budget_line-n1",
        "budget_line-n1-category": "operating",
        "budget_line-n1-source": "other",
    }
    data |= {"budget_line-n1-spent": "1", "budget_line-n1-after": str(rows[0].pk)}
    signed_in(preparer).post(url(assessment, "budget"), data)
    assert [x.source for x in assessment.budget_lines.all()][:2] == ["appropriation", "other"]
    data |= {"budget_line-n1-after": "99999", "budget_line-n1-source": "carryover"}
    signed_in(preparer).post(url(assessment, "budget"), data)
    assert assessment.budget_lines.last().source == "carryover"


# --- added once -------------------------------------------------------------------------------


def new_project(**values):
    return {"rows": "project-n1", "project-n1-uid": MARK, "project-n1-base": ""} | {
        f"project-n1-{name}": value for name, value in values.items()
    }


def test_the_same_mark_never_adds_a_second_row(signed_in, preparer, assessment):
    client = signed_in(preparer)
    client.post(url(assessment, "projects"), new_project(name="会展经费"), headers=HTMX)
    again = client.post(url(assessment, "projects"), new_project(name="会展经费"), headers=HTMX)

    row = Project.objects.get(name="会展经费")
    assert f'name="project-n1-pk" id="project-n1-pk" value="{row.pk}"' in again.content.decode()
    client.post(url(assessment, "projects"), new_project(name="会展经费", office="会展科"), headers=HTMX)
    row.refresh_from_db()
    assert row.office == "会展科"
    assert AddedRow.objects.count() == 1


def test_a_mark_shows_both_values_when_somebody_changed_the_row_since(signed_in, preparer, assessment):
    client = signed_in(preparer)
    client.post(url(assessment, "projects"), new_project(name="会展经费"), headers=HTMX)
    Project.objects.filter(name="会展经费").update(office="财务科")
    answer = client.post(
        url(assessment, "projects"), new_project(name="会展经费", office="会展科"), headers=HTMX
    )

    assert "<td>会展科</td><td>财务科</td>" in answer.content.decode()
    assert Project.objects.get(name="会展经费").office == "财务科"


def test_a_mark_of_another_self_assessment_means_nothing(
    signed_in, preparer, assessment, other_department, fiscal_year
):
    other = factories.assessment(other_department, fiscal_year)
    row = factories.project(other, "别处的项目")
    AddedRow.objects.create(assessment=other, mark=MARK, row=row.pk, base="")
    signed_in(preparer).post(url(assessment, "projects"), new_project(name="会展经费"), headers=HTMX)

    assert set(assessment.projects.values_list("name", flat=True)) == {"招商引资专项", "会展经费"}
    row.refresh_from_db()
    assert row.name == "别处的项目"


# --- who is there -----------------------------------------------------------------------------


def here(client, assessment, section="budget"):
    return client.post(reverse("departments:presence", args=[assessment.pk, section]))


def test_people_see_each_other_by_section(signed_in, preparer, head, assessment, client):
    here(signed_in(head), assessment, "budget")
    mine = signed_in(preparer)
    assert "负责人也在编辑本部分" in here(mine, assessment, "budget").content.decode()
    assert "负责人在编辑“预算执行”" in here(mine, assessment, "projects").content.decode()
    Presence.objects.filter(user=head).update(at=timezone.now() - timedelta(seconds=60))
    assert here(mine, assessment, "budget").content.decode().strip() == ""


def test_a_heartbeat_writes_seldom_and_prunes(
    signed_in, preparer, head, assessment, django_assert_max_num_queries
):
    Presence.objects.create(
        assessment=assessment, user=head, section="texts", at=timezone.now() - timedelta(minutes=11)
    )
    client = signed_in(preparer)
    here(client, assessment)
    assert [x.user for x in Presence.objects.all()] == [preparer]
    at = Presence.objects.get().at
    with django_assert_max_num_queries(10):
        here(client, assessment)
    assert Presence.objects.get().at == at


def test_a_heartbeat_does_not_touch_the_session(signed_in, preparer, assessment):
    client = signed_in(preparer)
    before = list(LiveSession.objects.values())
    answer = here(client, assessment)
    assert "sessionid" not in answer.cookies
    assert list(LiveSession.objects.values()) == before


def test_strangers_learn_nothing_of_who_is_there(signed_in, stranger, assessment, client):
    assert here(signed_in(stranger), assessment).status_code == 404
    assert client.get(reverse("departments:presence", args=[assessment.pk, "budget"])).status_code == 405
    assert not Presence.objects.exists()


def test_a_section_of_no_name_is_refused(signed_in, preparer, assessment):
    assert here(signed_in(preparer), assessment, "kitchen").status_code == 404


# --- saving -----------------------------------------------------------------------------------


def test_the_page_of_one_person_saves_nothing_for_another(signed_in, preparer, head, assessment, rows):
    headers = HTMX | {"X-Page-User": str(head.pk)}
    answer = signed_in(preparer).post(url(assessment, "budget"), line(rows[0], spent="7"), headers=headers)
    assert answer.status_code == 409
    assert not AuditEvent.objects.exists()


def test_the_record_names_choices_as_people_read_them(signed_in, preparer, assessment):
    row = Indicator.objects.first()
    signed_in(preparer).post(url(assessment, "indicators"), indicator(row, method="qualitative", tier="full"))
    changes = {x["field"]: (x["old"], x["new"]) for x in AuditEvent.objects.get().changes}
    assert changes["评分方法"] == ("≥ 正向", "定性")
    assert changes["定性档次"][1] != "full"


def test_two_hundred_indicators_are_saved_at_once_without_scripts(signed_in, preparer, assessment):
    goal = assessment.goals.get()
    for number in range(200):
        factories.indicator(goal, weight=0, order=number + 2)
    made = list(goal.indicators.all())[2:]
    client = signed_in(preparer)
    data = {"rows": []}
    for row in made:
        data |= {k: v for k, v in indicator(row, actual_measure="77").items() if k != "rows"}
        data["rows"].append(f"indicator-{row.pk}")
        data |= {
            f"indicator-{row.pk}-{name}": "" for name in ("rule", "then", "figure", "entered_score", "tier")
        }
    names = ("adjusted_target_measure", "adjustment_reason", "deviation_reason", "improvement")
    data |= {f"indicator-{row.pk}-{name}": "" for row in made for name in names}
    assert len(data) > 3000

    assert client.post(url(assessment, "indicators"), data).status_code == 302
    assert Indicator.objects.filter(actual=77).count() == 200
    assert editing.fingerprint(Indicator.objects.get(pk=made[0].pk)) != editing.fingerprint(made[0])
