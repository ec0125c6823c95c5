"""How a PDF is written faster: measured in tests/bench/pdf.py."""

import gc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pydyf  # type: ignore[import-untyped]

LEVEL = 6
"""The writer's own 9 takes three times as long for fonts and saves one per cent."""
_BEGIN, _END = b"\nstream\n", b"\nendstream"


def compress(document: object, pdf: pydyf.PDF) -> None:
    """Compress every stream here, before the writer does it at its highest level."""
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.compress:
            item.compress = False
            content = item.data.partition(_BEGIN)[2].removesuffix(_END)
            item.stream = [zlib.compress(content, LEVEL)]
            item.extra["Filter"] = "/FlateDecode"


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Layout makes some hundred thousand objects that all live to its end: looking for garbage finds none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
