"""Setting the trial actions of a draft soon after it has changed, so that the builder tells measured pages and an order is quick.

Nothing depends on it: a measure that is missing is an estimate in the builder. So a lost message costs nothing but that.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache

from portal.documents import rendering
from portal.documents.measuring import setting
from portal.documents.rendering import Base, RefusedAddress, UnusableImage
from portal.files.faults import open_stored
from portal.queue import wake
from trials.catalogue.book.contents import edition_publication
from trials.catalogue.book.measures import keep_measures, unmeasured
from trials.catalogue.choices import EditionState
from trials.catalogue.documents import edition_snapshot
from trials.catalogue.models import Edition

logger = logging.getLogger(__name__)
MEASURE = "trials.catalogue.tasks.measure_edition"
# A few seconds of work: an order that waits in the same queue is not held up for longer.
AT_ONCE = 8
# A worker that died while measuring holds the others back for no longer than this.
HOLDS = timedelta(minutes=2)


def ask_for_measures(edition: Edition) -> None:
    """Let a worker measure what is new in a draft, once it is committed. Without a memory there is nowhere to keep it."""
    if settings.PRINT_MEMORY:
        wake(MEASURE, edition.pk)


def measure_drafts() -> int:
    """Ask for measures of every draft, once after each change of how books are set. Returns how many were asked for."""
    if not settings.PRINT_MEMORY or not cache.add(f"catalogue.measured.{setting()}", True, None):
        return 0
    drafts = Edition.objects.filter(state=EditionState.DRAFT, frozen__isnull=True)
    for edition in drafts:
        wake(MEASURE, edition.pk)
    return len(drafts)


def measure_some(*, edition_id: int, now: datetime) -> int:
    """Set up to AT_ONCE trial actions that nobody has set, and ask for the rest. Returns how many were set.

    One at a time per edition: of many changes in a row the first call does the work, and sees what the others changed.
    """
    edition = Edition.objects.with_catalogue().filter(pk=edition_id).first()
    if edition is None or not edition.is_draft or edition.is_frozen or not settings.PRINT_MEMORY:
        return 0
    lock = f"catalogue.measuring.{edition_id}"
    if not cache.add(lock, True, HOLDS.total_seconds()):
        return 0
    try:
        return _measure(edition, now)
    finally:
        cache.delete(lock)


def _measure(edition: Edition, now: datetime) -> int:
    snapshot = edition_snapshot(edition, now)
    waiting = unmeasured(snapshot)
    if not waiting:
        return 0
    publication = edition_publication(snapshot)
    base = Base(drawings=publication.drawings, open_image=open_stored)
    try:
        extents = rendering.measure(publication.html(), only=waiting[:AT_ONCE], base=base)
    except (UnusableImage, RefusedAddress, OSError) as problem:
        logger.warning("Edition %s could not be measured: %s", edition.pk, problem)
        return 0
    keep_measures(snapshot, extents)
    if len(waiting) > AT_ONCE and extents:
        wake(MEASURE, edition.pk)
    return len(extents)
