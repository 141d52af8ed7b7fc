"""Waiting means asking again until a deadline."""

import time
from collections.abc import Callable
from threading import Event


def wait_until(holds: Callable[[], object], what: str, patience: float = 30) -> None:
    """Return as soon as it holds; fail with what was waited for."""
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, f"Waited {patience:g} seconds for: {what}"
        Event().wait(0.1)
