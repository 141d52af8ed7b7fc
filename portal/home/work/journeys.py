"""What waits because somebody wants to travel: proposals to decide on, what was sent back, and the journeys that are one's own."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.mobilities.choices import State
from partners.mobilities.models import Mobility
from portal.accounts.actor import Actor
from portal.home import queries
from portal.home.queries import OwnJourney
from portal.home.work.task import Task, Urgency, Waiting, has_waited
from portal.ui.templatetags.ui import day, until


def to_decide(actor: Actor) -> Iterator[Waiting]:
    """Proposals, departures and reports that wait for the actor among those who may decide."""
    today = timezone.localdate()
    tell = partial(_to_decide, today=today)
    for number, state, since in queries.work_journeys_to_decide(actor, today):
        yield Waiting(Urgency.WAITING if state in _PROPOSALS else Urgency.TO_PUBLISH, since, number, tell)


def returned(own: list[OwnJourney]) -> Iterator[Task]:
    """What was sent back to those who wrote it, each with the reason."""
    found = [mobility for mobility in own if mobility.state == State.SENT_BACK and mobility.is_written]
    for mobility, entry in queries.work_journey_notes(found):
        yield Task(
            Urgency.RETURNED,
            entry.at,
            _("Sendt retur"),
            "stop",
            _("Ret ”%(title)s”") % {"title": mobility},
            _("Et ophold, du har foreslået."),
            _("Ret forslaget"),
            reverse("mobilities:write", args=[mobility.pk]),
            meta=_("af %(who)s %(day)s") % {"who": entry.user, "day": day(entry.at)},
            note=entry.note,
        )


def journey_words(city: str, first: date | None, last: date | None) -> str:
    """The small line of a row: where and when."""
    return ", ".join(filter(None, [city, until(first, last)]))


_PROPOSALS = frozenset({State.PROPOSED, State.ENDORSED})


def _to_decide(numbers: Sequence[int], today: date) -> dict[int, Task]:
    return {mobility.pk: _one_to_decide(mobility, today) for mobility in queries.work_journeys_told(numbers)}


def _one_to_decide(mobility: Any, today: date) -> Task:
    about = {"title": mobility, "who": mobility.proposed_by, "place": mobility.sender}
    title, act = {
        State.PROPOSED: (_("Læs og anbefal ”%(title)s”"), _("Læs og afgør")),
        State.ENDORSED: (_("Godkend ”%(title)s”"), _("Læs og afgør")),
        State.APPROVED: (_("Godkend ”%(title)s” til afrejse"), _("Se, hvad der mangler")),
        State.REPORTED: (_("Læs rapporten, og afslut ”%(title)s”"), _("Gå til opholdet")),
    }[State(mobility.state)]
    is_proposal = mobility.state in _PROPOSALS
    city = (mobility.host.city or mobility.host.name) if mobility.host else ""
    return Task(
        Urgency.WAITING if is_proposal else Urgency.TO_PUBLISH,
        mobility.waits,
        has_waited((today - timezone.localdate(mobility.waits)).days) if is_proposal else _when(mobility),
        "wait" if is_proposal else "note",
        title % about,
        journey_words(city, mobility.starts_on, mobility.ends_on),
        act,
        reverse("mobilities:detail", args=[mobility.pk]),
        meta=_("fra %(who)s, %(place)s") % about,
    )


def _when(mobility: Mobility) -> str:
    if mobility.state == State.REPORTED:
        return _("Hjemme %(day)s") % {"day": day(mobility.ends_on)}
    return _("Rejser %(day)s") % {"day": day(mobility.starts_on)}
