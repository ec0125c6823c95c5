"""Many officers save at once: each in a self-assessment of their own, a cell every few seconds."""

import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from .browsing import Browser, Fields, fields_of, row_of
from .hosts import Host
from .serving import Server

EVERY = 5
"""Seconds between the saves of one officer."""
PREPARED = """
import json
from django.conf import settings
from django.test import Client
from tests import factories
authority = factories.authority(code="420111")
year = factories.fiscal_year(authority)
officers = []
for _ in range(USERS):
    department = factories.department(parent=authority)
    person = factories.member(department, "preparer", password=None)
    client = Client()
    client.force_login(person)
    assessment = factories.complete_assessment(department, year)
    officers.append((assessment.pk, client.cookies[settings.SESSION_COOKIE_NAME].value))
from departments import audit
audit.seal(by=None)
print(json.dumps(officers))
"""
FOUND = """
import json
from departments.models import AuditEvent, Project
changes = AuditEvent.objects.filter(verb="edit").values_list("changes", flat=True)
print(json.dumps([
    list(Project.objects.values_list("assessment", "purpose")),
    [change["new"] for event in changes for change in event],
]))
"""


@dataclass
class Officer:
    """One person at one page. `said` are the texts whose saving was acknowledged, in order."""

    browser: Browser
    assessment: int
    data: Fields = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    answers: list[tuple[int, float]] = field(default_factory=list)
    """Status and seconds of each save."""

    @property
    def address(self) -> str:
        return f"/assessments/{self.assessment}/projects/"

    def open(self) -> None:
        page = self.browser.get(self.address)
        assert page.status == 200, page.status
        token = next(x for x in fields_of(page.text) if x.endswith("-purpose")).removesuffix("-purpose")
        self.data = row_of(page.text, token)

    def work(self, seconds: float) -> None:
        """Save every few seconds, or as soon as the answer before is there."""
        begins, number = time.monotonic() + random.uniform(0, EVERY), 0  # noqa: S311
        end = time.monotonic() + seconds
        while begins < end:
            time.sleep(max(0, begins - time.monotonic()))
            number += 1
            self.save(f"{self.assessment}/{number}")
            begins = max(begins + EVERY, time.monotonic())

    def save(self, text: str) -> None:
        token = self.data["rows"]
        self.data[f"{token}-purpose"] = text
        began = time.monotonic()
        answer = self.browser.post(self.address, self.data, saves=True)
        self.answers.append((answer.status, time.monotonic() - began))
        if answer.status == 200 and 'data-state="saved"' in answer.text:
            self.said.append(text)
            self.data[f"{token}-base"] = fields_of(answer.text)[f"{token}-base"]


@dataclass(frozen=True)
class Found:
    """What came of it. All lists are empty when nothing went wrong."""

    saves: int
    refused: dict[int, int]
    """Status other than 200 → how often; 0: no answer."""
    unsaved: int
    """Answered, but not as saved."""
    lost: list[str]
    doubled: list[str]
    milliseconds: list[float]
    """Of every save, sorted."""

    def at(self, share: float) -> float:
        return self.milliseconds[int(share * (len(self.milliseconds) - 1))]

    @property
    def is_good(self) -> bool:
        return not (self.refused or self.unsaved or self.lost or self.doubled)


def load(host: Host, users: int, seconds: float, *options: str) -> Found:
    """So many officers for so long at a gunicorn of the host's."""
    prepared = json.loads(host.shell(f"USERS = {users}\n{PREPARED}"))
    server = Server(host, *options)
    try:
        officers = [Officer(Browser(server.port, sessionid=session), pk) for pk, session in prepared]
        for officer in officers:
            officer.open()
        threads = [threading.Thread(target=officer.work, args=[seconds]) for officer in officers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        server.stop()
    return compared(officers, *json.loads(host.shell(FOUND)))


def compared(officers: list[Officer], rows: list[tuple[int, str]], events: list[str]) -> Found:
    """What people were told against what the database and its audit record hold."""
    answers = [answer for officer in officers for answer in officer.answers]
    said = [text for officer in officers for text in officer.said]
    present, noted = dict(rows), Counter(events)
    numbers = {x.assessment: number_of(present[x.assessment]) for x in officers if x.said}
    overwritten = [x.said[-1] for x in officers if x.said and numbers[x.assessment] < number_of(x.said[-1])]
    refused = Counter(status for status, _ in answers if status != 200)
    return Found(
        saves=len(answers),
        refused=dict(refused),
        unsaved=len(answers) - len(said) - refused.total(),
        lost=[text for text in said if text not in noted] + overwritten,
        doubled=[text for text, times in noted.items() if times > 1],
        milliseconds=sorted(seconds * 1000 for _, seconds in answers),
    )


def number_of(text: str) -> int:
    """Of `17/4` the 4."""
    return int(text.rpartition("/")[2])
