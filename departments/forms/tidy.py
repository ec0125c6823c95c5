"""Characters nobody sees are taken out at the door: NUL, zero-width and direction marks."""

from django.http import QueryDict

HIDDEN = dict.fromkeys([0, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF])


def tidied(data: QueryDict) -> QueryDict:
    """What was posted, without invisible characters."""
    clean = data.copy()
    for name in clean:
        clean.setlist(name, [str(value).translate(HIDDEN) for value in clean.getlist(name)])
    return clean
