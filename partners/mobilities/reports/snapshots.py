"""What a report says, as plain data: facts, blocks and pictures, in Danish and without persons."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from partners.mobilities.homecoming.outcomes import outcomes_of
from partners.mobilities.homecoming.queries import photos_of, told_of, with_words
from partners.mobilities.models import Mobility, Report
from partners.mobilities.reports.blocks import Blocks
from partners.mobilities.reports.facts import facts_of, place_of
from partners.mobilities.reports.texts import INTRO
from portal.accounts.actor import VISITOR

MOST_PICTURES = 12


def report_snapshot(report: Report, now: datetime) -> dict[str, Any]:
    """Return what the report says: an issued one what it said when it was issued."""
    return report.frozen or written_snapshot(report, now)


def written_snapshot(report: Report, now: datetime) -> dict[str, Any]:
    """Return what the report says now: its texts as they are written, its numbers as they are counted today."""
    with override(settings.LANGUAGE_CODE):
        mobilities = with_words(told_of(report))
        outcomes = outcomes_of([mobility.pk for mobility in mobilities], VISITOR)
        return {
            "report": report.pk,
            "kind": report.kind,
            "kind_label": str(report.get_kind_display()),
            "number": report.label,
            "title": report.title,
            "place": place_of(report),
            "intro": report.texts.get(INTRO, ""),
            "facts": [list(fact) for fact in facts_of(report, mobilities) if fact[1]],
            "blocks": Blocks(report, mobilities, outcomes).all(),
            "images": _images(mobilities, now),
            "counted_on": date_format(timezone.localdate(now)),
        }


def _images(mobilities: Sequence[Mobility], now: datetime) -> list[dict[str, Any]]:
    photos = photos_of([mobility.pk for mobility in mobilities], timezone.localdate(now), MOST_PICTURES)
    return [
        {
            "photo": photo.pk,
            "path": photo.stored.file.name,
            "alt": photo.alt,
            "caption": photo.caption,
            "width": photo.stored.width,
            "height": photo.stored.height,
        }
        for photo in photos
    ]
