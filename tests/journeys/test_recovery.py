"""Nothing typed is lost: the server dies, the session ends, the browser goes, answers get lost."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

from departments.demo import PASSWORD as DEMO_PASSWORD
from tests import migrated

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).parents[2]


class Server:
    """perfeval in a process of its own, with a database of its own, which may be killed and started again."""

    def __init__(self, folder):
        with socket.socket() as place:
            place.bind(("127.0.0.1", 0))
            self.port = place.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {**os.environ, "PERFEVAL_VAR": str(folder), "PYTHONWARNINGS": "ignore"}
        self.environment["DATABASE_URL"] = f"sqlite:///{folder}/db.sqlite3"
        self.process = None

    def run(self, *arguments):
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True)

    def start(self):
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "perfeval.wsgi",
            "--threads",
            "4",
            "--log-level",
            "error",
        ]
        command += ["--bind", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, start_new_session=True)
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=1)  # noqa: S310
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise AssertionError("the server did not start")

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A folder with the database of the demo data."""
    folder = tmp_path_factory.mktemp("demo")
    made = Server(folder)
    if not migrated.begun(folder / "db.sqlite3"):
        made.run("migrate", "--verbosity", "0")
    made.run("load_demo")
    return folder


@pytest.fixture
def server(demo, tmp_path):
    made = Server(shutil.copytree(demo, tmp_path / "server"))
    made.start()
    yield made
    made.kill()


@pytest.fixture
def demo_page(page, server):
    """The preparer of seed 1, at the projects."""
    page.goto(f"{server.url}/accounts/login/")
    page.get_by_label("用户名").fill("dxh-tianbao")
    page.get_by_label("密码").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.locator("table.list tbody th a").first.click()
    page.get_by_role("navigation", name="自评各部分").get_by_text("项目支出").click()
    page.locator("table.grid").wait_for()
    page.wait_for_load_state()
    return page


@pytest.mark.slow
def test_the_server_is_killed_between_keystrokes_and_nothing_is_lost(demo_page, server, is_saved):
    page = demo_page
    cell = page.locator("[name$=-purpose]").first
    name = cell.get_attribute("name")
    cell.focus()
    page.keyboard.type("第一句。")
    server.kill()
    page.keyboard.type("第二句。")
    expect(page.locator("#save-state")).to_contain_text("未保存")
    page.keyboard.type("第三句。")

    server.start()
    is_saved()
    page.reload()
    expect(page.locator(f"[name={name}]")).to_have_value("第一句。第二句。第三句。")
    expect(page.locator("#restored")).to_be_hidden()


@pytest.mark.slow
def test_the_server_and_the_page_die_and_what_was_typed_comes_back(demo_page, server, is_saved):
    page = demo_page
    address = page.url
    cell = page.locator("[name$=-purpose]").first
    name = cell.get_attribute("name")
    server.kill()
    cell.focus()
    page.keyboard.type("没有服务器时写的。")
    page.get_by_role("button", name="添加项目").click()
    page.keyboard.type("新的项目")
    context = page.context
    page.close(run_before_unload=False)

    server.start()
    page = context.new_page()
    page.goto(address)
    expect(page.locator("#restored")).to_contain_text("有2处未保存的内容，已恢复")
    expect(page.locator(f"[name={name}]")).to_have_value("没有服务器时写的。")
    is_saved(page)
    expect(page.locator("[name=project-n1-pk]")).to_have_value(re.compile(r"\d+"))
    page.reload()
    expect(page.locator("#restored")).to_be_hidden()
    expect(page.locator(f"[name={name}]")).to_have_value("没有服务器时写的。")
    names = [x.input_value() for x in page.locator("[name$=-name]").all()]
    assert names.count("新的项目") == 1
