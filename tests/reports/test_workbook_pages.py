"""Pages and commands of the workbook: who may, what is shown, what stays."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from departments.models import BudgetLine, WorkbookImport
from reports.workbook import importing, writing
from tests.reports.test_workbook import opened, put, saved, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("read_here"), pytest.mark.slow]


@pytest.fixture
def workbook(assessment):
    return opened(writing.workbook_of(assessment))


@pytest.fixture
def upload(assessment, preparer, workbook):
    """One changed cell, waiting to be confirmed."""
    put(workbook, "预算明细", 2, "全年执行数（元）", 7)
    return uploaded(assessment, workbook, preparer)


def address(name, pk):
    return reverse(f"reports:{name}", args=[pk])


def sent(client, assessment, book):
    file = SimpleUploadedFile("工作簿.xlsx", saved(book))
    return client.post(address("workbook_upload", assessment.pk), {"file": file})


def test_from_download_to_undo(signed_in, preparer, assessment):
    client = signed_in(preparer)
    downloaded = client.get(address("workbook_download", assessment.pk))
    book = load_workbook(BytesIO(downloaded.content))
    put(book, "预算明细", 2, "全年执行数（元）", 7)
    preview = client.get(sent(client, assessment, book).url)
    upload = WorkbookImport.objects.get()

    assert "6,000,000.00" in preview.content.decode()
    assert BudgetLine.objects.first().spent == 6_000_000
    client.post(address("import_confirm", upload.pk), {"digest": preview.context["plan"].digest})
    assert BudgetLine.objects.first().spent == 7
    page = client.get(address("workbook_upload", assessment.pk)).content.decode()
    assert "撤销本次导入" in page
    client.post(address("import_undo", upload.pk))
    assert BudgetLine.objects.first().spent == 6_000_000


def test_a_preview_stands_beside_what_is_saved_not_beside_the_file(signed_in, preparer, assessment, workbook):
    put(workbook, "基本信息", 2, "填报联系人", "另一个人")

    preview = signed_in(preparer).get(sent(signed_in(preparer), assessment, workbook).url)

    assert preview.context["plan"].rows
    assert preview.context["assessment"].contact == assessment.contact != "另一个人"


GETS = ("workbook_download", "workbook_upload")
IMPORT_GETS = ("import_detail", "import_returned")
IMPORT_POSTS = ("import_confirm", "import_undo", "import_discard", "import_columns")


@pytest.mark.parametrize("name", GETS)
def test_strangers_find_no_workbook(name, signed_in, stranger, assessment):
    assert signed_in(stranger).get(address(name, assessment.pk)).status_code == 404


@pytest.mark.parametrize("name", [*IMPORT_GETS, *IMPORT_POSTS])
def test_strangers_find_no_import(name, signed_in, stranger, upload):
    method = "post" if name in IMPORT_POSTS else "get"
    assert getattr(signed_in(stranger), method)(address(name, upload.pk)).status_code == 404


@pytest.mark.parametrize("name", IMPORT_POSTS)
def test_a_submitted_one_takes_no_import(name, signed_in, preparer, submission):
    upload = WorkbookImport.objects.create(
        assessment=submission.assessment, kind="workbook", name="x", sha256="", content={}
    )
    client = signed_in(preparer)

    assert client.post(address(name, upload.pk)).status_code == 403
    assert client.post(address("workbook_upload", submission.assessment.pk)).status_code == 403
    assert client.get(address("workbook_download", submission.assessment.pk)).status_code == 200


def test_another_digest_saves_nothing(signed_in, preparer, upload):
    response = signed_in(preparer).post(address("import_confirm", upload.pk), {"digest": "0"})

    assert response.status_code == 409
    assert "再看一遍" in response.content.decode()
    assert BudgetLine.objects.first().spent == 6_000_000


def test_a_discarded_one_is_forgotten(signed_in, preparer, upload):
    signed_in(preparer).post(address("import_discard", upload.pk))

    assert not WorkbookImport.objects.exists()


def test_problems_stand_on_the_page_and_in_the_returned_copy(signed_in, preparer, assessment, workbook):
    put(workbook, "预算明细", 2, "全年执行数（元）", "六百万")
    put(workbook, "绩效指标", 4, "分值", 1)
    client = signed_in(preparer)
    page = client.get(sent(client, assessment, workbook).url)
    text = page.content.decode()

    assert "预算明细!G2" in text
    assert "“六百万”不是数字" in text
    assert 'form="confirm">确认导入' not in text
    copy = opened(client.get(address("import_returned", WorkbookImport.objects.get().pk)).content)
    wrong = copy["预算明细"]["G2"]
    assert (wrong.value, wrong.fill.fgColor.rgb) == ("六百万", "00F8CBC9")
    assert wrong.comment.text == "“六百万”不是数字，请填写如 1234.56 的数字。"
    assert copy["绩效指标"]["B4"].comment.text == "请填写三级指标。"


def test_the_returned_copy_corrected_is_imported(assessment, preparer, signed_in, workbook):
    put(workbook, "预算明细", 2, "全年执行数（元）", "六百万")
    client = signed_in(preparer)
    sent(client, assessment, workbook)
    copy = opened(client.get(address("import_returned", WorkbookImport.objects.get().pk)).content)
    put(copy, "预算明细", 2, "全年执行数（元）", 8)
    plan = importing.preview(uploaded(assessment, copy, preparer))

    assert [(x.old, x.new) for row in plan.rows for x in row.cells] == [("6000000", "8")]
    assert plan.problems == []


def test_old_uploads_are_forgotten(signed_in, preparer, assessment, workbook, upload):
    WorkbookImport.objects.update(uploaded_at="2020-01-01T00:00:00Z")
    sent(signed_in(preparer), assessment, workbook)

    assert [x.pk == upload.pk for x in WorkbookImport.objects.all()] == [False]


@pytest.mark.parametrize("code", ["code", "name"])
def test_commands_there_and_back(code, assessment, department, tmp_path, capsys):
    path = tmp_path / "新" / "工作簿.xlsx"
    chosen = {"department": getattr(department, code), "year": 2025}
    call_command("export_workbook", output=path, **chosen)
    book = load_workbook(path)
    put(book, "预算明细", 2, "全年执行数（元）", 7)
    book.save(path)
    call_command("import_workbook", path, dry_run=True, **chosen)
    assert BudgetLine.objects.first().spent == 6_000_000
    call_command("import_workbook", path, **chosen)
    assert BudgetLine.objects.first().spent == 7
    assert "预算明细!G2 全年执行数（元）：6000000 → 7" in capsys.readouterr().out
    call_command("import_workbook", path, **chosen)
    assert "新增0，修改0，删除0，冲突0" in capsys.readouterr().out


def test_command_lists_every_problem_and_imports_nothing(assessment, department, workbook, tmp_path, capsys):
    put(workbook, "预算明细", 2, "全年执行数（元）", 7)
    put(workbook, "预算明细", 3, "全年执行数（元）", "x")
    put(workbook, "绩效指标", 2, "分值", 101)
    path = tmp_path / "工作簿.xlsx"
    path.write_bytes(saved(workbook))
    with pytest.raises(SystemExit) as ended:
        call_command("import_workbook", path, department=department.code, year=2025)

    assert ended.value.code == 1
    assert capsys.readouterr().err.splitlines() == [
        "绩效指标!M2：“101”超出范围，应在0至100之间。",
        "预算明细!G3：“x”不是数字，请填写如 1234.56 的数字。",
        f"{path}：未导入",
    ]
    assert BudgetLine.objects.first().spent == 6_000_000


@pytest.mark.parametrize("content", [None, b"", b"PK", "文字".encode()])
def test_command_cannot_start(content, assessment, department, tmp_path):
    path = tmp_path / "x.xlsx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError) as ended:
        call_command("import_workbook", path, department=department.code, year=2025)

    assert ended.value.returncode == 2


def test_command_holds_to_the_states(submission, department, tmp_path):
    path = tmp_path / "x.xlsx"
    call_command("export_workbook", output=path, department=department.code, year=2025)
    book = load_workbook(path)
    put(book, "预算明细", 2, "全年执行数（元）", 7)
    book.save(path)
    with pytest.raises(CommandError, match="状态"):
        call_command("import_workbook", path, department=department.code, year=2025)
