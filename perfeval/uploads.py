"""What is read of an upload before anybody looks at it."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

OVERSIZED = "perfeval.oversized"
"""Key of `request.META` under which the names of skipped files stand."""


class SizeLimit(FileUploadHandler):
    """Stops keeping a file once it is above the limit; its name is kept, so that the page can say so."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) <= settings.EVIDENCE_FILE_BYTES:
            return raw_data
        if self.request is not None:
            self.request.META.setdefault(OVERSIZED, []).append(self.file_name)
        raise SkipFile

    def file_complete(self, file_size: int) -> Any:
        """The handlers after this one keep the file."""
        return None


def oversized(request: HttpRequest) -> list[str]:
    """Names of the files of this request that were above the limit. Reads the request first."""
    _ = request.FILES
    names: list[str] = request.META.get(OVERSIZED, [])
    return names
