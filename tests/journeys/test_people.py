"""Several people in one self-assessment: who is there is shown, and nobody writes over another."""

import pytest
from playwright.sync_api import expect

from departments import editing
from departments.forms.entry import Scope
from departments.forms.project import ProjectForm
from departments.models import BudgetLine, Indicator, Project

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_else_is_editing_is_shown(
    page, open_section, sign_in, new_context, live_server, head, assessment
):
    other = new_context().new_page()
    sign_in(head, other)
    with other.expect_response("**/presence/budget/"):
        other.goto(f"{live_server.url}/assessments/{assessment.pk}/budget/")
    open_section("budget")

    expect(page.locator("#presence")).to_contain_text("负责人也在编辑本部分")
    page.goto(f"{live_server.url}/assessments/{assessment.pk}/projects/")
    expect(page.locator("#presence")).to_contain_text("负责人在编辑“预算执行”")


def test_two_people_in_one_row(page, open_section, head, assessment):
    project = assessment.projects.get()
    open_section("projects")
    write(project, office="财务科", by=head)

    page.locator(f"#id_project-{project.pk}-office").fill("办公室和财务科")

    conflict = page.locator(f"#project-{project.pk}-note")
    expect(conflict).to_contain_text("负责人")
    expect(conflict).to_contain_text("财务科")
    project.refresh_from_db()
    assert project.office == "财务科"
    page.get_by_label("保留我填写的").check()
    expect(page.locator("#save-state")).to_contain_text("已保存")
    project.refresh_from_db()
    assert project.office == "办公室和财务科"


@pytest.mark.parametrize(
    ("section", "model", "field", "theirs", "mine"),
    [
        ("budget", BudgetLine, "spent", 5_000_000, "4,000,000.00"),
        ("projects", Project, "purpose", "办展会", "办论坛"),
        ("indicators", Indicator, "unit", "户", "个"),
    ],
)
def test_a_stale_row_shows_both_values_in_every_table(
    page, open_section, is_saved, cell, section, model, field, theirs, mine, assessment
):
    row = model.objects.first()
    open_section(section)
    model.objects.filter(pk=row.pk).update(**{field: theirs})

    cell(row, field).fill(mine)
    note = cell(row, field).locator("xpath=ancestor::tbody").locator(".row-note")
    expect(note).to_contain_text(mine)
    expect(note).to_contain_text(f"{theirs:,}.00" if isinstance(theirs, int) else theirs)
    assert model.objects.values_list(field, flat=True).get(pk=row.pk) == theirs
    note.get_by_label("保留我填写的").check()
    is_saved()
    assert model.objects.exclude(**{field: theirs}).filter(pk=row.pk).exists()


def write(project, *, by, **values):
    scope = Scope(project.assessment, projects={str(project.pk): project})
    base = editing.fingerprint(project)
    data = {
        "name": project.name,
        "office": project.office,
        "purpose": project.purpose,
        "reason": project.reason,
    }
    form = ProjectForm(data | values, instance=project, scope=scope)
    assert form.is_valid(), form.errors
    editing.save_rows(project.assessment, "projects", [editing.RowForm(form, base)], by=by)
