"""What an address or a form may give as the number of a row."""

import pytest

from departments.forms.keys import MOST, key_of, keys_of
from departments.models import User


@pytest.mark.parametrize(
    ("text", "key"),
    [("0", 0), ("7", 7), ("007", 7), ("9" * 18, 10**18 - 1), ("9223372036854775807", 2**63 - 1)],
)
def test_ascii_digits_name_a_row(text, key):
    assert key_of(text) == key


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "x", "-1", "+1", "1.0", "1_000", "1e3", " 7", "7\n", "7\0", "٣", "१२", "７", "²",
        "9223372036854775808", "9" * 19, "0" * 20, "9" * 5000,
    ],
)  # fmt: skip
def test_nothing_else_does(text):
    assert key_of(text) is None


def test_of_many_texts_the_others_are_left_out():
    assert keys_of(["12", "x", "", "3", "12"]) == [12, 3, 12]
    assert keys_of([]) == []


@pytest.mark.django_db
def test_a_query_may_ask_for_every_key(preparer):
    asked = [preparer.pk, MOST, 0]

    assert list(User.objects.filter(pk__in=asked)) == [preparer]
    assert not User.objects.filter(pk=MOST).exists()
