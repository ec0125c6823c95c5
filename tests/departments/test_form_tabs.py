"""Project self-assessments on the indicators page: one form at a time, each with its live score."""

import re
from decimal import Decimal

import pytest

from departments import editing
from departments.models import Goal, Indicator
from tests import factories

pytestmark = [pytest.mark.slow, pytest.mark.either_database]


HTMX = {"HX-Request": "true"}


@pytest.fixture
def project_goal(assessment):
    """The project has a goal and two indicators of its own."""
    goal = factories.goal(assessment, "办好招商活动", project=assessment.projects.get(), order=1)
    factories.indicator(goal, "签约项目数", weight=Decimal(50))
    factories.indicator(goal, "企业满意度", level1="满意度指标", weight=Decimal(30))
    return goal


def url(assessment, query=""):
    return f"/assessments/{assessment.pk}/indicators/{query}"


def shown(client, assessment, query=""):
    """Names of the indicators on the page, and the page."""
    page = client.get(url(assessment, query)).content.decode()
    return set(re.findall(r'id="id_indicator-\d+-name"[^>]*>\s*([^<]+)</textarea>', page)), page


OWN, OF_PROJECT = {"引进重点企业数", "招商活动场次"}, {"签约项目数", "企业满意度"}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", OWN), ("?of=department", OWN), ("?of=project-{project}", OF_PROJECT),
        ("?of=all", OWN | OF_PROJECT),
        ("?at=goal-{goal}", OF_PROJECT), ("?at=indicator-{indicator}", OF_PROJECT), ("?of=project-0", OWN),
        ("?at=indicator-0", OWN), ("?of=x&at=y", OWN),
    ],
)  # fmt: skip
def test_a_form_at_a_time(query, names, signed_in, preparer, assessment, project_goal):
    keys = {"project": project_goal.project_id, "goal": project_goal.pk}
    query = query.format(**keys, indicator=project_goal.indicators.first().pk)
    assert shown(signed_in(preparer), assessment, query)[0] == names


def test_without_project_goals_everything_is_shown(signed_in, preparer, assessment):
    assert shown(signed_in(preparer), assessment)[0] == OWN


def tab(page, label):
    return re.search(rf'<a [^>]*class="form-tab"[^>]*title="{label}">.*?</a>', page, re.S)[0]


def test_each_tab_has_score_completeness_and_findings(signed_in, preparer, assessment, project_goal):
    Indicator.objects.filter(name="签约项目数").update(actual=None)
    _, page = shown(signed_in(preparer), assessment)

    of_project = tab(page, "招商引资专项")
    assert ">40.00<" in of_project
    assert ">1/2<" in of_project
    assert 'title="1个错误"' in of_project
    assert ">77.00 中<" in tab(page, "部门整体")
    assert "签约项目数" not in page.partition('id="section-findings"')[2].partition("</section>")[0]


def test_projects_without_goals_are_chosen_from_the_list(signed_in, preparer, assessment, project_goal):
    blank = factories.project(assessment, "还没有目标的项目")
    _, page = shown(signed_in(preparer), assessment)
    assert 'title="还没有目标的项目"' not in page
    listed = page.partition('class="form-choice"')[2].partition("</details>")[0]
    assert f'href="{url(assessment)}?of=project-{blank.pk}"' in listed
    assert "未设目标" in listed

    _, page = shown(signed_in(preparer), assessment, f"?of=project-{blank.pk}")
    assert 'aria-current="page"' in tab(page, "还没有目标的项目")


def test_saving_a_row_renews_only_what_its_form_shows(signed_in, preparer, assessment, project_goal):
    row = project_goal.indicators.first()
    data = {
        "rows": f"indicator-{row.pk}", f"indicator-{row.pk}-base": editing.fingerprint(row),
        f"indicator-{row.pk}-goal": row.goal_id, f"indicator-{row.pk}-name": row.name,
        f"indicator-{row.pk}-method": row.method, f"indicator-{row.pk}-weight": "50",
        f"indicator-{row.pk}-target_measure": "100", f"indicator-{row.pk}-actual_measure": "50",
    }  # fmt: skip
    here = {"HX-Current-URL": f"http://testserver{url(assessment, f'?of=project-{project_goal.project_id}')}"}
    answer = signed_in(preparer).post(url(assessment), data, headers=HTMX | here).content.decode()

    assert ">65.00" in tab(answer, "招商引资专项")
    assert f'id="goal-{project_goal.pk}-score"' in answer
    assert f'id="goal-{assessment.goals.get(project=None).pk}-score"' not in answer


def test_a_goal_is_added_to_the_form_that_is_shown(signed_in, preparer, assessment, project_goal):
    client, of = signed_in(preparer), f"project-{project_goal.project_id}"
    _, page = shown(client, assessment, f"?of={of}")
    assert f'<option value="{project_goal.project_id}" selected>' in page.partition('id="goal-n1"')[2]

    data = {"rows": "goal-n1", "goal-n1-title": "第二个目标", "goal-n1-project": project_goal.project_id}
    response = client.post(url(assessment), data | {"add": "goal", "of": of})

    assert response.url == url(assessment, f"?add=goal&of={of}")
    assert Goal.objects.get(title="第二个目标").project_id == project_goal.project_id


def test_a_page_of_forty_and_twelve_projects_is_a_fixed_number_of_queries(
    signed_in, preparer, assessment, project_goal, django_assert_max_num_queries, django_assert_num_queries
):
    client = signed_in(preparer)
    with django_assert_max_num_queries(25) as first:
        client.get(url(assessment))
    for _ in range(38):
        factories.indicator(assessment.goals.get(project=None), weight=Decimal(1))
    for _ in range(11):
        goal = factories.goal(assessment, project=factories.project(assessment))
        for _ in range(5):
            factories.indicator(goal, weight=Decimal(16))
    with django_assert_num_queries(len(first.captured_queries)):
        names, page = shown(client, assessment)
    assert len(names) == 40
    assert page.count('class="form-tab"') == 14
