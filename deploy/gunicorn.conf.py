"""Settings of gunicorn: gunicorn -c deploy/gunicorn.conf.py perfeval.wsgi"""

import os
import shutil
import tempfile
from itertools import count

from prometheus_client import values

bind = os.environ.get("GUNICORN_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("GUNICORN_WORKERS", "1"))  # SQLite: 1; PostgreSQL: one per core
worker_class = "gthread"
threads = int(os.environ.get("GUNICORN_THREADS", "8"))
timeout = 120  # a large document
graceful_timeout = 60
max_requests, max_requests_jitter = 5_000, 500  # gives back what libraries leak
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108
control_socket_disable = True  # nobody asks, and under systemd there is no home to put it
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")

# All processes count their requests in one folder (in memory: a full disk must not stop who writes there), so
# that /metrics tells their sum whichever is asked. systemd's folder goes with the service, however that ends.
# This file is read again on SIGHUP: the folder stays.
COUNTS = "PROMETHEUS_MULTIPROC_DIR"
if COUNTS not in os.environ:
    place = os.environ.get("RUNTIME_DIRECTORY") or worker_tmp_dir
    os.environ[COUNTS] = tempfile.mkdtemp(prefix="perfeval-counts-", dir=place)


def pre_fork(server, worker):
    """Who follows a process that ended gets its number: goes on in its file, and no file is left over."""
    taken = {other.number for other in server.WORKERS.values()}
    worker.number = next(number for number in count(1) if number not in taken)


def post_fork(server, worker):
    """Before the program is loaded, which asks here how it counts."""
    values.ValueClass = values.MultiProcessValue(lambda: worker.number)


def on_exit(server):
    """The counts begin at 0 with the next start."""
    shutil.rmtree(os.environ[COUNTS], ignore_errors=True)
