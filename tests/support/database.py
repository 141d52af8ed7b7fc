"""The database of a test run: PostgreSQL of our own unless DATABASE_URL names one. Used by tests/conftest.py."""

import os
from contextlib import ExitStack

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

from portal import env, localdb

# Filled when the tables are made, and the same for every test.
_MADE_WITH_THE_TABLES = {"django_migrations", "django_content_type", "auth_permission"}

_server = pytest.StashKey[ExitStack]()


def start(config: pytest.Config) -> None:
    """Start a throwaway server before the first test. The workers of pytest-xdist share the one their controller started."""
    TransactionTestCase._fixture_teardown = lambda _test: empty()
    config.stash[_server] = ExitStack()
    if "PYTEST_XDIST_WORKER" not in os.environ and not env.text("DATABASE_URL", "") and not config.option.collectonly:
        localdb.exit_on_terminate()
        config.stash[_server].enter_context(localdb.running(env.data_folder() / "tests", lasting=False))


def stop(config: pytest.Config) -> None:
    if _server in config.stash:
        config.stash[_server].close()


def empty() -> None:
    """Take away what a test has committed, once whoever is still at it has finished.

    Django's own `flush` makes the files of each table and index anew, and all permissions again: a hundred times the work.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        found = {table.name for table in connection.introspection.get_table_list(cursor)} - _MADE_WITH_THE_TABLES
        names = [connection.ops.quote_name(name) for name in sorted(found)]
        cursor.execute(f"LOCK TABLE {', '.join(names)}")
        cursor.execute("; ".join(f"DELETE FROM {name}" for name in names))
