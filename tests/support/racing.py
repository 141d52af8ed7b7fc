"""Several people, or workers, at the same instant: each in a thread with its own database connection, released by one barrier."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

MOST = 20


def race(*calls: Callable[[], Any]) -> list[Any]:
    """Make all calls at once and return what each gave, in order; an exception is returned, not raised."""
    assert len(calls) <= MOST, "more connections than the database of a test run has to spare"
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=20)
            return call()
        except Exception as error:  # noqa: BLE001 - what happened to one of them is the result
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
