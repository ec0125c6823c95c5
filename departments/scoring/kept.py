"""What is kept between requests: one cell changes, and nearly all of a self-assessment is as it was.

What follows from frozen facts alone follows from them again, so a function keeps it under the facts that it
was given (`lru_cache`): nothing gets stale, what changed is another key. The bounds are the memory of one
process: the rows and forms of some 40 large self-assessments, or of 200 usual ones.
"""

from typing import TypeVar

ROWS = 8192
"""Indicators whose facts are kept, of some 3 KiB each; long texts are theirs alone."""
FORMS = 512
"""Forms, of the department or of a project, whose scores and findings are kept, of some 50 KiB each."""

Frozen = TypeVar("Frozen")


def hashed_once(kind: type[Frozen]) -> type[Frozen]:
    """A frozen dataclass that works out its hash once: it is looked up in every request."""
    of_fields = kind.__hash__

    def of_kept(self: Frozen) -> int:
        kept: dict[str, int] = self.__dict__
        if "_hash" not in kept:
            kept["_hash"] = of_fields(self)
        return kept["_hash"]

    kind.__hash__ = of_kept  # type: ignore[method-assign, assignment]
    return kind
