"""What makes the document of a submission repeatable."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Frozen:
    """The figures a document carries, their hash, and the moment it is dated by.

    Without facts the document carries none: it says what is printed and nothing else.
    """

    facts: Mapping[str, Any] | None
    sha256: str
    submitted_at: datetime
