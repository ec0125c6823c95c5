"""Each document is drawn once per run."""

import pytest

from reports.formats import docx, pdf, xlsx
from tests.reports.building import DEMOS, demo, frozen


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
