"""The consortium's lists as files (portal.ui.spreadsheets)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.countries import country_name
from portal.ui.spreadsheets import Column


def _contact(number: int, name: str):
    return lambda row: getattr(row.contacts.all()[number], name) if len(row.contacts.all()) > number else ""


def _yes(value: bool) -> str:
    return _("ja") if value else _("nej")


# The columns are those of the import (partners.reading), so that the list can be mended in Excel and read in again.
PARTNERS: list[Column] = [
    (gettext_lazy("Navn"), lambda row: row.name),
    (gettext_lazy("Slags"), lambda row: row.get_kind_display()),
    (gettext_lazy("Land"), lambda row: country_name(row.country)),
    (gettext_lazy("By"), lambda row: row.city),
    (gettext_lazy("Adresse"), lambda row: row.address),
    (gettext_lazy("OID"), lambda row: row.oid),
    (gettext_lazy("Hjemmeside"), lambda row: row.website),
    (gettext_lazy("Temaer"), lambda row: ", ".join(row.themes)),
    (gettext_lazy("Kendt"), lambda row: _yes(row.is_familiar)),
    (gettext_lazy("Breddegrad"), lambda row: row.latitude),
    (gettext_lazy("Længdegrad"), lambda row: row.longitude),
    (gettext_lazy("Noter"), lambda row: row.notes),
    (gettext_lazy("Kontaktperson"), _contact(0, "name")),
    (gettext_lazy("Stilling"), _contact(0, "title")),
    (gettext_lazy("Mail"), _contact(0, "email")),
    (gettext_lazy("Telefon"), _contact(0, "phone")),
    (gettext_lazy("Ophold"), lambda row: row.journeys),
]


def _percent(row):
    return _("vises ikke") if row.shown_percent is None else row.shown_percent


RATES: list[Column] = [
    (gettext_lazy("Skole"), lambda row: row.school.name),
    (gettext_lazy("Skoleår"), lambda row: row.school_year),
    (gettext_lazy("Segregeringsprocent"), _percent),
    (gettext_lazy("Elever i opgørelsen"), lambda row: row.pupils if row.is_shown else _("vises ikke")),
    (gettext_lazy("Kilde"), lambda row: row.source),
]


def _place_of(wish):
    return wish.school.name if wish.school else _("Forvaltningen")


# So many of the columns are what was asked for; the rest is the answer, which a school sees once it is given.
ASKED = 5
WISHES: list[Column] = [
    (gettext_lazy("Skole"), _place_of),
    (gettext_lazy("Aktivitet"), lambda wish: wish.get_activity_display()),
    (gettext_lazy("Pladser"), lambda wish: wish.places),
    (gettext_lazy("Dage pr. plads"), lambda wish: wish.days),
    (gettext_lazy("Begrundelse"), lambda wish: wish.reason),
    (gettext_lazy("Point"), lambda wish: wish.sum_of_points),
    (gettext_lazy("Tildelt"), lambda wish: wish.given_places),
    (gettext_lazy("Begrundelse for tildelingen"), lambda wish: wish.given_reason),
]
