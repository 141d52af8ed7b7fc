"""Whether the parts the portal stands on answer: the database, the storage of files, the broker, and the worker by its heartbeat."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from portal.celery import app
from portal.files.faults import as_os_errors
from portal.home.models import Heartbeat

# The beat asks the worker for a sign of life every 20 seconds; three may be lost.
HEARTBEAT_MAX_AGE = timedelta(seconds=80)
PATIENCE = 3  # seconds for the broker to answer


def report(now: datetime) -> dict[str, str]:
    """Return "ok" or what is wrong, per part."""
    checks: dict[str, Callable[[], str]] = {"database": _database, "storage": _storage, "broker": _broker, "worker": lambda: _worker(now)}
    return {part: check() for part, check in checks.items()}


def is_well(parts: dict[str, str]) -> bool:
    return set(parts.values()) == {"ok"}


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return "ok"


def _storage() -> str:
    """Ask for a file that need not exist; a folder must also be writable. Nothing is written: GET changes nothing."""
    try:
        with as_os_errors():
            default_storage.exists("healthz")
    except OSError:
        return "does not answer"
    if isinstance(default_storage, FileSystemStorage) and not _is_writable(Path(default_storage.location)):
        return "cannot be written"
    return "ok"


def _broker() -> str:
    folder = settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("data_folder_in")
    if folder:
        return "ok" if _is_writable(Path(folder)) else "cannot be written"
    try:
        with app.connection_for_write(connect_timeout=PATIENCE) as broker:
            broker.ensure_connection(max_retries=1, timeout=PATIENCE)
    except OperationalError:
        return "does not answer"
    return "ok"


def _worker(now: datetime) -> str:
    try:
        beats = Heartbeat.objects.filter(name="worker").values_list("beaten_at", flat=True).first()
    except DatabaseError:
        return "unknown"
    if beats is None:
        return "has not started"
    return "ok" if now - beats < HEARTBEAT_MAX_AGE else f"silent since {timezone.localtime(beats):%Y-%m-%d %H:%M:%S}"


def _is_writable(folder: Path) -> bool:
    """Say whether the folder, or the nearest above it that exists, can be written."""
    while not folder.exists():
        folder = folder.parent
    return os.access(folder, os.W_OK)
