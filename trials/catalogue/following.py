"""Waiting for a document in a terminal: tells each step, and notices when no worker is there."""

import time
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from portal.documents.choices import HEARTBEAT_HOLDS, DocumentState
from portal.documents.models import Document
from trials.catalogue.outline import Standing

EVERY = 0.5
# So long may an order stay untouched while nobody builds anything, before we say that there is no worker.
PATIENCE = timedelta(seconds=40)


class NoWorker(Exception):
    """Nobody took the order."""


class TooSlow(Exception):
    """The deadline passed while it was being built."""


def follow(document: Document, *, say: Callable[[str], object], deadline: timedelta, patience: timedelta = PATIENCE) -> Document:
    """Return the document when it is no longer active. Raises NoWorker or TooSlow; the order stays in the queue."""
    started = idle_since = timezone.now()
    said = ""
    while True:
        document.refresh_from_db(fields=["state", "phase", "page", "pages_expected", "volume", "pages", "size", "file", "error"])
        if not document.is_active:
            return document
        sentence = Standing.of(document).sentence
        if sentence != said:
            say(sentence)
            said = sentence
        now = timezone.now()
        if document.state == DocumentState.BUILDING or _somebody_builds():
            idle_since = now
        if now - idle_since > patience:
            raise NoWorker
        if now - started > deadline:
            raise TooSlow
        time.sleep(EVERY)


def _somebody_builds() -> bool:
    alive = timezone.now() - HEARTBEAT_HOLDS
    return Document.objects.filter(state=DocumentState.BUILDING, heartbeat_at__gt=alive).exists()
