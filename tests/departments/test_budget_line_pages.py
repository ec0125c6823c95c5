"""预算执行 on its page: what is worked out of a line, and what is not yet."""

import re

import pytest

from tests import factories


def shown(client, assessment, row):
    """调整后预算数 of the row, as its page says it."""
    page = client.get(f"/assessments/{assessment.pk}/budget/").content.decode()
    found = re.search(rf'id="budget_line-{row.pk}-adjusted"[^>]*>([^<]*)<', page)
    return found[1].strip()


@pytest.mark.parametrize(
    ("initial", "adjustment", "adjusted"),
    [(None, None, "—"), ("0", None, "0.00"), (None, "0", "0.00"), ("1000", "-200.5", "799.50")],
)
def test_a_line_without_a_budget_is_blank_and_not_0(
    signed_in, preparer, assessment, initial, adjustment, adjusted
):
    row = factories.budget_line(assessment, initial=initial, adjustment=adjustment, spent=None)

    assert shown(signed_in(preparer), assessment, row) == adjusted
