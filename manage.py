#!/usr/bin/env python
"""Django's command line for perfeval."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError


def _stop(words: str) -> None:
    """2: it was not done; 1 would say of `backup` that it was made, with something missing."""
    sys.stderr.write(f"{words}\n")
    sys.exit(2)


def main() -> None:
    """Do what the command line says; what the program stands on and is not there is told in one line."""
    try:
        _ = settings.VAR_DIR  # a variable that cannot be read is told before anything else
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as failure:
        _stop(f"环境变量不对：{failure}")
    except Exception as failure:
        if "--traceback" in sys.argv:
            raise
        if isinstance(failure, OperationalError):
            _stop(f"数据库（DATABASE_URL）不能使用：{str(failure).strip()}")
        if (
            type(failure).__module__.split(".")[0] == "botocore"
        ):  # where there is a bucket; else it is not here
            _stop(f"对象存储（PERFEVAL_S3_BUCKET、PERFEVAL_S3_URL）不能使用：{failure}")
        raise


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfeval.settings")
    main()
