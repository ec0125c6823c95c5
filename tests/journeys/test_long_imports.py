"""Tables of many rows: the browser waits at the job's page until it leads on. The test is the worker."""

import io

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from departments import batch_items
from departments.models import BudgetLine, Department, User
from reports.batches import tasks
from tests import factories
from tests.reports.test_enrolment import table
from tests.reports.test_treasury import HEAD

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def work_off():
    while item := batch_items.claim():
        tasks.carry_out(item)


def upload(page, name, content):
    page.get_by_label("文件").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    press(page, "上传并预览")


def press(page, name):
    page.get_by_role("button", name=name).click()
    page.wait_for_load_state()


def follow(page, name):
    """A link that comes with the progress."""
    link = page.get_by_role("link", name=name)
    expect(link).to_be_visible()
    link.click()
    page.wait_for_load_state()


def test_the_treasurys_table_is_previewed_and_written_while_the_page_waits(
    page, live_server, sign_in, manager, fiscal_year, department, complaints
):
    factories.assessment(department, fiscal_year)
    line = (department.code, department.name, "公用经费", "", "财政拨款", "1", "0", "1")
    sign_in(manager)
    page.goto(f"{live_server.url}/years/{fiscal_year.pk}/treasury/")
    upload(page, "国库.csv", "\n".join(",".join(x) for x in (HEAD, *[line] * 250)).encode())

    expect(page.locator("#batch")).to_contain_text("排队等待")
    work_off()
    expect(page.locator("#batch")).to_contain_text("1行，1个部门，其中1个可以写入")
    follow(page, "看预览")
    press(page, "确认导入1个部门")
    expect(page.locator("#batch")).to_contain_text("一次写入全部")
    work_off()

    expect(page.locator("#batch")).to_contain_text("写入1个部门：新增1行")
    assert str(BudgetLine.objects.get().spent) == "2500000.00"
    assert complaints == []


def test_departments_and_people_are_previewed_and_written_and_the_passwords_taken(
    page, live_server, sign_in, manager, complaints
):
    rows = [(f"4201114{x:03}", f"第{x}局", "", "420111", "", "", "") for x in range(120)]
    sign_in(manager)
    page.goto(f"{live_server.url}/enrolment/")
    upload(page, "部门.xlsx", table(rows, [("minzheng", "王五", "", "4201114000", "填报人")]))

    work_off()
    expect(page.locator("#batch")).to_contain_text("新增部门120个，更改0个，新增用户1个")
    follow(page, "看预览")
    press(page, "确认导入")
    work_off()
    follow(page, "取初始密码表")
    with page.expect_download() as taken:
        page.get_by_role("button", name="下载初始密码表").click()

    book = load_workbook(io.BytesIO(taken.value.path().read_bytes()))
    [(username, _, password)] = list(book.active.values)[1:]
    assert User.objects.get(username=username).check_password(password)
    assert Department.objects.filter(code__startswith="4201114").count() == 120
    assert complaints == []


def test_after_the_passwords_of_a_short_table_the_page_says_that_it_is_done(
    page, live_server, sign_in, manager, complaints
):
    sign_in(manager)
    page.goto(f"{live_server.url}/enrolment/")
    upload(page, "部门.xlsx", table([("420111400", "民政局", "", "420111", "", "", "")], [
        ("minzheng", "王五", "", "420111400", "填报人"),
    ]))  # fmt: skip
    button = page.get_by_role("button", name="确认导入并下载初始密码")
    with page.expect_download():
        button.click()

    expect(page.get_by_text("下列内容就都已经导入")).to_be_visible()
    expect(button).to_be_hidden()
    assert User.objects.filter(username="minzheng").exists()
    assert complaints == []
