"""Something was sent that no page of ours offers: said where it is seen, asked when the answer is made."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_seen: ContextVar[list[bool] | None] = ContextVar("suspicion", default=None)


@contextmanager
def watched() -> Iterator[list[bool]]:
    """Of one request; the list is empty as long as nothing was seen."""
    seen: list[bool] = []
    before = _seen.set(seen)
    try:
        yield seen
    finally:
        _seen.reset(before)


def arise() -> None:
    """A number was sent that the page does not offer to this person."""
    seen = _seen.get()
    if seen is not None:
        seen.append(True)
