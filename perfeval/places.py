"""Where files are kept: on the disk of this machine, or in a bucket that many machines share."""

from typing import Any

_SPOOL = 10 * 1024 * 1024
"""Bytes of a file that is read from the bucket to be held in memory; the rest goes to the disk."""


def where_files_are(bucket: str, url: str) -> dict[str, Any]:
    """The storage of files people hand in and of what is made; without a bucket, the disk."""
    if not bucket:
        return {"BACKEND": "perfeval.storage.DurableStorage"}
    options = {"bucket_name": bucket, "endpoint_url": url or None, "max_memory_size": _SPOOL}
    if url:
        options["addressing_style"] = "path"  # a bucket of one's own server has no name of its own
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
