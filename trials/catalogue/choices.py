from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class EditionState(models.TextChoices):
    DRAFT = "draft", _("Under arbejde")
    PUBLISHED = "published", _("Udgivet")
    WITHDRAWN = "withdrawn", _("Trukket tilbage")
    REPLACED = "replaced", _("Afløst af en rettet udgave")


# The kind of document that an edition becomes.
EDITION = "edition"
# The kind of document that a person's own selection becomes, and how much one may hold.
SELECTION = "selection"
MOST_SELECTED = 60


class Grouping(models.TextChoices):
    """Whether the book is divided. The values stand in snapshots."""

    NONE = "", _("Ikke delt: én samlet rækkefølge")
    AREA = "area", _("Efter fokusområde")
    MUNICIPALITY = "municipality", _("Efter kommune")


class Division(models.TextChoices):
    """When the edition comes in several volumes, each a file of its own."""

    LONG = "", _("Kun når bogen bliver lang")
    GROUPS = "groups", _("Et bind til hver gruppe")


class Participants(models.TextChoices):
    """Who stands in the list of participants. The values stand in snapshots."""

    MEMBERS = "members", _("Alle deltagere, også dem uden en beskrevet prøvehandling")
    DESCRIBED = "described", _("Kun dem, der har en prøvehandling i kataloget")
    NOBODY = "nobody", _("Ingen liste")


class Colour(models.TextChoices):
    """The palette of covers. `trials.catalogue.book.palette` holds what is printed; a test measures its contrast, also in grey."""

    PLUM = "plum", _("Blomme")
    BLUE = "blue", _("Blå")
    PETROL = "petrol", _("Petrol")
    GREEN = "green", _("Grøn")
    RUST = "rust", _("Rust")


def edition_name(number: int, corrected_on: str) -> str:
    """What an edition is called, with the day as it is written in the language of the moment."""
    if corrected_on:
        return gettext("%(number)s. udgave, rettet %(date)s") % {"number": number, "date": corrected_on}
    return gettext("%(number)s. udgave") % {"number": number}
