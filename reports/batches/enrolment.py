"""部门和用户导入 as jobs: every row tried; then all written in one transaction, or none."""

from functools import partial
from typing import Any

from django.db import transaction

from departments import batch_items
from departments.enrolment import people
from departments.enrolment.writing import may_enrol
from departments.models import BatchItem, EnrolmentImport

from ..enrolment import importing
from ..table_uploads import Settled
from .leased import telling
from .refusal import Unmakeable
from .uploaded import NOT_THERE, looking

NO_MORE = "发起人现在不能导入部门和用户。"
MOVED = "预览之后部门或用户有变化，有的行现在不能写入，什么都没有写入。请回到预览，按列出的问题改好后再导入。"


def _allow(item: BatchItem) -> None:
    """Who started the job adds departments and accounts today, too."""
    if not may_enrol(item.batch.requested_by):
        raise Unmakeable(NO_MORE)


def preview(item: BatchItem) -> list[dict[str, Any]]:
    """What the table would do, kept with the file; done twice it is the same."""
    _allow(item)
    upload, by, keep = item.batch.options["upload"], item.batch.requested_by, partial(batch_items.keep, item)
    with looking(item) as tell:
        found = importing.look(upload, by=by, tell=tell, keep=keep)
    if wrong := len(found["problems"]):
        return [{"told": f"有{wrong}处问题，全部改好后重新上传；什么都没有写入", "left": "看问题"}]
    return [{"told": f"{_told(found)}；确认后才写入"}]


def part(item: BatchItem) -> list[dict[str, Any]]:
    """All of it; an item done before finds the file confirmed and is done."""
    _allow(item)
    upload = item.batch.options["upload"]
    try:
        _write(item, upload)
    except Settled as settled:
        if not EnrolmentImport.objects.filter(pk=upload, status="confirmed").exists():
            raise Unmakeable(NOT_THERE) from settled
    except importing.Wrong as wrong:
        raise Unmakeable(MOVED) from wrong
    return [{"told": _told(EnrolmentImport.objects.get(pk=upload).summary)}]


def _write(item: BatchItem, upload: int) -> None:
    """Passwords are hashed first, with nothing locked. Where rows are wrong by now, they are shown anew."""
    by, keep = item.batch.requested_by, partial(batch_items.keep, item)
    with telling(item) as tell:
        ready = people.made_ready(importing.rows_of(upload, keep), tell)
        try:
            with transaction.atomic():
                beyond = len(ready)
                importing.confirm(
                    upload, ready, by=by, tell=lambda at, whole: tell(at + beyond, whole + beyond)
                )
                keep()
        except importing.Wrong:
            importing.look(upload, by=by, tell=tell, keep=keep)
            raise


def _told(found: dict[str, Any]) -> str:
    said = f"新增部门{found['new_departments']}个，更改{found['changed_departments']}个"
    return f"{said}，新增用户{found['people']}个，授予角色{found['granted']}个"
