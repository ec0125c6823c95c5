"""下达 as a job: some departments at a time, each time whole."""

from typing import Any

from django.db import transaction

from departments import batch_items, set_up
from departments.gone import Gone
from departments.models import BatchItem, FiscalYear
from departments.years import issuing, long_issuing

from .refusal import Unmakeable

NO_MORE = "发起人现在不能设置这个年度。"


@transaction.atomic
def part(item: BatchItem) -> list[dict[str, Any]]:
    """Those of the item; who has a self-assessment already keeps it, so nothing is made twice."""
    by, options = item.batch.requested_by, item.batch.options
    year = set_up.fiscal_years(by).filter(pk=options["year"]).first()
    if year is None or not set_up.changes(by, FiscalYear):
        raise Unmakeable(NO_MORE)
    try:
        issuing.issue(year, long_issuing.of_item(item), by=by)
    except Gone as gone:
        raise Unmakeable(NO_MORE) from gone
    batch_items.keep(item)
    return []
