"""项目支出绩效自评 by the national form, from the figures to the documents: the same score everywhere."""

import re
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from departments import editing
from departments.models import Indicator
from tests import factories
from tests.reports.reading import docx_text, pdf_text, squeezed
from tests.reports.test_same_figures import shown

pytestmark = [pytest.mark.slow, pytest.mark.either_database]

INDICATORS = (
    ("签约项目数", "产出指标", "数量指标", "20", "20", "30"),
    ("活动按期完成率", "产出指标", "时效指标", "100", "95", "20"),
    ("带动投资额", "效益指标", "经济效益指标", "5000", "5200", "30"),
    ("参会企业满意度", "满意度指标", "服务对象满意度指标", "95", "93", "10"),
)
WHY = {"deviation_reason": "两场活动推迟到下一年度", "improvement": "提前安排场地"}


@pytest.fixture
def fiscal_year(authority):
    """A year whose projects are scored by the national form (10+50+30+10)."""
    return factories.fiscal_year(authority, project_scheme=factories.scheme("national-project-2020"))


@pytest.fixture
def project(assessment):
    """The project with money of two sources, a goal and its four indicators: 执行率 61.54%."""
    row = assessment.projects.get()
    money = {"initial": Decimal(600_000), "spent": Decimal(600_000)}
    factories.budget_line(assessment, category="project", project=row, source="carryover", order=9, **money)
    goal = factories.goal(assessment, "办好招商活动", project=row, order=1)
    for order, (name, level1, level2, target, actual, weight) in enumerate(INDICATORS):
        values = {"level1": level1, "level2": level2, "target": target, "actual": actual, "order": order}
        factories.indicator(goal, name, weight=Decimal(weight), unit="%", **values, **WHY)
    return row


def type_in(client, assessment, project, row, **values):
    token = f"indicator-{row.pk}"
    present = {
        "goal": row.goal_id,
        "level1": row.level1,
        "level2": row.level2,
        "name": row.name,
        "unit": row.unit,
    }
    present |= {
        "method": row.method,
        "weight": str(row.weight),
        "target_measure": str(row.target_measure),
    } | WHY
    data = {f"{token}-{name}": value for name, value in (present | values).items()}
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/?of=project-{project.pk}"}
    page = f"/assessments/{assessment.pk}/indicators/"
    return client.post(
        page, {"rows": token, f"{token}-base": editing.fingerprint(row)} | data, headers=headers
    )


def documents(client, submission):
    for kind in ("pdf", "docx", "xlsx"):
        response = client.get(f"/submissions/{submission.pk}/document.{kind}")
        assert response.status_code == 200
        yield b"".join(response) if response.streaming else response.content


def test_from_the_figures_to_the_documents(signed_in, preparer, assessment, project):
    client = signed_in(preparer)
    row = Indicator.objects.get(name="活动按期完成率")
    answer = type_in(client, assessment, project, row, actual_measure="91.5").content.decode()

    # 10 × 1600000/2600000 = 6.15; 30 + 20×0.915 + 30 + 10×93/95 = 88.09
    card = re.search(r'<details class="project-card".*?</details>', answer, re.S)[0]
    assert "94.24" in card
    assert "6.15" in answer
    factories.explain_everything(assessment)
    frozen = factories.submission(assessment, by=preparer)
    kept = next(x for x in frozen.scorecards if x["project"] == project.name)
    assert (kept["execution_rate"], kept["execution_score"], kept["total"], kept["grade"]) == (
        "61.54", "6.15", "94.24", "优"
    )  # fmt: skip
    assert [x["score"] for x in kept["lines"]] == ["30.00", "18.30", "30.00", "9.79"]

    pdf, docx, xlsx = documents(client, frozen)

    title = squeezed(f"{assessment.fiscal_year.year}年度{project.name}项目支出绩效自评表")
    figures = ("260.00", "160.00", "61.54%", "6.15", "18.3", "9.79", "94.24")
    for text in (pdf_text(pdf), docx_text(docx), book_text(xlsx)):
        form = squeezed(text).rpartition(title)[2]
        assert title in squeezed(text)
        assert [figure for figure in figures if figure not in form] == []


def book_text(xlsx):
    """Every cell of every sheet as Excel shows it."""
    cells = (cell for sheet in load_workbook(BytesIO(xlsx)) for row in sheet.iter_rows() for cell in row)
    return "".join(shown(x) if isinstance(x.value, int | float) else str(x.value or "") for x in cells)


def test_the_weights_of_the_national_form_are_checked(signed_in, preparer, assessment, project):
    Indicator.objects.filter(name="签约项目数").update(weight=Decimal(40), level1="效益指标")
    page = signed_in(preparer).get(f"/assessments/{assessment.pk}/indicators/?of=project-{project.pk}")
    assert "项目“招商引资专项”／绩效指标／产出指标／分值合计" in page.content.decode()
    assert "应为100分" in page.content.decode()
