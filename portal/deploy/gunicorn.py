"""The web server's settings, in the demonstration and in production. The command line adds the address."""

import gc
import os
from pathlib import Path
from typing import Any

wsgi_app = "portal.wsgi:application"
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = 4
# The application is loaded once and shared by the processes.
preload_app = True
timeout = 60
graceful_timeout = 20
keepalive = 5
accesslog = "-"
logger_class = "portal.deploy.access_log.AccessLog"
access_log_format = '%(t)s "%(m)s %(U)s" %(s)s %(B)s bytes %(M)s ms'
control_socket_disable = True
# A slow disk must not make a worker look dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None


def when_ready(_server: Any) -> None:
    """What is loaded before the processes are forked stays: the collector would look through it again and again, 0.2 s each time."""
    gc.collect()
    gc.freeze()
