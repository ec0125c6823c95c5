"""Somebody else's Excel, Word and text: recognised, shown, imported on the same path, nothing dropped."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from openpyxl import Workbook

from departments.models import BudgetLine, Indicator, Project, Section, WorkbookImport
from reports.foreign import documents
from reports.foreign.mapping import guess
from reports.foreign.tables import TableReader
from reports.formats import docx
from reports.reading import reader
from reports.workbook import importing
from tests import factories
from tests.reports.building import PUBLISHED, demo, demo_data, frozen, outline_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("read_here"), pytest.mark.slow]


def table(*rows, merges=(), title="Sheet", above=()):
    book = Workbook()
    book.active.title = title
    for row in (*above, *rows):
        book.active.append(row)
    for place in merges:
        book.active.merge_cells(place)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def posted(form):
    """What the page would send as it stands."""
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()}


@pytest.fixture
def client(signed_in, preparer):
    return signed_in(preparer)


@pytest.fixture
def send(client, assessment):
    """Uploads a file; returns it with the page it leads to."""

    def upload(content, name="去年.xlsx"):
        address = reverse("reports:workbook_upload", args=[assessment.pk])
        response = client.post(address, {"file": SimpleUploadedFile(name, content)})
        return WorkbookImport.objects.latest("pk"), client.get(response.url)

    return upload


PROJECTS = (
    ("序号", "项目名称", "责任科室", "预算数（万元）", "执行数（万元）", "执行率", "用途"),
    (1, "招商经费", "招商科", 90, 87.344609, 0.9705, "参加展会"),
    (2, "党员教育", None, "0.44万元", 0.39562, 0.8991, "培训"),
    (None, "合计", None, 90.44, 87.740229, 0.9701, None),
)


def read_columns(content, **chosen):
    book = reader.read(content)
    columns = guess(book, **chosen)
    return columns, dict(columns.columns)


def test_head_and_columns_are_guessed_from_names():
    columns, found = read_columns(table(*PROJECTS, above=(["2024年度项目支出明细表"], [])))

    assert (columns.target, columns.head, columns.unit) == ("projects", 3, "万元")
    assert found == {"name": 2, "office": 3, "initial": 4, "spent": 5, "purpose": 7}


def test_unit_above_the_table():
    rows = [("项目", "预算数", "执行数"), ("甲", 1, 1)]

    assert read_columns(table(*rows, above=([None, None, "单位：万元"],)))[0].unit == "万元"
    assert read_columns(table(*rows))[0].unit == "元"


@pytest.mark.parametrize(
    ("title", "unit"),
    [("2021年预算执行情况表（万元）", "万元"), ("执行表( 亿元 )", "亿元"), ("投资1亿元的项目", "元")],
)
def test_a_title_may_state_the_unit_in_brackets(title, unit):
    rows = [("项目", "预算数", "执行数"), ("甲", 1, 1)]

    assert read_columns(table(*rows, above=([title], [])))[0].unit == unit


def test_short_heads_of_last_years_tables_are_known():
    rows = [("项目名称", "年初预算", "调整", "支出", "用途"), ("甲", 1, 0, 1, "乙")]

    assert read_columns(table(*rows))[1] == {
        "name": 1, "initial": 2, "adjustment": 3, "spent": 4, "purpose": 5
    }  # fmt: skip


def test_head_of_several_rows_with_merged_cells():
    content = table(
        ("项目名称", "资金（元）", None, "主要内容"),
        (None, "年初预算", "实际支出", None),
        ("甲", 10, 9, "用途"),
        merges=("A1:A2", "B1:C1", "D1:D2"),
    )  # fmt: skip
    columns, found = read_columns(content)

    assert (columns.top, columns.head) == (1, 2)
    assert found == {"name": 1, "initial": 2, "spent": 3, "purpose": 4}


def test_the_sheet_that_fits_best_is_taken():
    book = Workbook()
    book.active.append(["说明"])
    sheet = book.create_sheet("指标")
    sheet.append(["一级指标", "二级指标", "三级指标", "年度指标值", "全年完成值", "分值"])
    target = BytesIO()
    book.save(target)
    columns, _ = read_columns(target.getvalue())

    assert (columns.sheet, columns.target) == (1, "indicators")


def test_a_project_list_from_upload_to_confirmation(client, send):
    upload, page = send(table(*PROJECTS))
    content = page.content.decode()
    assert "对应各列" in content
    assert "招商经费" in content
    form = page.context["form"]
    data = posted(form)
    client.post(reverse("reports:import_columns", args=[upload.pk]), data)
    preview = client.get(reverse("reports:import_detail", args=[upload.pk]))
    plan = preview.context["plan"]

    assert plan.counts["新增"] == 4
    assert [x for x in plan.ignored if "合计" in x] == ["Sheet第4行（合计）：合计 90.44 87.740229 0.9701"]
    assert not Project.objects.filter(name="招商经费").exists()
    taken = {"digest": plan.digest, "offered": ["Sheet-2", "Sheet-3"], "take": ["Sheet-2"]}
    client.post(reverse("reports:import_confirm", args=[upload.pk]), taken)
    line = BudgetLine.objects.get(project__name="招商经费")
    assert (line.initial, line.spent, line.adjustment) == (Decimal(900000), Decimal("873446.09"), Decimal(0))
    assert not Project.objects.filter(name="党员教育").exists()


def mapped(assessment, preparer, content, **chosen):
    """An upload whose columns are as guessed, as the next request reads it from the database."""
    upload = importing.upload(assessment, "x", content, by=preparer)
    columns = guess(reader.read(content), **chosen)
    upload.mapping = columns.to_json()
    upload.save()
    return type(upload).objects.get(pk=upload.pk)


def lines_of(*rows, above=()):
    """What importing the table as guessed would read: by kind, and what is left out."""
    book = reader.read(table(*rows, above=above))
    columns = guess(book)
    return TableReader(book.sheets[0], columns, "表").read()


def test_each_column_has_the_unit_of_its_head():
    rows = (("项目名称", "预算安排", "实际支出（元）"), ("甲", "1,200.5", 11_000_000), ("乙", "90元", 0.5))
    found = lines_of(*rows, above=([None, None, "单位：万元"],)).lines

    assert [
        (x.cells["initial"].text, x.cells["spent"].text) for x in found if x.kind.name == "budget_line"
    ] == [
        ("1,200.5万元", "11000000"),
        ("90元", "0.5"),
    ]


def test_notes_and_signatures_below_the_table_are_no_projects():
    rows = (
        ("序号", "项目名称", "预算数"), (1, "甲", 5), ("注：数据来源于财务系统",),
        ("填表人：张三", "负责人：李四"), (None, "联系电话：027-1"),
    )  # fmt: skip
    reading = lines_of(*rows)

    assert [x.cells["name"].text for x in reading.lines if x.kind.name == "project"] == ["甲"]
    assert reading.ignored == [
        "表第3行（没有名称）：注：数据来源于财务系统",
        "表第4行（签名或说明）：填表人：张三 负责人：李四",
        "表第5行（签名或说明）：联系电话：027-1",
    ]


def test_known_projects_are_changed_not_added_again(assessment, preparer):
    content = table(("项目名称", "预算数", "执行数"), ("招商引资专项", 2_000_000, 1_500_000))
    plan = importing.preview(mapped(assessment, preparer, content))

    assert [(row.state_label, [(x.old, x.new) for x in row.cells]) for row in plan.rows] == [
        ("修改", [("1000000", "1500000")])
    ]


def test_a_budget_of_one_column_is_the_adjusted_budget(assessment, preparer):
    BudgetLine.objects.filter(project__name="招商引资专项").update(adjustment=Decimal(500_000))
    same = table(("项目名称", "预算数", "执行数"), ("招商引资专项", 2_500_000, 1_000_000))
    other = table(("项目名称", "预算数", "执行数"), ("招商引资专项", 3_000_000, 1_000_000))

    assert importing.preview(mapped(assessment, preparer, same)).is_empty
    [row] = importing.preview(mapped(assessment, preparer, other)).rows
    assert {x.field: (x.old, x.new) for x in row.cells} == {
        "initial": ("2000000", "3000000"),
        "adjustment": ("500000", "0"),
    }


INDICATORS = (
    ("年度目标", "一级指标", "二级指标", "三级指标", "目标值", "完成值", "分值", "偏差原因"),
    ("做好商务促进工作", "产出指标", "数量指标", "新指标", "≥98.22%", "99%", 5, None),
    (None, None, None, "另一个", "≤3", 2, 5, None),
    ("新目标", "效益指标", "社会效益指标", "形势", "稳定", "稳定", 5, "无"),
)


def test_an_indicator_table_with_blanks_below(assessment, preparer):
    known = list(Indicator.objects.values_list("pk", flat=True))
    upload = mapped(assessment, preparer, table(*INDICATORS))
    plan = importing.preview(upload)
    assert [str(x) for x in plan.problems] == []
    importing.confirm(upload, by=preparer, digest=plan.digest)

    rows = Indicator.objects.exclude(pk__in=known).order_by("pk")
    assert [(x.goal.title, x.level1, x.name, str(x.target_measure), x.method) for x in rows] == [
        ("做好商务促进工作", "产出指标", "新指标", "≥98.22%", "at_least"),
        ("做好商务促进工作", "产出指标", "另一个", "≤3", "at_most"),
        ("新目标", "效益指标", "形势", "稳定", "qualitative"),
    ]


def test_the_order_in_which_a_database_keeps_keys_is_nothing(assessment, preparer):
    upload = mapped(assessment, preparer, table(*INDICATORS))
    plan = importing.preview(upload)
    upload.mapping["columns"] = dict(reversed(upload.mapping["columns"].items()))
    again = importing.preview(upload)

    assert again.digest == plan.digest
    assert [[x.field for x in row.cells] for row in again.rows] == [
        [x.field for x in row.cells] for row in plan.rows
    ]


MIXED = (("项目名称", "预算数", "执行数"), ("甲", "约300万元", 1), ("乙", 300, 200), ("丙", 400, 300))


def confirmed(client, upload, plan, *taken):
    offered = list(dict.fromkeys(row.line.group for row in plan.rows))
    data = {"digest": plan.digest, "offered": offered, "take": taken}
    return client.post(reverse("reports:import_confirm", args=[upload.pk]), data)


def test_a_row_with_a_problem_is_left_out_and_the_others_come_in(client, assessment, preparer):
    upload = mapped(assessment, preparer, table(*MIXED))
    page = client.get(reverse("reports:import_detail", args=[upload.pk]))
    plan = page.context["plan"]

    assert len(plan.problems) == 1
    assert plan.ticked == {"Sheet-3", "Sheet-4"}
    assert "所在的行没有勾选" in page.content.decode()
    assert confirmed(client, upload, plan, *plan.ticked).status_code == 302
    assert set(Project.objects.values_list("name", flat=True)) == {"招商引资专项", "乙", "丙"}


def test_a_refused_confirmation_keeps_every_row_and_every_tick(client, assessment, preparer):
    upload = mapped(assessment, preparer, table(*MIXED))
    plan = importing.preview(upload)
    refused = confirmed(client, upload, plan, "Sheet-2", "Sheet-3")
    again = refused.context["plan"]

    assert (refused.status_code, again.digest, again.ticked) == (409, plan.digest, {"Sheet-2", "Sheet-3"})
    assert confirmed(client, upload, again, "Sheet-3").status_code == 302
    assert set(Project.objects.values_list("name", flat=True)) == {"招商引资专项", "乙"}


def test_nothing_ticked_is_not_an_import(client, assessment, preparer):
    upload = mapped(assessment, preparer, table(*MIXED))
    refused = confirmed(client, upload, importing.preview(upload))

    assert refused.status_code == 409
    assert "没有勾选任何一行" in refused.content.decode()


def test_formulas_are_taken_by_their_result_or_named(assessment, preparer):
    content = table(("项目名称", "预算数"), ("甲", "=1+1"))
    plan = importing.preview(mapped(assessment, preparer, content))

    assert [str(x) for x in plan.problems] == [
        "Sheet!B2：这里是公式，文件中没有保存结果。请在Excel中打开、保存后再上传。"
    ]


def test_a_column_serves_once_and_names_are_needed(client, send):
    upload, page = send(table(*PROJECTS))
    form = page.context["form"]
    data = posted(form)
    address = reverse("reports:import_columns", args=[upload.pk])

    assert "只能对应一列" in client.post(address, data | {"column-1": "name"}).content.decode()
    assert "请指出哪一列" in client.post(address, data | {"column-2": ""}).content.decode()


def test_another_sheet_or_kind_can_be_asked_for(client, send):
    upload, _ = send(table(*PROJECTS))
    address = reverse("reports:import_detail", args=[upload.pk])
    page = client.get(address, {"columns": "", "sheet": 0, "target": "indicators", "top": 1, "head": 1})

    assert page.context["columns"].target == "indicators"
    assert (
        client.get(address, {"columns": "", "sheet": 7, "target": "x", "top": 0, "head": 1}).status_code
        == 200
    )


# --- published documents ----------------------------------------------------------------------


def published(name, kind):
    """The published text, a Word document it was pasted into line by line, or our own Word document."""
    text = (PUBLISHED / f"{name}.txt").read_bytes()
    if kind == "text":
        return text
    if kind == "pasted":
        return pasted(text.decode())
    return docx.render(demo(name).content(), frozen(name))


def pasted(text):
    document = Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


@pytest.mark.parametrize("kind", ["text", "word", "pasted"])
def test_the_project_table_of_the_first_seed_comes_in_whole(kind):
    name = "dongxihu-2020"
    lines = documents.read(reader.read(published(name, kind)), outline_data(name)).lines
    data = demo_data(name)
    purposes = {x["name"]: x["purpose"] for x in data["projects"]}
    money = {
        x["project"]: (Decimal(x["initial"]) + Decimal(x["adjustment"]), Decimal(x["spent"]))
        for x in data["budget"]
        if x["project"]
    }

    projects = [x for x in lines if x.kind.name == "project"]
    budget = [x for x in lines if x.kind.name == "budget_line" and "project" in x.cells]
    assert len(projects) == len(budget) == 12
    assert {x.cells["name"].text: x.cells["purpose"].text for x in projects} == purposes
    assert {
        x.cells["project"].text: (Decimal(x.cells["initial"].text), Decimal(x.cells["spent"].text))
        for x in budget
    } == money
    assert {x.confidence for x in projects} == {"高"}


@pytest.mark.parametrize("kind", ["text", "word", "pasted"])
@pytest.mark.parametrize("name", ["dongxihu-2020", "huangshi-2021"])
def test_every_text_of_the_outline_is_found(name, kind):
    outline = outline_data(name)
    lines = documents.read(reader.read(published(name, kind)), outline).lines
    expected = [block["section"] for block in outline["blocks"] if "section" in block]

    assert [x.ident for x in lines if x.kind.name == "section"] == expected


@pytest.mark.parametrize("name", ["dongxihu-2020", "huangshi-2021"])
def test_nothing_of_the_document_is_dropped(name):
    """Every visible line of the published text is in a line to import or among what was not understood."""
    book = reader.read(published(name, "text"))
    reading = documents.read(book, outline_data(name))
    kept = "".join(cell.text for line in reading.lines for cell in line.cells.values())
    kept += "".join(reading.ignored) + "".join(str(x) for x in outline_data(name)["blocks"])
    known = "".join(kept.split())

    lost = [
        block.text
        for block in book.blocks
        if block.text and "".join(block.text.split())[-20:].rstrip("。：") not in known
    ]
    assert [x for x in lost if "年度" not in x and "附件" not in x and len(x) > 12] == []


def test_indicators_of_our_own_word_document():
    lines = documents.read(
        reader.read(published("dongxihu-2020", "word")), outline_data("dongxihu-2020")
    ).lines
    facts = demo("dongxihu-2020").facts

    read = [(x.cells["goal"].text, x.cells["name"].text, x.cells["weight"].text) for x in lines
            if x.kind.name == "indicator"]  # fmt: skip
    assert read == [
        (goal.title, row.name, f"{row.weight.normalize():f}")
        for goal in facts.goals
        for row in goal.indicators
    ]
    assert {x.cells["title"].text: x.cells["weight"].text for x in lines if x.kind.name == "goal"} == {
        goal.title: f"{goal.weight.normalize():f}" for goal in facts.goals
    }


def test_a_rate_that_does_not_follow_is_doubtful():
    rows = (
        ("项目名称", "预算数（元）", "执行数（元）", "执行率"),
        ("甲", "100", "50", "99%"),
        ("乙", "100", "50", "50.00%"),
    )
    text = "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in rows)
    lines = documents.read(reader.read(text.encode()), outline_data("huangshi-2021")).lines

    assert [x.confidence for x in lines if x.kind.name == "project"] == ["低", "高"]


def test_a_published_text_from_upload_to_confirmation(client, send, assessment):
    before = Project.objects.count()
    upload, page = send(published("huangshi-2021", "text"), "去年.txt")
    plan = page.context["plan"]
    texts = [row for row in plan.rows if row.sheet.name == "section"]

    assert page.status_code == 200
    assert "把握高" in page.content.decode()
    assert Section.objects.filter(text__contains="消费券").count() == 0
    offered = [row.line.group for row in plan.rows]
    data = {"digest": plan.digest, "offered": offered, "take": [row.line.group for row in texts]}
    client.post(reverse("reports:import_confirm", args=[upload.pk]), data)
    assert Section.objects.filter(assessment=assessment, text__contains="消费券").exists()
    assert Project.objects.count() == before
    client.post(reverse("reports:import_undo", args=[upload.pk]))
    assert Section.objects.filter(text__contains="消费券").count() == 0


def test_basic_spending_of_a_text_is_offered_not_ticked(send):
    _, page = send(published("huangshi-2021", "text"), "去年.txt")
    [row] = [row for row in page.context["plan"].rows if row.sheet.name == "budget_line"]

    assert row.is_doubtful
    assert "暂列为人员经费" in row.note
    assert f'value="{row.line.group}">' in page.content.decode()


def test_a_text_with_named_figures_is_replaced_only_when_ticked(client, send, assessment):
    Section.objects.filter(key="spending").update(
        text="支出{部门整体支出执行数}万元，执行率{部门整体执行率}。"
    )
    upload, page = send(published("huangshi-2021", "text"), "去年.txt")
    plan = page.context["plan"]
    rows = {row.line.group: row for row in plan.rows if row.sheet.name == "section"}
    left = [group for group, row in rows.items() if row.lost]

    assert len(left) == 1
    assert rows[left[0]].lost == 2
    assert plan.ticked.isdisjoint(left)
    assert set(rows) - set(left) <= plan.ticked
    assert "引用了2个数据" in page.content.decode()
    data = {"digest": plan.digest, "offered": list(rows), "take": left}
    client.post(reverse("reports:import_confirm", args=[upload.pk]), data)
    assert "{" not in Section.objects.get(assessment=assessment, key="spending").text


def test_another_departments_import_is_not_found(client, other_department, fiscal_year):
    neighbour = factories.assessment(other_department, fiscal_year)
    upload = WorkbookImport.objects.create(
        assessment=neighbour, kind="table", name="x", sha256="", content={}
    )

    assert client.get(reverse("reports:import_detail", args=[upload.pk])).status_code == 404
