"""Opening a year: everything as it was last year, a year later."""

from datetime import date
from typing import Any

from django.db import transaction
from django.forms import model_to_dict
from django.utils import timezone

from departments import audit
from departments.models import Department, FiscalYear, User

from .held import held

AS_BEFORE = ("scheme", "project_scheme", "outline", "head_signs", "two_step")
SETTINGS = ("authority", "year", "opens", "due", "closes", *AS_BEFORE)
_WINDOW = {"opens": (1, 4), "due": (4, 30), "closes": (5, 31)}
"""Month and day of a first year, in the year after the one assessed."""


class Overtaken(Exception):
    """Somebody else saved the year after the page was made; `present` is how it stands now."""

    def __init__(self, present: FiscalYear) -> None:
        self.present = present
        super().__init__(str(present))


def fingerprint(year: FiscalYear) -> str:
    """Names exactly these settings of a year."""
    kept = model_to_dict(year, fields=SETTINGS)
    return audit.canonical_sha256({name: str(value) for name, value in kept.items()})


def latest(authority: Department) -> FiscalYear | None:
    """The newest year of the authority."""
    rows = FiscalYear.objects.filter(authority=authority)
    return rows.select_related("scheme", "project_scheme", "outline").order_by("-year").first()


def suggestion(authority: Department) -> dict[str, Any]:
    """The settings that a new year begins with: last year's, each day a year later."""
    before = latest(authority)
    if before is None:
        year = timezone.localdate().year - 1
        days = {name: date(year + 1, *day) for name, day in _WINDOW.items()}
        return {"authority": authority.pk, "year": year, **days}
    kept = {name: getattr(before, name) for name in AS_BEFORE}
    days = {name: _a_year_later(getattr(before, name)) for name in _WINDOW}
    return {"authority": authority.pk, "year": before.year + 1, **kept, **days}


def _a_year_later(day: date) -> date:
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


@transaction.atomic
def save(form: Any, *, by: User, seen: str = "") -> FiscalYear:
    """Open the year, or change its settings; `form` is a valid `YearForm`.

    `seen` is the fingerprint of what the page showed, "" where it showed none. Raises Overtaken, Gone.
    """
    is_new = form.instance.pk is None
    before = None if is_new else held(form.instance)
    if before and seen and fingerprint(before) != seen:
        raise Overtaken(before)
    year: FiscalYear = form.save()
    changes = [
        audit.change(year, str(form.fields[name].label), _shown(before, name), _shown(year, name))
        for name in (form.fields if is_new else form.changed_data)
    ]
    if changes:
        verb = "set_up_add" if is_new else "set_up_change"
        target = f"预算年度 {year}"
        audit.record(verb, by=by, target=target, changes=changes, department=year.authority)
    return year


def _shown(year: FiscalYear | None, name: str) -> str | None:
    value = getattr(year, name) if year else None
    if isinstance(value, bool):
        return "是" if value else "否"
    return None if value is None else str(value)


def differences(present: FiscalYear, form: Any) -> list[tuple[str, str, str]]:
    """Label, what stands now and what was typed, of each setting in which they differ."""
    rows = [(name, _shown(present, name) or "", _shown(form.instance, name) or "") for name in SETTINGS]
    return [(str(form.fields[name].label), now, typed) for name, now, typed in rows if now != typed]
