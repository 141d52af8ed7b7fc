"""What waits because documents of a mobility are missing, or are handed in and wait for a decision."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.mobilities.models import Mobility
from partners.mobilities.papers.queries import waiting_for_decision, waiting_for_makers
from portal.accounts.actor import Actor
from portal.home.work.task import Task, Urgency
from portal.ui.templatetags.ui import spelled

# Days before departure from which it is urgent.
_URGENT = 14


def to_make(actor: Actor, today: date) -> Iterator[Task]:
    """The place's mobilities that leave soon and lack documents."""
    for mobility in waiting_for_makers(actor, today):
        days = (mobility.starts_on - today).days
        yield Task(
            Urgency.WAITING,
            mobility.approved_at,
            ngettext("Rejser om %(n)d dag", "Rejser om %(n)d dage", days) % {"n": days} if days else _("Rejser i dag"),
            "stop" if days <= _URGENT else "wait",
            _("Gør dokumenterne til ”%(title)s” færdige") % {"title": mobility},
            ngettext("Ét dokument mangler før afrejsen.", "%(n)s dokumenter mangler før afrejsen.", mobility.lacking)
            % {"n": spelled(mobility.lacking).capitalize()},
            _("Se dokumenterne"),
            reverse("mobilities:papers", args=[mobility.pk]),
        )


def to_decide(actor: Actor) -> Iterator[Task]:
    """Documents that are handed in, for those who run the consortium and do not travel themselves; the longest waiting first."""
    return map(_to_decide, waiting_for_decision(actor))


def _to_decide(mobility: Mobility) -> Task:
    return Task(
        Urgency.WAITING,
        mobility.since,
        _("Venter på godkendelse"),
        "wait",
        _("Se dokumenterne til ”%(title)s” igennem") % {"title": mobility},
        ngettext("Ét dokument er afleveret.", "%(n)s dokumenter er afleveret.", mobility.handed_in)
        % {"n": spelled(mobility.handed_in).capitalize()},
        _("Se og afgør"),
        reverse("mobilities:papers", args=[mobility.pk]),
        meta=_("fra %(place)s") % {"place": mobility.sender},
    )
