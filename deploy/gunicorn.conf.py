"""Settings of gunicorn: gunicorn -c deploy/gunicorn.conf.py perfeval.wsgi"""

import os

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
