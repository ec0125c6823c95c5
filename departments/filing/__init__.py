"""Files people hand in: what may be kept is told by content, never by name alone. No Django, no tables."""

from .inspecting import Filed, inspect, too_large
from .kinds import ACCEPT, ALLOWED, Kind, kind_of
from .names import clean_name
from .refusal import Refused
from .sizes import in_words

__all__ = [
    "ACCEPT", "ALLOWED", "Filed", "Kind", "Refused", "clean_name", "in_words", "inspect", "kind_of",
    "too_large",
]  # fmt: skip
