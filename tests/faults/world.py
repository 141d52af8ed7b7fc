"""The installation that the scenarios break: its people and texts, and its processes."""

import os
import socket
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from portal.home.processes import Processes
from tests.support.ports import free_port
from tests.support.waiting import wait_until

PATIENCE = 240  # seconds that something which must come may take, on a busy machine
_CELERY = (sys.executable, "-m", "celery", "-A", "portal")


def fill() -> None:
    """The tables and the reference data."""
    call_command("prepare", verbosity=0)


def wait_for(comes: Callable[[], object], what: str) -> None:
    wait_until(comes, what, PATIENCE)


def processes() -> "Portal":
    return Portal(Path(settings.DATA_DIR) / "log", dict(os.environ))


class Portal(Processes):
    """The processes of an installation, as many of each as a scenario wants."""

    def worker(self, name: str, inside: tuple[str, ...] = ()) -> None:
        """`inside` is a command that runs the worker's."""
        quiet = ("--without-gossip", "--without-mingle", "--loglevel=WARNING")
        self.start(name, *inside, *_CELERY, "worker", "--hostname", f"{name}@faults", *quiet)

    def beat(self) -> None:
        self.start("beat", *_CELERY, "beat", "--pidfile=", "--loglevel=WARNING")

    def web(self, name: str) -> str:
        """A web process on a port of its own; returns its address."""
        port = free_port()
        self.start(name, sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers=1", "--threads=4", "portal.wsgi")
        wait_for(lambda: _answers(port), f"the web process {name}")
        return f"http://127.0.0.1:{port}"


def _answers(port: int) -> bool:
    with closing(socket.socket()) as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0
