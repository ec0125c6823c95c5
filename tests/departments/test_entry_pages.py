"""Entry pages: who sees them, what a post may touch, what stays on the page."""

from decimal import Decimal

import pytest
from django.urls import reverse

from departments import editing
from departments.models import BudgetLine, Goal, Indicator, Project, Section
from tests import factories

SECTIONS = ("basics", "budget", "projects", "indicators", "texts")
PAGES = (*SECTIONS, "check", "submission_list", "assessment_detail")
HTMX = {"HX-Request": "true"}


def url(assessment, section):
    return reverse(f"departments:{section}", args=[assessment.pk])


def posted(row, **values):
    """The post of one row: its token, its fingerprint, and these values."""
    token = f"{row._meta.model_name.replace('budgetline', 'budget_line')}-{row.pk}"
    return {
        "rows": token,
        f"{token}-base": editing.fingerprint(row),
        **{f"{token}-{name}": value for name, value in values.items()},
    }


def line(row, **values):
    present = {"category": row.category, "source": row.source, "project": row.project_id or ""}
    figures = {name: str(getattr(row, name)) for name in ("initial", "adjustment", "spent")}
    return posted(row, **present | figures | values)


@pytest.mark.variations
@pytest.mark.parametrize("page", PAGES)
def test_own_people_see_the_page(page, signed_in, preparer, assessment):
    assert signed_in(preparer).get(url(assessment, page)).status_code == 200


@pytest.mark.variations
@pytest.mark.parametrize("page", PAGES)
def test_strangers_find_nothing(page, signed_in, stranger, assessment):
    assert signed_in(stranger).get(url(assessment, page)).status_code == 404


@pytest.mark.variations
@pytest.mark.parametrize("page", [*SECTIONS, "check"])
def test_reviewers_see_what_was_submitted_not_the_entry(page, signed_in, reviewer, submission):
    assert signed_in(reviewer).get(url(submission.assessment, page)).status_code == 404


@pytest.mark.parametrize("section", SECTIONS)
def test_whoever_is_not_signed_in_is_asked_to(section, client, assessment):
    response = client.get(url(assessment, section))
    assert response.url == f"/accounts/login/?next={url(assessment, section)}"


@pytest.mark.variations
@pytest.mark.parametrize("section", SECTIONS)
def test_a_submitted_one_is_shown_and_not_written(section, signed_in, preparer, submission):
    client = signed_in(preparer)
    assert "内容只能查看" in client.get(url(submission.assessment, section)).content.decode()
    assert client.post(url(submission.assessment, section), {}).status_code == 403


def test_a_row_is_saved(signed_in, preparer, assessment):
    row = assessment.budget_lines.first()
    response = signed_in(preparer).post(url(assessment, "budget"), line(row, spent="5,000,000.50"))

    assert response.status_code == 302
    assert BudgetLine.objects.get(pk=row.pk).spent == Decimal("5000000.50")
    event = assessment.audit_events.last()
    assert [(x["field"], x["old"], x["new"]) for x in event.changes] == [
        ("全年执行数（元）", "6000000.00", "5000000.50")
    ]


def test_blank_zero_and_not_applicable_are_three_things(signed_in, preparer, assessment):
    client, row = signed_in(preparer), Indicator.objects.first()
    for text, shown in (("", None), ("0", "0"), ("不适用", "不适用")):
        row = Indicator.objects.get(pk=row.pk)
        client.post(url(assessment, "indicators"), indicator(row, actual_measure=text))
        measure = Indicator.objects.get(pk=row.pk).actual_measure
        assert (str(measure) if measure else None) == shown


def indicator(row, **values):
    present = {"goal": row.goal_id, "level1": row.level1, "level2": row.level2, "name": row.name}
    present |= {"method": row.method, "unit": row.unit, "weight": str(row.weight), "target_measure": "100"}
    return posted(row, **present | values)


def test_an_invalid_number_keeps_the_typed_text(signed_in, preparer, assessment):
    row = assessment.budget_lines.first()
    response = signed_in(preparer).post(url(assessment, "budget"), line(row, spent="五百万"))

    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="五百万"' in page
    assert "“五百万”不是数字" in page
    assert BudgetLine.objects.get(pk=row.pk).spent == Decimal(6_000_000)


def test_one_wrong_row_keeps_the_others_from_being_half_saved(signed_in, preparer, assessment):
    first, second = assessment.budget_lines.all()[:2]
    both = {**line(first, spent="1"), **line(second, spent="x")}
    both["rows"] = [f"budget_line-{first.pk}", f"budget_line-{second.pk}"]
    signed_in(preparer).post(url(assessment, "budget"), both)

    assert BudgetLine.objects.get(pk=first.pk).spent == Decimal(6_000_000)


def test_a_forged_row_is_refused(signed_in, preparer, assessment, other_department, fiscal_year):
    other = factories.assessment(other_department, fiscal_year)
    foreign = factories.budget_line(other)
    response = signed_in(preparer).post(url(assessment, "budget"), line(foreign, spent="1"))

    assert response.status_code == 404
    assert BudgetLine.objects.get(pk=foreign.pk).spent == Decimal(1_000_000)


def test_a_forged_saved_row_is_refused(signed_in, preparer, assessment, other_department, fiscal_year):
    foreign = factories.project(factories.assessment(other_department, fiscal_year))
    data = {"rows": "project-n1", "project-n1-pk": foreign.pk, "project-n1-name": "改名"}

    assert signed_in(preparer).post(url(assessment, "projects"), data).status_code == 404
    assert not Project.objects.filter(name="改名").exists()


@pytest.mark.variations
@pytest.mark.parametrize(
    "token", ["user-1", "project", "project-abc", "project-²", "project-99999999999999999999", "section-no"]
)
def test_a_row_of_no_kind_is_refused(token, signed_in, preparer, assessment):
    data = {"rows": token, f"{token}-name": "x"}
    assert signed_in(preparer).post(url(assessment, "projects"), data).status_code == 404


def test_a_foreign_project_is_an_error_at_its_cell(
    signed_in, preparer, assessment, other_department, fiscal_year
):
    foreign = factories.project(factories.assessment(other_department, fiscal_year))
    row = assessment.budget_lines.get(category="project")
    response = signed_in(preparer).post(url(assessment, "budget"), line(row, project=foreign.pk))

    assert "只能选择本单位本年度已填的内容。" in response.content.decode()
    assert BudgetLine.objects.get(pk=row.pk).project == row.project


def test_a_row_changed_meanwhile_shows_both_versions(signed_in, preparer, assessment):
    row = assessment.projects.get()
    data = posted(row, name=row.name, office="综合科", purpose=row.purpose, reason=row.reason)
    Project.objects.filter(pk=row.pk).update(office="财务科")
    response = signed_in(preparer).post(url(assessment, "projects"), data)

    page = response.content.decode()
    assert response.status_code == 422
    assert "<td>综合科</td><td>财务科</td>" in page
    assert Project.objects.get(pk=row.pk).office == "财务科"
    seen = editing.fingerprint(Project.objects.get(pk=row.pk))
    mine = data | {f"project-{row.pk}-choice": "mine", f"project-{row.pk}-seen": seen}
    signed_in(preparer).post(url(assessment, "projects"), mine)
    assert Project.objects.get(pk=row.pk).office == "综合科"


def test_the_present_version_may_be_taken(signed_in, preparer, assessment):
    row = assessment.projects.get()
    data = posted(row, name=row.name, office="综合科") | {f"project-{row.pk}-choice": "present"}
    assert signed_in(preparer).post(url(assessment, "projects"), data).status_code == 302
    assert Project.objects.get(pk=row.pk).office == "办公室"


def test_a_row_deleted_meanwhile_is_not_lost(signed_in, preparer, assessment):
    goal = assessment.goals.get()
    row = factories.indicator(goal, "将被删除的指标")
    data = indicator(row, actual_measure="7")
    row.delete()
    response = signed_in(preparer).post(url(assessment, "indicators"), data)

    assert "这一行已被他人删除" in response.content.decode()
    token = data["rows"]
    signed_in(preparer).post(url(assessment, "indicators"), data | {f"{token}-choice": "mine"})
    assert str(Indicator.objects.get(name="将被删除的指标").actual_measure) == "7"


def test_a_new_row_and_its_second_post_make_one_row(signed_in, preparer, assessment):
    client = signed_in(preparer)
    data = {"rows": "project-n1", "project-n1-base": "", "project-n1-name": "会展经费"}
    answer = client.post(url(assessment, "projects"), data, headers=HTMX).content.decode()
    row = Project.objects.get(name="会展经费")
    assert f'name="project-n1-pk" id="project-n1-pk" value="{row.pk}"' in answer
    again = data | {"project-n1-pk": row.pk, "project-n1-base": editing.fingerprint(row)}
    client.post(url(assessment, "projects"), again | {"project-n1-office": "会展科"}, headers=HTMX)

    assert list(Project.objects.filter(name="会展经费").values_list("office", flat=True)) == ["会展科"]


def test_a_second_project_of_the_same_name_is_refused(signed_in, preparer, assessment):
    data = {"rows": "project-n1", "project-n1-name": assessment.projects.get().name}
    response = signed_in(preparer).post(url(assessment, "projects"), data)
    assert "已有同名项目" in response.content.decode()


def test_two_new_rows_of_the_same_name_are_refused_together(signed_in, preparer, assessment):
    data = {"rows": ["project-n1", "project-n2"], "project-n1-name": "会展", "project-n2-name": "会展"}
    response = signed_in(preparer).post(url(assessment, "projects"), data)
    assert response.status_code == 422
    assert not Project.objects.filter(name="会展").exists()


def test_invisible_characters_are_taken_out(signed_in, preparer, assessment):
    data = {"rows": "project-n1", "project-n1-name": "会\u200b展\x00经费\u202e"}
    signed_in(preparer).post(url(assessment, "projects"), data)
    assert Project.objects.filter(name="会展经费").exists()


def test_a_text_longer_than_its_column_is_refused(signed_in, preparer, assessment):
    data = {"rows": "project-n1", "project-n1-name": "会" * 201}
    assert signed_in(preparer).post(url(assessment, "projects"), data).status_code == 422


def test_a_blank_new_row_is_nothing(signed_in, preparer, assessment):
    data = {"rows": "budget_line-n1", "budget_line-n1-category": "project", "budget_line-n1-source": "other"}
    signed_in(preparer).post(url(assessment, "budget"), data)
    assert assessment.budget_lines.count() == 3


def test_a_row_is_deleted(signed_in, preparer, assessment):
    row = assessment.budget_lines.first()
    data = line(row, spent="not a number", DELETE="on")
    assert signed_in(preparer).post(url(assessment, "budget"), data).status_code == 302
    assert not BudgetLine.objects.filter(pk=row.pk).exists()


def test_a_goal_is_added_and_asks_for_its_page(signed_in, preparer, assessment):
    data = {"rows": "goal-n1", "goal-n1-title": "优化营商环境", "add": "goal"}
    response = signed_in(preparer).post(url(assessment, "indicators"), data)
    assert response.status_code == 302
    assert Goal.objects.filter(assessment=assessment, title="优化营商环境").exists()


def test_texts_are_kept_by_key_and_line_ends_are_plain(signed_in, preparer, assessment):
    row = assessment.sections.first()
    token = f"section-{row.key}"
    data = {"rows": token, f"{token}-base": editing.fingerprint(row), f"{token}-text": "第一段\r\n第二段"}
    signed_in(preparer).post(url(assessment, "texts"), data)
    assert Section.objects.get(pk=row.pk).text == "第一段\n第二段"


def test_a_text_outside_the_outline_is_refused(signed_in, preparer, assessment):
    data = {"rows": "section-nowhere", "section-nowhere-text": "x"}
    assert signed_in(preparer).post(url(assessment, "texts"), data).status_code == 404


def test_an_answer_never_holds_an_input_that_is_typed_in(signed_in, preparer, assessment):
    row = assessment.budget_lines.first()
    client = signed_in(preparer)
    answer = client.post(url(assessment, "budget"), line(row, spent="1"), headers=HTMX).content.decode()

    assert f'id="id_budget_line-{row.pk}-spent"' not in answer
    assert 'data-state="saved"' in answer
    assert 'id="scorecard"' in answer
    assert 'id="budget-totals"' in answer


@pytest.mark.parametrize(
    ("values", "is_unfolded"),
    [({"actual": ""}, False), ({"target": ""}, False), ({"method": "qualitative", "actual": "有成效"}, True)],
)
def test_a_row_unfolds_for_what_it_hides_not_for_a_blank_cell(
    values, is_unfolded, signed_in, preparer, assessment
):
    """What was carried over has no value yet: its rows stay short."""
    row = factories.indicator(assessment.goals.get(), **values)
    page = signed_in(preparer).get(url(assessment, "indicators")).content.decode()

    unfolded = "<details open>" in page.partition(f'id="indicator-{row.pk}"')[2].partition("</tbody>")[0]

    assert unfolded == is_unfolded


@pytest.mark.variations
@pytest.mark.parametrize("section", SECTIONS)
def test_a_page_is_a_fixed_number_of_queries(
    section, signed_in, preparer, assessment, django_assert_max_num_queries, django_assert_num_queries
):
    client = signed_in(preparer)
    with django_assert_max_num_queries(25) as small:
        client.get(url(assessment, section))
    grow(assessment, projects=12, indicators=40)
    with django_assert_num_queries(len(small.captured_queries)):
        client.get(url(assessment, section))


def grow(assessment, *, projects, indicators):
    """As large as real ones get."""
    for _ in range(projects):
        row = factories.project(assessment)
        factories.budget_line(assessment, category="project", project=row)
    goal = assessment.goals.get()
    for _ in range(indicators):
        factories.indicator(goal, weight=Decimal(2))


@pytest.mark.slow
def test_saving_a_row_does_not_grow_with_departments(
    signed_in, preparer, assessment, authority, fiscal_year, django_assert_max_num_queries
):
    client, row = signed_in(preparer), assessment.budget_lines.first()
    counts = []
    for spent in ("1", "2", "3"):  # the first change of a field notes its name
        with django_assert_max_num_queries(31) as queries:
            client.post(url(assessment, "budget"), line(row, spent=spent), headers=HTMX)
        counts.append(len(queries.captured_queries))
        row.refresh_from_db()
        for number in range(5):
            neighbour = factories.department(f"第{number}街道办{spent}", parent=authority)
            factories.complete_assessment(neighbour, fiscal_year)

    assert row.spent == 3
    assert counts[1] == counts[2]
