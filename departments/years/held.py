"""A year while something is done to it: the row, locked, as long as it is there."""

from departments.gone import Gone
from departments.models import FiscalYear


def held(year: FiscalYear) -> FiscalYear:
    """Its row, locked until the end of the transaction. Raises Gone."""
    rows = FiscalYear.objects.select_for_update(of=("self",)).select_related("authority")
    if (locked := rows.filter(pk=year.pk).first()) is None:
        raise Gone
    return locked
