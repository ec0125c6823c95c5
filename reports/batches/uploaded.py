"""What a job of an uploaded table says where there is nothing to look at or to write any more."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from departments.models import BatchItem

from ..reading.book import Refused
from ..table_uploads import Settled
from .leased import telling
from .refusal import Unmakeable

NO_PREVIEW = "这份文件已被放弃、换成了另一份，或已经导入，不再预览。"
NOT_THERE = "这份文件在写入之前已被放弃，什么都没有写入。"


@contextmanager
def looking(item: BatchItem) -> Iterator[Callable[[int, int], None]]:
    """As `telling`, while a preview is made. Raises Unmakeable of a file that is refused or gone."""
    try:
        with telling(item) as tell:
            yield tell
    except Refused as refused:
        raise Unmakeable(str(refused)) from refused
    except Settled as settled:
        raise Unmakeable(NO_PREVIEW) from settled
