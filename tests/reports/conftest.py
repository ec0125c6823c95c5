"""Each document is drawn once per run."""

from types import SimpleNamespace

import pytest

from reports.formats import docx, pdf, xlsx
from reports.reading import child, reader
from tests.reports.building import DEMOS, demo, frozen


@pytest.fixture
def read_here(monkeypatch):
    """Uploads are read in this process, without the child's limits: starting it takes longer than a test."""

    def run(*_, input, **__):
        return SimpleNamespace(stdout=child.answer(input))

    never = type("Never", (Exception,), {})
    monkeypatch.setattr(reader, "subprocess", SimpleNamespace(run=run, TimeoutExpired=never))


@pytest.fixture(scope="session", params=DEMOS)
def name(request):
    return request.param


@pytest.fixture(scope="session")
def contents():
    return {name: demo(name).content() for name in DEMOS}


@pytest.fixture(scope="session")
def pdfs(contents):
    return {name: pdf.render(contents[name], frozen(name)) for name in DEMOS}


@pytest.fixture(scope="session")
def words(contents):
    return {name: docx.render(contents[name], frozen(name)) for name in DEMOS}


@pytest.fixture(scope="session")
def books(contents):
    return {name: xlsx.render(contents[name], frozen(name)) for name in DEMOS}
