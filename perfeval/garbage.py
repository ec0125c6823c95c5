"""Garbage is collected between answers: in the middle of one it is a pause that somebody waits for."""

import gc
from itertools import count
from typing import Any

from django.core.signals import request_finished

YOUNG = 20_000
"""New objects from which on the collector comes by itself, as in a large import; an answer makes fewer."""
OLDER, ALL = 100, 2_000
"""After so many answers what outlived one collection is looked through too, and everything."""

_answers = count(1)


def between_answers() -> None:
    """Called once, when everything is loaded: that stays for good and is not walked through each time."""
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 20)
    request_finished.connect(_collect, dispatch_uid="garbage")


def _collect(**kwargs: Any) -> None:
    """The answer has been sent: what it left behind is mostly of the last few."""
    number = next(_answers)
    gc.collect(2 if number % ALL == 0 else 1 if number % OLDER == 0 else 0)
