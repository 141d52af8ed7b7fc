"""The list of mobilities as a file (portal.ui.spreadsheets)."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.countries import country_name
from partners.mobilities.granting import persons
from partners.mobilities.models import Mobility
from partners.mobilities.showing import shown_total
from portal.accounts.actor import Actor
from portal.ui.spreadsheets import Column


def mobility_columns(reader: Actor) -> list[Column]:
    """What the list and the page of each say to this reader: totals without what only the administration sees."""
    return [
        (_("Titel"), str),
        (_("Opholdets ID"), lambda mobility: mobility.number or ""),
        (_("Nummer i Beneficiary Module"), lambda mobility: mobility.module_number),
        (_("Status"), lambda mobility: mobility.get_state_display()),
        (_("Aktivitet"), lambda mobility: mobility.get_activity_display()),
        (_("Sendes af"), lambda mobility: mobility.sender),
        (_("Vært"), lambda mobility: mobility.host.name if mobility.host else ""),
        (_("By"), lambda mobility: mobility.host.city if mobility.host else ""),
        (_("Land"), lambda mobility: country_name(mobility.host.country) if mobility.host else ""),
        (_("Første dag"), lambda mobility: mobility.starts_on),
        (_("Sidste dag"), lambda mobility: mobility.ends_on),
        (_("Dage"), lambda mobility: mobility.days),
        (_("Rejsedage"), lambda mobility: mobility.travel_days),
        (_("Deltagere"), lambda mobility: persons(mobility)[0]),
        (_("Ledsagere"), lambda mobility: persons(mobility)[1]),
        (_("Hvem"), _names),
        (_("Projekt"), lambda mobility: mobility.project.code if mobility.project else ""),
        (_("Bevilget i euro"), lambda mobility: shown_total(mobility, reader)),
        (_("Adresse"), _address),
    ]


def _names(mobility: Mobility) -> str:
    return ", ".join(person.name for person in mobility.participants.all())


def _address(mobility: Mobility) -> str:
    return settings.SITE_URL + reverse("mobilities:detail", args=[mobility.pk])
