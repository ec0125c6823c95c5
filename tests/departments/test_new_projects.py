"""A budget line may name a project that is not there yet: it is added with the line."""

from decimal import Decimal

import pytest

from departments.models import BudgetLine, Project
from tests import factories

HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(client, preparer):
    client.force_login(preparer)
    return client


@pytest.fixture
def assessment(assessment):
    """Without lines and projects."""
    assessment.budget_lines.all().delete()
    assessment.projects.all().delete()
    return assessment


def post(client, assessment, *projects):
    """New lines with these projects, as a pasted block posts them."""
    data = {"rows": [f"budget_line-n{n}" for n, _ in enumerate(projects, 1)]}
    for number, project in enumerate(projects, 1):
        line = {"category": "project", "project": project, "source": "appropriation", "initial": "100"}
        data |= {f"budget_line-n{number}-{name}": value for name, value in line.items()}
        data[f"budget_line-n{number}-uid"] = f"mark{number}"
    return client.post(f"/assessments/{assessment.pk}/budget/", data, headers=HTMX)


def test_a_new_name_becomes_a_project(client, assessment):
    answer = post(client, assessment, "new:河湖长制工作经费", "new:防汛物资储备")

    assert 'data-state="saved"' in answer.content.decode()
    assert list(assessment.projects.values_list("name", flat=True)) == ["河湖长制工作经费", "防汛物资储备"]
    assert [line.project.name for line in assessment.budget_lines.order_by("order")] == [
        "河湖长制工作经费", "防汛物资储备",
    ]  # fmt: skip


def test_lines_of_one_new_name_share_the_project(client, assessment):
    post(client, assessment, "new:防汛物资储备", "new:防汛物资储备 ")

    project = Project.objects.get(assessment=assessment)
    assert set(assessment.budget_lines.values_list("project", flat=True)) == {project.pk}


def test_a_name_that_is_there_by_now_is_that_project(client, assessment):
    project = factories.project(assessment, "防汛物资储备")
    line = factories.budget_line(assessment, category="project", project=project, spent=Decimal(5))
    token = f"budget_line-{line.pk}"

    post(client, assessment, "new:防汛物资储备")
    row = {"category": "project", "project": "new:防汛物资储备", "source": "appropriation"}
    row |= {"initial": "1000000", "adjustment": "0", "spent": "5"}
    data = {"rows": token} | {f"{token}-{name}": value for name, value in row.items()}
    client.post(f"/assessments/{assessment.pk}/budget/", data, headers=HTMX)

    assert assessment.projects.count() == 1
    assert assessment.audit_events.count() == 1  # the second post changed nothing


def test_adding_a_project_is_written_down(client, assessment):
    post(client, assessment, "new:防汛物资储备")

    changes = assessment.audit_events.get().changes
    assert [x["new"] for x in changes if x["field"] == "项目名称"] == ["防汛物资储备"]


@pytest.mark.parametrize("name", ["new:", "new:" + "长" * 201])
def test_a_name_that_cannot_be_kept_is_refused_in_words(client, assessment, name):
    answer = post(client, assessment, name)

    assert "名称应为1至200字。" in answer.content.decode()
    assert not BudgetLine.objects.exists()
    assert not Project.objects.exists()


def test_a_basic_line_brings_no_project(client, assessment):
    data = {"rows": "budget_line-n1", "budget_line-n1-category": "personnel", "budget_line-n1-initial": "1"}
    data |= {"budget_line-n1-project": "new:防汛物资储备", "budget_line-n1-source": "appropriation"}

    answer = client.post(f"/assessments/{assessment.pk}/budget/", data, headers=HTMX)

    assert "只有“项目支出”可以选择项目。" in answer.content.decode()
    assert not Project.objects.exists()
