"""The child that draws: limited, warm, replaced when it must be, and never a reason to stop."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from departments.models import Section
from reports.drawing.drawer import Drawer, NotDrawn, Outfit
from reports.drawing.limits import MIB, Limits
from reports.formats import pdf
from tests.reports.building import demo, frozen
from tests.reports.reading import pdf_text

pytestmark = pytest.mark.slow

HURRIED = Limits(memory=600 * MIB, processor_seconds=2, seconds=20)
HOSTILE = {
    "a cell over a million columns": "<table><tr><td colspan=1000000>一<tr><td>二</table>",
    "flex within flex": '<div style="display:flex">' * 16 + "一" + "</div>" * 16,
    "a million boxes": "<p><b>一</b>二</p>" * 500_000,
}


def page(body):
    return {"html": f"<html><body>{body}</body></html>", "identifier": "00", "attachment": None}


@pytest.fixture(scope="module")
def hurried():
    drawer = Drawer(Outfit, HURRIED)
    yield drawer
    drawer.close()


def there(process):
    return Path(f"/proc/{process.pid}").exists()


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_page_without_end_is_ended_and_the_next_one_is_drawn(hurried, body):
    with pytest.raises(NotDrawn, match="超出允许的时间（20秒）或内存（600MB）"):
        hurried.draw(page(body))

    assert "下一份" in pdf_text(hurried.draw(page("下一份")))


def test_a_page_that_waits_is_ended_by_the_clock():
    drawer = Drawer(Outfit, HURRIED)
    drawer.draw(page("一"))
    child, drawer._limits = drawer._child, replace(HURRIED, seconds=3)
    os.kill(child.pid, signal.SIGSTOP)

    with pytest.raises(NotDrawn, match="3秒"):
        drawer.draw(page("二"))
    assert not there(child)
    drawer.close()


def test_long_texts_of_a_report_are_within_the_limits():
    sections = {"key_work": "经济社会发展" * 3333, "basic_performance": "x" * 20_000}
    drawn = pdf.render(demo("huangshi-2021", sections=sections).content())

    assert pdf_text(drawn).count("经济社会发展") >= 3300


def test_a_child_serves_many_and_gives_way_in_time(hurried):
    hurried.draw(page("一"))
    first = hurried._child
    hurried.draw(page("二"))
    assert hurried._child is first

    drawer = Drawer(Outfit, replace(HURRIED, documents=2))
    children = []
    for _ in range(4):
        drawer.draw(page("三"))
        children.append(drawer._child)
    assert [child is None for child in children] == [False, True, False, True]
    assert not there(children[0])
    drawer.close()


def test_a_child_that_was_killed_between_two_pages_is_replaced(hurried):
    hurried.draw(page("一"))
    hurried._child.kill()
    hurried._child.wait()

    assert "二" in pdf_text(hurried.draw(page("二")))


def test_a_page_that_is_wrong_is_told_and_the_next_one_drawn(hurried, caplog):
    with pytest.raises(NotDrawn, match="已记入日志"):
        hurried.draw({"html": None, "identifier": "00", "attachment": None})

    assert "Traceback" in caplog.text
    assert "二" in pdf_text(hurried.draw(page("二")))


def test_a_child_that_does_not_start_is_told(monkeypatch):
    monkeypatch.setattr("reports.drawing.drawer._MODULE", "reports.drawing.nowhere")
    drawer = Drawer(Outfit, HURRIED)

    with pytest.raises(NotDrawn):
        drawer.draw(page("一"))


def children():
    return Path(f"/proc/{os.getpid()}/task/{threading.get_native_id()}/children").read_text().split()


def test_an_outfit_that_cannot_be_had_leaves_no_child_behind(tmp_path):
    before = children()
    drawer = Drawer(lambda: Outfit(styles=((tmp_path / "print.css").read_text(),)), HURRIED)

    with pytest.raises(FileNotFoundError):
        drawer.draw(page("一"))

    assert children() == before
    assert drawer._folder is None


def test_threads_take_turns(hurried):
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda n: pdf_text(hurried.draw(page(f"第{n}份"))), range(8)))

    assert drawn == [f"第{n}份" for n in range(8)]


def test_a_new_child_draws_the_same_bytes(contents):
    first = pdf.render(contents["huangshi-2021"], frozen("huangshi-2021"))
    pdf.DRAWER.close()

    assert pdf.render(contents["huangshi-2021"], frozen("huangshi-2021")) == first


def test_the_child_gets_no_secret_and_leaves_nothing(monkeypatch):
    monkeypatch.setenv("PERFEVAL_SECRET_KEY", "geheim")
    drawer = Drawer(Outfit, HURRIED)
    drawer.draw(page("一"))
    child, folder = drawer._child, Path(drawer._folder.name)
    assert "geheim" not in Path(f"/proc/{child.pid}/environ").read_text()
    assert folder.is_dir()

    drawer.close()
    assert not there(child)
    assert not folder.exists()


FORKED = """
import os
from reports.drawing.drawer import Outfit, of_this_process
page = {"html": "<p>一", "identifier": "00", "attachment": None}
drawer = of_this_process(Outfit)
drawer.draw(page)
child = drawer._child.pid
if not (forked := os.fork()):
    drawer.draw(page)
    own = drawer._child.pid
    drawer.close()
    os._exit(0 if own != child else 1)
assert os.waitpid(forked, 0)[1] == 0
drawer.draw(page)
assert drawer._child.pid == child
print("ok")
"""


def test_a_forked_process_has_a_child_of_its_own(settings):
    done = subprocess.run(
        [sys.executable, "-c", FORKED], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.returncode) == ("ok\n", 0), done.stderr


@pytest.fixture
def never(monkeypatch):
    """Nothing can be drawn within a second of nothing."""
    drawer = Drawer(pdf.outfit, replace(HURRIED, processor_seconds=0, seconds=0.01))
    monkeypatch.setattr(pdf, "DRAWER", drawer)
    yield
    drawer.close()


@pytest.mark.django_db
def test_a_draft_that_is_not_drawn_says_so(never, signed_in, preparer, assessment):
    Section.objects.filter(assessment=assessment).update(text="长" * 20_000)
    response = signed_in(preparer).get(reverse("reports:draft_document", args=[assessment.pk, "pdf"]))

    assert response.status_code == 422
    assert "请缩短过长的文字后再试，或下载Word、Excel" in response.content.decode()


@pytest.mark.django_db
def test_a_submission_that_is_not_drawn_is_drawn_another_time(
    never, signed_in, reviewer, submission, monkeypatch
):
    address = reverse("reports:document", args=[submission.pk, "pdf"])
    client = signed_in(reviewer)
    assert client.get(address).status_code == 422

    monkeypatch.undo()
    assert client.get(address).status_code == 200


@pytest.mark.django_db
def test_the_command_says_why(never, assessment, tmp_path):
    with pytest.raises(CommandError, match="PDF没有生成"):
        call_command(
            "export_document", department=assessment.department.code, year=2025, format="pdf", output=tmp_path
        )
