"""The installation that the scenarios break: its people and texts, and its processes."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

PATIENCE = 240  # seconds that something which must come may take, on a busy machine
_CELERY = (sys.executable, "-m", "celery", "-A", "portal")


class TookTooLong(Exception):
    """What must come did not; the message says what."""


def fill() -> None:
    """The tables and the reference data."""
    call_command("prepare", verbosity=0)


def wait_for(comes: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while not comes():
        if time.monotonic() > deadline:
            raise TookTooLong(what)
        time.sleep(0.1)


@dataclass
class Processes:
    """Real processes of the portal. All that were started are ended with it."""

    environment: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    running: dict[str, subprocess.Popen] = field(default_factory=dict)

    def start(self, name: str, *command: str) -> None:
        with (Path(settings.DATA_DIR) / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment, start_new_session=True
            )

    def worker(self, name: str, inside: tuple[str, ...] = ()) -> None:
        quiet = ("--without-gossip", "--without-mingle", "--loglevel=WARNING")
        self.start(name, *inside, *_CELERY, "worker", "--hostname", f"{name}@faults", *quiet)

    def beat(self) -> None:
        self.start("beat", *_CELERY, "beat", "--pidfile=", "--loglevel=WARNING")

    def web(self, name: str) -> str:
        """A web process on a port of its own; returns its address."""
        port = _free_port()
        self.start(name, sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers=1", "--threads=4", "portal.wsgi")
        wait_for(lambda: _answers(port), f"the web process {name}")
        return f"http://127.0.0.1:{port}"

    def kill(self, name: str) -> None:
        """End a process and its children at once, as a machine that loses power does."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def end(self) -> None:
        for name in list(self.running):
            self.kill(name)


@contextmanager
def processes(**environment: str) -> Iterator[Processes]:
    made = Processes({**os.environ, **environment})
    try:
        yield made
    finally:
        made.end()


def _free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _answers(port: int) -> bool:
    with closing(socket.socket()) as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0
