"""抽查: which departments are drawn. Whoever has the seed and the list draws the same ones again."""

import hashlib
import secrets
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from . import access, audit
from .models import Assessment, Department, FiscalYear, Sample, User


def draw(codes: Iterable[str], size: int, seed: str) -> list[str]:
    """The `size` codes whose SHA-256 of “seed:code” is smallest, in the order of the codes."""
    ranked = sorted(set(codes), key=lambda code: hashlib.sha256(f"{seed}:{code}".encode()).hexdigest())
    return sorted(ranked[:size])


def new_seed() -> str:
    """A seed nobody chose."""
    return secrets.token_hex(8)


def population(user: User, body: Department, year: FiscalYear) -> QuerySet[Assessment]:
    """What can be drawn: everything below the body that has left its department, as the person sees it."""
    submitted = access.visible_assessments(user).exclude(status=Assessment.Status.DRAFT)
    below = submitted.filter(fiscal_year=year, department__path__startswith=body.path)
    return below.exclude(department=body).order_by("department__code")


class Nobody(Exception):
    """There is nothing to draw from."""


@transaction.atomic
def take(body: Department, year: FiscalYear, *, size: int, seed: str, note: str, by: User) -> Sample:
    """Draw and keep the draw. Raises Nobody."""
    codes = list(population(by, body, year).values_list("department__code", flat=True))
    if not codes:
        raise Nobody
    sample = Sample.objects.create(
        body=body, fiscal_year=year, seed=seed, population=codes, drawn=draw(codes, size, seed), note=note,
        drawn_by=by,
    )  # fmt: skip
    change = audit.change(sample, "抽中", None, "、".join(sample.drawn))
    audit.record("sample", by=by, target=sample, changes=[change], reason=note, department=body)
    return sample


def is_replayed(sample: Sample) -> bool:
    """Drawing again from what was kept gives the same departments."""
    drawn: list[str] = sample.drawn
    return draw(sample.population, len(drawn), sample.seed) == drawn


def visible(user: User) -> QuerySet[Sample]:
    """The draws of the bodies for which the person reviews or manages."""
    bodies = access.departments_as(user, *access.REVIEWING)
    return Sample.objects.filter(body__in=bodies).select_related("body", "fiscal_year__authority", "drawn_by")
