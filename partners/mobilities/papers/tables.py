"""The lists of documents and departures as files (portal.ui.spreadsheets): which columns each has."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.mobilities.models import Mobility, Paper
from partners.mobilities.papers.compulsory import lacking_words, missing_before_departure, slot_name
from portal.ui.spreadsheets import Column


def days_left(start: date | None, today: date) -> int | None:
    """Days to departure; negative once they have left."""
    return (start - today).days if start else None


def lacks(paper: Paper) -> str:
    """The same words as on the page of the mobility."""
    return lacking_words(slot_name(paper.kind, paper.participant), paper.state, paper.signatures_missing)


def _host(mobility: Mobility) -> str:
    return ", ".join(filter(None, [mobility.host.name, mobility.host.city, mobility.host.country])) if mobility.host else ""


MISSING: list[Column] = [
    (_("Ophold"), lambda paper: paper.mobility.title),
    (_("Opholdets ID"), lambda paper: paper.mobility.number),
    (_("Projekt"), lambda paper: paper.mobility.project),
    (_("Sendes af"), lambda paper: paper.mobility.sender),
    (_("Afrejse"), lambda paper: paper.mobility.starts_on),
    (_("Dage til afrejse"), lambda paper: days_left(paper.mobility.starts_on, timezone.localdate())),
    (_("Hvornår"), lambda paper: paper.get_phase_display()),
    (_("Dokument"), lambda paper: paper.get_kind_display()),
    (_("Deltager"), lambda paper: paper.participant),
    (_("Status"), lambda paper: paper.get_state_display()),
    (_("Hvad mangler?"), lacks),
]

DEPARTURES: list[Column] = [
    (_("Afrejse"), lambda mobility: mobility.starts_on),
    (_("Hjemkomst"), lambda mobility: mobility.ends_on),
    (_("Ophold"), lambda mobility: mobility.title),
    (_("Opholdets ID"), lambda mobility: mobility.number),
    (_("Sendes af"), lambda mobility: mobility.sender),
    (_("Vært"), _host),
    (_("Rejser"), lambda mobility: ", ".join(map(str, mobility.participants.all()))),
    (_("Elever"), lambda mobility: mobility.pupils),
    (_("Status"), lambda mobility: mobility.get_state_display()),
    (_("Hvad mangler?"), lambda mobility: "; ".join(missing_before_departure(mobility))),
]
