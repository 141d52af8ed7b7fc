"""Confirming how long data is kept, and letting go of what has been kept long enough."""

import json
import logging
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.permissions import require
from portal.home.choices import RetentionKind
from portal.home.models import RetentionPeriod
from portal.home.retention.kinds import KINDS, Kind
from portal.workflow.log import record

logger = logging.getLogger(__name__)
_AT_A_TIME = 500


@dataclass(frozen=True)
class Outcome:
    """What became of one kind. `days` is the confirmed period, else the one proposed; without a confirmed one nothing is removed."""

    kind: Kind
    days: int
    is_confirmed: bool
    due: int
    removed: int = 0
    archived_to: str = ""


def confirm(*, kind: RetentionKind, days: int, by: Actor, now: datetime) -> RetentionPeriod:
    """Decide how long a kind of data is kept from now on."""
    require(by, "retention.confirm")
    with transaction.atomic():
        stamps = {"days": days, "confirmed_at": now, "confirmed_by": by.user}
        period, _made = RetentionPeriod.objects.update_or_create(kind=kind, defaults=stamps)
        record(act="retention.confirm", subject=period, by=by, now=now, note=_("%(days)d dage") % {"days": days})
    return period


def purge(*, now: datetime, dry_run: bool = False) -> list[Outcome]:
    """Remove what has been kept for its confirmed period, kind by kind; a `dry_run` only counts."""
    return [_purge(kind, now, dry_run) for kind in KINDS]


def rows(*, now: datetime) -> list[tuple[RetentionPeriod | None, Outcome]]:
    """Every kind with its confirmed period and what would go now, as the page shows it."""
    periods = {period.kind: period for period in RetentionPeriod.objects.select_related("confirmed_by")}
    return [(periods.get(kind.key), counted(kind, now, periods.get(kind.key))) for kind in KINDS]


def _purge(kind: Kind, now: datetime, dry_run: bool) -> Outcome:
    with transaction.atomic():
        period = RetentionPeriod.objects.select_for_update(skip_locked=True).filter(kind=kind.key).first()
        if period is None or dry_run:
            return counted(kind, now, period)
        due = [row.pk for row in kind.due_at(now, period.days).only("pk")]
        removed, archives = 0, []
        for some in batched(due, _AT_A_TIME, strict=False):
            rows = list(kind.due_at(now, period.days).filter(pk__in=some))
            if kind.archive and rows:
                archives.append(_archive(kind, rows, now))
            removed += _removed(kind, rows, now)
        period.purged_at, period.purged, period.archived_to = now, removed, archives[0] if archives else ""
        period.save(update_fields=["purged_at", "purged", "archived_to"])
    logger.info("Purged %s of %s %s", removed, len(due), kind.key.value)
    return Outcome(kind, period.days, True, len(due), removed, period.archived_to)


def counted(kind: Kind, now: datetime, period: RetentionPeriod | None) -> Outcome:
    """What would go."""
    days = period.days if period else kind.proposed_days
    return Outcome(kind, days, period is not None, kind.due_at(now, days).count())


def _removed(kind: Kind, rows: Sequence[Any], now: datetime) -> int:
    return kind.remove(rows, now) if rows else 0


def _archive(kind: Kind, rows: Sequence[Any], now: datetime) -> str:
    """Write the rows to the storage, one JSON object a line, before they go. Returns the name of the file."""
    name = f"archive/{kind.key.value}-{now:%Y-%m-%d}-{secrets.token_hex(4)}.jsonl"
    return default_storage.save(name, ContentFile("".join(_lines(kind, rows)).encode()))


def _lines(kind: Kind, rows: Sequence[Any]) -> Iterator[str]:
    assert kind.archive is not None  # noqa: S101 - asked for where there is one
    for row in rows:
        yield json.dumps(kind.archive(row), cls=DjangoJSONEncoder, ensure_ascii=False) + "\n"
