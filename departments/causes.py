"""更正原因: what each verb that takes something back offers to choose from."""

from .models.cause import Cause

REOPENING = tuple(x for x in Cause if x != Cause.UNFIT)
CAUSES: dict[str, tuple[Cause, ...]] = {
    "reopen": REOPENING,
    "ask_reopen": REOPENING,
    "unpublish": (Cause.UNFIT, *REOPENING),
}
"""Verb → what it offers; a verb that is not here asks for words only."""
MISSING = "请从列表中选择原因。"


def lacks(verb: str, cause: str) -> bool:
    """True when the verb asks for a cause, and this is none of its list."""
    return verb in CAUSES and cause not in CAUSES[verb]
