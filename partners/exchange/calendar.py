"""A role's calendar as iCalendar (RFC 5545): whole days, no alarms, no persons."""

from collections.abc import Iterable
from datetime import UTC, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from partners.exchange.queries import Entry


def as_ical(entries: Iterable[Entry]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//{(get_language() or 'da').upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Erasmus+ i %(site)s") % {"site": settings.SITE_NAME})
    for entry in entries:
        calendar.add_component(_event(entry))
    return calendar.to_ical()


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{urlsplit(settings.SITE_URL).hostname}")
    changed = entry.changed_at.replace(tzinfo=UTC) if entry.changed_at.tzinfo is None else entry.changed_at.astimezone(UTC)
    event.add("dtstamp", changed)
    event.add("dtstart", entry.first)
    event.add("dtend", entry.last + timedelta(days=1))  # the day after the last, by the standard
    event.add("summary", entry.title)
    if entry.text:
        event.add("description", entry.text)
    event.add("url", entry.url)
    event.add("transp", "TRANSPARENT")
    return event
