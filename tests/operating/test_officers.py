"""Many officers save at once: no error, nothing acknowledged lost, nothing there twice."""

import pytest
from django.db import connection

from . import hosts, officers


@pytest.fixture
def host(tmp_path, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        made = hosts.made(tmp_path / "host", connection.vendor)
        yield made
        made.remove()


@pytest.mark.slow
def test_a_dozen_officers_save_in_turn(host):
    found = officers.load(host, users=12, seconds=10)

    assert found.is_good, found
    assert found.saves >= 12
    host.done("verify_audit")


@pytest.mark.long
def test_150_officers_save_for_a_minute(host):
    found = officers.load(host, users=150, seconds=60)

    assert found.is_good, found
    host.done("verify_audit")
