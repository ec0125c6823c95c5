"""Start a job: what is in it is fixed now, by whom, with which versions."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from departments import batches, once
from departments.models import Assessment, Batch, User

from ..overview.measures import sent
from . import tasks


class Empty(Exception):
    """Nothing was chosen; its text is what people read."""


@transaction.atomic
def start_documents(
    rows: QuerySet[Assessment], *, selection: str, states: Sequence[str], formats: Sequence[str],
    summary: bool, key: str, by: User,
) -> Batch:  # fmt: skip
    """The latest submissions of those in the states, each in the formats. Raises Empty."""
    wanted = rows.filter(status__in=states)
    options = {"formats": list(formats), "states": list(states), "summary": summary}
    return _start(Batch.Kind.DOCUMENTS, wanted, selection, options, key, by)


@transaction.atomic
def start_dossiers(rows: QuerySet[Assessment], *, selection: str, key: str, by: User) -> Batch:
    """The dossiers of those chosen. Raises Empty."""
    return _start(Batch.Kind.DOSSIERS, rows, selection, {}, key, by)


def _start(
    kind: Batch.Kind, rows: QuerySet[Assessment], selection: str, options: dict[str, object], key: str,
    by: User,
) -> Batch:  # fmt: skip
    if not once.is_first(key, by=by) and (before := batches.visible(by).first()):
        return before
    ordered = sent(rows).order_by("-fiscal_year__year", "department__code", "pk")
    parts = list(ordered.values_list("pk", "filed__submission")[: batches.MOST + 1])
    if not parts:
        raise Empty("所选范围里没有符合条件的送审稿，请换一个范围或状态。")
    if len(parts) > batches.MOST:
        raise Empty(f"一次最多{batches.MOST}个部门，请缩小范围。")
    batch = batches.start(kind, parts, selection=selection, options=options, by=by)
    tasks.call(len(parts))
    return batch
