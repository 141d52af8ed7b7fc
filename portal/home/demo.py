"""What the demonstration is: its settings for other windows, its processes, and whom one can sign in as."""

import fcntl
import json
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import date
from pathlib import Path

from portal.home.processes import Processes
from schools.people.choices import RoleKind
from schools.people.models import Role

START_PATIENCE = 90  # seconds until everything must be well
ADDRESSES = ("127.0.0.1", "::1")


class DemoError(Exception):
    """The demonstration cannot start; the message says why and what to do."""


@contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Refuse a second demonstration on the same data."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / ".demo-lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DemoError(
                f"A demonstration already runs on the data in {data_dir}. Stop it first, or give this one its own folder: DATA_DIR=…"
            ) from error
        yield


def free_addresses(port: int) -> list[str]:
    """Return the addresses of `localhost` on this machine; raise DemoError when the port is taken on one of them."""
    usable = []
    for address in ADDRESSES:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with ExitStack() as stack:
            try:
                listener = stack.enter_context(closing(socket.socket(family)))
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.bind((address, port))
            except OSError as error:
                if error.errno in {98, 48}:
                    raise DemoError(f"Port {port} is taken by another program. Choose another: make demo PORT={port + 1}") from error
                if error.errno == 13:
                    raise DemoError(f"Port {port} may only be used by root. Choose one above 1023: make demo PORT=8000") from error
                continue
            usable.append(address)
    return usable


def remember(data_dir: Path, port: int) -> None:
    """Leave the settings of the demonstration where manage.py in another window finds them (portal/settings.py)."""
    (data_dir / "demo.env").write_text(f"# Written by `make demo`.\nDEMO=1\nLOCAL=1\nPORT={port}\n", encoding="utf-8")


def bind(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def start_all(processes: Processes, port: int, addresses: list[str]) -> None:
    binds = [part for address in addresses for part in ("--bind", bind(address, port))]
    celery = (sys.executable, "-m", "celery", "-A", "portal")
    processes.start("web", sys.executable, "-m", "gunicorn", "--config", "python:portal.deploy.gunicorn", *binds)
    processes.start("worker", *celery, "worker", "--loglevel=INFO", "--without-gossip", "--without-mingle")
    processes.start("beat", *celery, "beat", "--loglevel=INFO", "--pidfile=")


def wait_until_well(processes: Processes, url: str) -> None:
    """Return when /healthz finds everything well; raise DemoError with what it found otherwise."""
    deadline = time.monotonic() + START_PATIENCE
    while True:
        processes.check()
        parts = health(url)
        if parts and set(parts.values()) == {"ok"}:
            return
        if time.monotonic() > deadline:
            found = "no answer" if parts is None else ", ".join(f"{part}: {state}" for part, state in parts.items())
            raise DemoError(
                f"The portal did not become ready within {START_PATIENCE} seconds ({found}). See the logs in {processes.log_folder}."
            )
        time.sleep(0.3)


def health(url: str) -> dict[str, str] | None:
    """Return what /healthz says, or None when nobody answers."""
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5) as answer:  # noqa: S310 - our own address
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error) if error.code == 503 else {"web": f"answers {error.code}"}
    except OSError:
        return None


def sign_ins(on: date) -> list[tuple[str, str]]:
    """Return a role's name and place, and the e-mail of someone who has it, once per kind of role."""
    found: dict[str, Role] = {}
    for role in Role.objects.on(on).with_places().filter(user__is_active=True):
        found.setdefault(role.kind, role)
    return [(found[kind].label, found[kind].user.email) for kind in RoleKind.values if kind in found]


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONUNBUFFERED": "1"}
