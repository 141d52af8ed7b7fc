"""What waits for those who travel: notes on the way, and the report after the return."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from functools import partial

from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.mobilities.choices import REMINDED_AFTER, State
from portal.home.queries import OwnJourney
from portal.home.work.task import Task, Urgency, Waiting


def to_report(own: list[OwnJourney], today: date) -> Iterator[Waiting]:
    """The actor's own journeys that are under way, or that have not been reported on."""
    tell = partial(_told, today=today)
    for mobility in own:
        if mobility.state == State.UNDER_WAY:
            yield Waiting(Urgency.TO_ISSUE, _since(mobility.starts_on), mobility, tell)
        elif mobility.state == State.HOME:
            yield Waiting(Urgency.TO_SEND, _since(mobility.ends_on), mobility, tell)


def _told(own: Sequence[OwnJourney], today: date) -> dict[OwnJourney, Task]:
    return {mobility: _to_note(mobility) if mobility.state == State.UNDER_WAY else _to_report(mobility, today) for mobility in own}


def _to_note(mobility: OwnJourney) -> Task:
    return Task(
        Urgency.TO_ISSUE,
        _since(mobility.starts_on),
        _("Undervejs"),
        "note",
        _("Skriv noter fra ”%(title)s”") % {"title": mobility},
        _("Et par ord om dagen er nok. De står ved siden af, når I skriver rapporten."),
        _("Skriv en note"),
        reverse("mobilities:notes", args=[mobility.pk]),
    )


def _to_report(mobility: OwnJourney, today: date) -> Task:
    days = (today - mobility.ends_on).days if mobility.ends_on else 0
    return Task(
        Urgency.TO_SEND,
        _since(mobility.ends_on),
        ngettext("Hjemme i %(n)d dag", "Hjemme i %(n)d dage", days) % {"n": days} if days > 0 else _("Hjemme"),
        "stop" if days >= max(REMINDED_AFTER) else "wait",
        _("Skriv rapporten fra ”%(title)s”") % {"title": mobility},
        _("Den kan skrives sammen med dem, du rejste med, og lidt ad gangen."),
        _("Skriv rapporten"),
        reverse("mobilities:homecoming", args=[mobility.pk]),
    )


def _since(day: date | None) -> datetime:
    return make_aware(datetime.combine(day or date.min.replace(year=2021), time.min))
