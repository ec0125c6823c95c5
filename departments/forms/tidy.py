"""Characters nobody sees are taken out of what is posted, before any form reads it."""

from django.http import QueryDict

from departments.scoring.visible import only_visible


def tidied(data: QueryDict) -> QueryDict:
    """What was posted, without invisible characters."""
    clean = data.copy()
    for name in clean:
        clean.setlist(name, [only_visible(str(value)) for value in clean.getlist(name)])
    return clean
