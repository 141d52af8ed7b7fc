"""What waits because somebody wants to travel: proposals to decide on, what was sent back, and the journeys that are one's own."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.mobilities.choices import State
from partners.mobilities.models import Mobility
from portal.accounts.actor import Actor
from portal.home import queries
from portal.home.work.task import Task, Urgency, has_waited
from portal.text.dates import span
from portal.ui.templatetags.ui import day


def to_decide(actor: Actor) -> Iterator[Task]:
    """Proposals, departures and reports that wait for the actor among those who may decide."""
    today = timezone.localdate()
    for mobility in queries.work_journeys_to_decide(actor, today):
        yield _to_decide(mobility, today)


def returned(actor: Actor, own: list[Mobility]) -> Iterator[Task]:
    """What was sent back to those who wrote it, each with the reason."""
    found = [mobility for mobility in own if mobility.state == State.SENT_BACK and actor.user in mobility.writers.all()]
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


def journey_words(mobility: Mobility) -> str:
    """The small line of a row: where and when."""
    city = (mobility.host.city or mobility.host.name) if mobility.host else ""
    return ", ".join(filter(None, [city, span(mobility.starts_on, mobility.ends_on)]))


def _when(mobility: Mobility) -> str:
    if mobility.state == State.REPORTED:
        return _("Hjemme %(day)s") % {"day": day(mobility.ends_on)}
    return _("Rejser %(day)s") % {"day": day(mobility.starts_on)}


def _to_decide(mobility: Mobility, today: date) -> Task:
    about = {"title": mobility, "who": mobility.proposed_by, "place": mobility.sender}
    words = {
        State.PROPOSED: (_("Læs og anbefal ”%(title)s”"), _("Læs og afgør"), mobility.proposed_at),
        State.ENDORSED: (_("Godkend ”%(title)s”"), _("Læs og afgør"), mobility.endorsed_at),
        State.APPROVED: (_("Godkend ”%(title)s” til afrejse"), _("Se, hvad der mangler"), mobility.approved_at),
        State.REPORTED: (_("Læs rapporten, og afslut ”%(title)s”"), _("Gå til opholdet"), mobility.reported_at),
    }
    title, act, since = words[State(mobility.state)]
    is_proposal = mobility.state in {State.PROPOSED, State.ENDORSED}
    began = since or mobility.changed_at
    pill = has_waited((today - timezone.localdate(began)).days) if is_proposal else _when(mobility)
    return Task(
        Urgency.WAITING if is_proposal else Urgency.TO_PUBLISH,
        began,
        pill,
        "wait" if is_proposal else "note",
        title % about,
        journey_words(mobility),
        act,
        reverse("mobilities:detail", args=[mobility.pk]),
        meta=_("fra %(who)s, %(place)s") % about,
    )
