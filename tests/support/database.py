"""The database of a test run: PostgreSQL of our own unless DATABASE_URL names one. Used by tests/conftest.py."""

import os
from contextlib import ExitStack

import pytest

from portal import env, localdb

_server = pytest.StashKey[ExitStack]()


def start(config: pytest.Config) -> None:
    """Start a throwaway server before the first test. The workers of pytest-xdist share the one their controller started."""
    config.stash[_server] = ExitStack()
    if "PYTEST_XDIST_WORKER" not in os.environ and not env.text("DATABASE_URL", "") and not config.option.collectonly:
        localdb.exit_on_terminate()
        config.stash[_server].enter_context(localdb.running(env.data_folder() / "tests", lasting=False))


def stop(config: pytest.Config) -> None:
    if _server in config.stash:
        config.stash[_server].close()
