"""What is wrong with a table, as the person is told."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One cell that cannot be taken: place, what stands there, what should."""

    place: str
    found: str
    message: str
