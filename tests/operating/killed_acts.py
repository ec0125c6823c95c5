"""What somebody does while a process is killed, and how the database tells whether it was done, and once."""

import itertools
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .browsing import Answer, Browser, Fields, fields_of, row_of
from .serving import wait_until

Rows = Callable[[str], list[tuple[Any, ...]]]
"""A query, and what the database answers."""

WORLD = """
from tests import factories
authority = factories.authority(code="420111")
department = factories.department("东湖区商务局", code="420111301", parent=authority)
year = factories.fiscal_year(authority)
factories.member(department, "preparer", username="tianbao")
saved, submitted = (factories.complete_assessment(x, year) for x in (
    department, factories.department("东湖区教育局", code="420111302", parent=authority)))
from departments.models import Membership, User
Membership.objects.create(user=User.objects.get(), department=submitted.department, role="preparer")
from departments import audit
audit.seal(by=None)
from reports.workbook.writing import workbook_of
import io, openpyxl
book = openpyxl.load_workbook(io.BytesIO(workbook_of(saved)))
for sheet in book:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == "部分项目落地推迟" or cell.value == "部分活动推迟到下一年度举办":
                cell.value = "由工作簿导入"
book.save(FILE)
print(saved.pk, submitted.pk)
"""
"""Two self-assessments of one person, and a workbook that changes three cells of the first."""
IMPORTED = ("由工作簿导入",) * 3
NUMBERS = itertools.count(1)


class Act:
    """One kind of click. `prepare` comes before each kill, `click` may be repeated until it is answered."""

    def __init__(self, browser: Browser, rows: Rows, assessment: int, workbook: Path) -> None:
        self.browser, self.rows, self.workbook = browser, rows, workbook
        self.assessment, self.page = assessment, f"/assessments/{assessment}"

    def prepare(self) -> None:
        raise NotImplementedError

    def click(self) -> bool:
        """True when it was acknowledged."""
        raise NotImplementedError

    def times_done(self) -> int:
        """How often the database shows it: 0 or 1. A part of it is neither."""
        raise NotImplementedError

    def finish(self) -> None:
        """Leave the rows to other acts."""

    def repeat(self) -> None:
        """Click the same again, as people and scripts do, until it is acknowledged."""
        wait_until("an answer", self.click)

    def answered(self, answer: Answer) -> bool:
        """A refusal would be a fault of the test or of the application; a broken answer is none."""
        assert answer.status in (0, 200, 302, 500, 503), answer
        return answer.status in (200, 302)

    def open(self, path: str) -> Answer:
        """A page that must come."""
        answer = self.browser.get(path)
        assert answer.status == 200, answer
        return answer

    def events(self, *verbs: str) -> int:
        found = self.rows("SELECT verb, assessment_id FROM departments_auditevent")
        return sum(1 for verb, pk in found if verb in verbs and pk == self.assessment)


class AddRow(Act):
    """A new project, saved as the page saves it."""

    def prepare(self) -> None:
        self.name = f"新项目{next(NUMBERS)}"
        token = "project-n1"
        values = {"name": self.name, "office": "办公室", "purpose": "运转", "uid": uuid.uuid4().hex}
        self.data = {"rows": token} | {f"{token}-{name}": value for name, value in values.items()}

    def click(self) -> bool:
        answer = self.browser.post(f"{self.page}/projects/", self.data, saves=True)
        return self.answered(answer) and 'data-state="saved"' in answer.text

    def times_done(self) -> int:
        return sum(1 for (name,) in self.rows("SELECT name FROM departments_project") if name == self.name)


class EditRow(Act):
    """A cell of a row that is there."""

    def prepare(self) -> None:
        page = self.open(f"{self.page}/projects/").text
        token = next(x for x in fields_of(page) if x.endswith("-purpose")).removesuffix("-purpose")
        self.text = f"edit {next(NUMBERS):04}"
        self.data: Fields = row_of(page, token) | {f"{token}-purpose": self.text}

    def click(self) -> bool:
        answer = self.browser.post(f"{self.page}/projects/", self.data, saves=True)
        return self.answered(answer) and 'data-state="saved"' in answer.text

    def times_done(self) -> int:
        is_there = (self.text,) in self.rows("SELECT purpose FROM departments_project")
        noted = sum(self.text in str(x) for x in self.rows("SELECT changes FROM departments_auditevent"))
        assert noted == is_there, "the record and the row disagree"
        return noted


class Submit(Act):
    """送审; before each, what was submitted is withdrawn."""

    def prepare(self) -> None:
        if self.events("submit") > self.events("withdraw"):
            page = fields_of(self.open(f"{self.page}/").text)
            assert self.browser.post(f"{self.page}/withdraw/", page).status == 302
        page = fields_of(self.open(f"{self.page}/check/").text)
        self.data = {name: page[name] for name in ("seen", "once")}
        self.before = self.submissions()

    def click(self) -> bool:
        return self.answered(self.browser.post(f"{self.page}/submit/", self.data))

    def submissions(self) -> int:
        return len(self.rows("SELECT id FROM departments_submission"))

    def times_done(self) -> int:
        assert self.submissions() == self.events("submit"), "the record and the submissions disagree"
        return self.submissions() - self.before


class Import(Act):
    """A workbook with three changed cells; before each, the last import is undone."""

    def prepare(self) -> None:
        self.finish()
        answer = self.browser.post(f"{self.page}/import/", {}, file=self.workbook.read_bytes())
        assert answer.status == 302, answer
        self.upload = answer.place
        self.data = {"digest": fields_of(self.open(self.upload).text)["digest"]}
        assert self.times_done() == 0

    def finish(self) -> None:
        for pk, status in self.rows("SELECT id, status FROM departments_workbookimport"):
            if status == "confirmed":
                assert self.browser.post(f"/imports/{pk}/undo/", {}).status == 302

    def click(self) -> bool:
        return self.answered(self.browser.post(f"{self.upload}confirm/", self.data))

    def times_done(self) -> int:
        reasons = self.rows("SELECT deviation_reason FROM departments_indicator")
        reasons += self.rows("SELECT reason FROM departments_project")
        found = tuple(text for (text,) in reasons if text == IMPORTED[0])
        assert found in ((), IMPORTED), f"{len(found)} of {len(IMPORTED)} cells"
        return int(bool(found))
