"""删除预算年度: one opened by mistake goes, as long as nothing hangs on it."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction

from departments import audit, removing, set_up
from departments.models import FiscalYear, User

from . import long_issuing, opening
from .held import held

Hanging = Sequence[tuple[str, int]]
"""What there is in a year, as people call it, and how many of each."""


class InUse(Exception):
    """The year stays: these hang on it."""

    def __init__(self, hanging: Hanging) -> None:
        self.hanging = hanging
        super().__init__("、".join(f"{name}{number}" for name, number in hanging))


def hanging(year: FiscalYear) -> Hanging:
    """All that was made in the year or granted for it; nothing of it goes with a year."""
    counted = []
    for relation in FiscalYear._meta.related_objects:
        model = relation.related_model
        number = model._base_manager.filter(**{relation.field.name: year}).count()
        counted.append((str(model._meta.verbose_name), number))
    counted.append(("正在后台进行的下达", int(long_issuing.present(year) is not None)))
    return [(name, number) for name, number in counted if number]


@transaction.atomic
def delete(year: FiscalYear, *, seen: str, reason: str, by: User) -> None:
    """`seen` is the fingerprint of the settings shown. Raises PermissionDenied, Gone, Overtaken, InUse."""
    locked = held(year)
    if not (set_up.adds(by, FiscalYear) and set_up.fiscal_years(by).filter(pk=locked.pk).exists()):
        raise PermissionDenied
    if opening.fingerprint(locked) != seen:
        raise opening.Overtaken(locked)
    if found := hanging(locked):
        raise InUse(found)
    target, authority = f"预算年度 {locked}", locked.authority
    changes = removing.remove(locked)
    audit.record(
        "set_up_delete", by=by, target=target, changes=changes, reason=reason.strip(), department=authority
    )
