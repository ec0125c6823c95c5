"""What an answer leaves behind is gone when it has been sent."""

import gc
import weakref

import pytest
from django.core.signals import request_finished

from perfeval import garbage


class Cycle:
    """Kept by itself, as a page's context and forms are."""

    def __init__(self):
        self.itself = self


@pytest.mark.django_db
def test_garbage_of_an_answer_is_collected_when_it_has_been_sent():
    request_finished.connect(garbage._collect, dispatch_uid="garbage")
    gc.collect(0)
    left = weakref.ref(Cycle())
    try:
        assert left() is not None
        request_finished.send(sender=None)
        assert left() is None
    finally:
        request_finished.disconnect(dispatch_uid="garbage")
