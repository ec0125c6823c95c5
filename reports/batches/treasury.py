"""导入财政数据 as a job: all departments in one transaction, or none."""

from typing import Any

from django.db import transaction

from departments import batch_items, set_up
from departments.models import BatchItem, FiscalYear, TreasuryImport
from departments.treasury import taking

from ..treasury import confirming
from .issuing import NO_MORE
from .leased import telling
from .refusal import Unmakeable

UNCLEAR = "部门刚刚改过项目或预算明细，有的行现在对应不清，什么都没有写入。请回到预览核对后再确认。"
NOT_THERE = "这份文件在写入之前已被放弃，什么都没有写入。"


def part(item: BatchItem) -> list[dict[str, Any]]:
    """What the preview showed; an item done before finds the file confirmed and is done."""
    by, options = item.batch.requested_by, item.batch.options
    if not set_up.changes(by, FiscalYear) or not set_up.fiscal_years(by).filter(pk=options["year"]).exists():
        raise Unmakeable(NO_MORE)
    try:
        with telling(item) as tell, transaction.atomic():
            taken = confirming.confirm(options["upload"], options["seen"], by=by, tell=tell)
            batch_items.keep(item)
        return [{"told": confirming.told(taken)}]
    except confirming.Settled as settled:
        if not TreasuryImport.objects.filter(pk=options["upload"]).exists():
            raise Unmakeable(NOT_THERE) from settled
    except confirming.Moved as moved:
        raise Unmakeable(f"{moved}") from moved
    except taking.Unclear as unclear:
        raise Unmakeable(UNCLEAR) from unclear
    return []
