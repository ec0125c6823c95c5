"""财政数据 as jobs: what a table would do is found out; then all departments in one transaction, or none."""

from functools import partial
from typing import Any

from django.db import transaction

from departments import batch_items, set_up
from departments.models import BatchItem, FiscalYear, TreasuryImport
from departments.treasury import taking

from ..table_uploads import Settled
from ..treasury import confirming, previewing
from .issuing import NO_MORE
from .leased import telling
from .refusal import Unmakeable
from .uploaded import NOT_THERE, looking

UNCLEAR = "部门刚刚改过项目或预算明细，有的行现在对应不清，什么都没有写入。请回到预览核对后再确认。"
CHOOSE = "还有列或金额单位要由您指出，之后才能预览"


def preview(item: BatchItem) -> list[dict[str, Any]]:
    """Every row looked at and what is to be seen kept with the file; done twice it is the same."""
    _allow(item)
    with looking(item) as tell:
        found = previewing.make(item.batch.options["upload"], tell=tell, keep=partial(batch_items.keep, item))
    if found is None:
        return [{"told": CHOOSE, "left": "指出列和单位"}]
    return [{"told": found.told} | ({"left": "看问题"} if found.problems else {})]


def _allow(item: BatchItem) -> None:
    """Who started the job sets up the year today, too."""
    by, year = item.batch.requested_by, item.batch.options["year"]
    if not set_up.changes(by, FiscalYear) or not set_up.fiscal_years(by).filter(pk=year).exists():
        raise Unmakeable(NO_MORE)


def part(item: BatchItem) -> list[dict[str, Any]]:
    """What the preview showed; an item done before finds the file confirmed and is done."""
    _allow(item)
    upload = item.batch.options["upload"]
    try:
        return [{"told": confirming.told(_taken(item, upload))}]
    except Settled as settled:
        if not TreasuryImport.objects.filter(pk=upload).exists():
            raise Unmakeable(NOT_THERE) from settled
    except confirming.Moved as moved:
        raise Unmakeable(f"{moved}") from moved
    except taking.Unclear as unclear:
        raise Unmakeable(UNCLEAR) from unclear
    return []


def _taken(item: BatchItem, upload: int) -> taking.Taken:
    """All of it. Where something moved since the preview, the preview is made anew, to be looked at again."""
    with telling(item) as tell:
        try:
            with transaction.atomic():
                seen, by = item.batch.options["seen"], item.batch.requested_by
                taken = confirming.confirm(upload, seen, by=by, tell=tell)
                batch_items.keep(item)
            return taken
        except (confirming.Moved, taking.Unclear):
            previewing.make(upload, tell=tell, keep=partial(batch_items.keep, item))
            raise
