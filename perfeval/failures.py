"""What people are told when what the program stands on has failed: database, disk, bucket."""

import errno
import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

RETRY_SECONDS = 60
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
WORDS = {
    503: "系统暂时不能使用，请一分钟后再试。",
    507: "服务器的磁盘已满，没有保存。请告诉系统管理员。",
}
_log = logging.getLogger("perfeval.failures")


def broken(request: HttpRequest) -> HttpResponse:
    """The handler of status 500: 503 or 507 with their own words where waiting or an operator helps."""
    status = _status(sys.exception())
    if status in WORDS and _is_for_programs(request):
        answer: HttpResponse = JsonResponse({"detail": WORDS[status]}, status=status)
    else:
        answer = HttpResponse(render_to_string(f"{status}.html"), status=status)
    if status == 503:
        answer["Retry-After"] = str(RETRY_SECONDS)
    return answer


def _is_for_programs(request: HttpRequest) -> bool:
    wanted = "application/json" in request.headers.get("Accept", "")
    return wanted or request.path.startswith("/api/")


def _status(failure: BaseException | None) -> int:
    if isinstance(failure, OperationalError) and _database_is_full(failure):
        _log.error("the disk of the database (DATABASE_URL) is full: %s", _first_line(failure))
        return 507
    if isinstance(failure, OperationalError | InterfaceError):
        _log.error("the database (DATABASE_URL) does not answer: %s", _first_line(failure))
        return 503
    if isinstance(failure, OSError) and failure.errno in NO_ROOM:
        _log.error("nothing can be written (PERFEVAL_VAR, or the folder for temporary files): %s", failure)
        return 507
    if type(failure).__module__.split(".")[0] == "botocore":
        _log.error(
            "the bucket (PERFEVAL_S3_BUCKET, PERFEVAL_S3_URL) does not answer: %s", _first_line(failure)
        )
        return 503
    return 500


def _database_is_full(failure: OperationalError) -> bool:
    """As the driver says it: SQLite by the name of its error, PostgreSQL by SQLSTATE 53100, disk_full."""
    said = (getattr(failure.__cause__, name, None) for name in ("sqlite_errorname", "sqlstate"))
    return any(x in ("SQLITE_FULL", "53100") for x in said)


def _first_line(failure: BaseException | None) -> str:
    return str(failure).strip().partition("\n")[0]
