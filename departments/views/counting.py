"""How many rows there are to each row of a list."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce


def number_of(rows: QuerySet[Any], to: str) -> Coalesce:
    """How many of the rows lead to the listed one by `to`, counted by itself: an index answers it."""
    found = rows.filter(**{to: OuterRef("pk")}).order_by().values(to).annotate(n=Count("*"))
    return Coalesce(Subquery(found.values("n"), output_field=IntegerField()), 0)
