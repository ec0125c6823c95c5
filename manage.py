#!/usr/bin/env python
"""Django's command line for perfeval."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfeval.settings")
    try:
        _ = settings.VAR_DIR  # a variable that cannot be read is told before anything else
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as failure:
        sys.exit(f"环境变量不对：{failure}")
    except OperationalError as failure:
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"数据库（DATABASE_URL）不能使用：{str(failure).strip()}")
