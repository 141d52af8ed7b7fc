"""The log as one JSON object a line, for a machine that gathers logs; without secrets and without what people have written.

An exception is told by its kind and where it happened. What it says is left out, since it may quote a draft (”invalid literal …”) or a whole
row (PostgreSQL's DETAIL); only faults of the ground say it themselves.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from portal.deploy.secrecy import without_secrets

# What these say is about files, servers and settings. Of a database's words the first line only.
_SAY_IT_THEMSELVES = (OSError, DatabaseError, ImproperlyConfigured)
_LONGEST = 2000


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage())[:_LONGEST],
        }
        if status := getattr(record, "status_code", None):
            told["status"] = status
        if record.exc_info and record.exc_info[1]:
            told["exception"] = [_told(error) for error in _chain(record.exc_info[1])]
        return json.dumps(told, ensure_ascii=False)


def _chain(error: BaseException | None) -> list[BaseException]:
    """The exception with those that led to it, the first cause last."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found


def _told(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)
    told: dict[str, Any] = {"kind": type(error).__qualname__, "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]}
    if isinstance(error, _SAY_IT_THEMSELVES):
        told["says"] = without_secrets(str(error).partition("\n")[0])[:_LONGEST]
    return told
