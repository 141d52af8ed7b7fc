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


def edition_name(number: int, corrected_on: str) -> str:
    """What an edition is called, with the day as it is written in the language of the moment."""
    if corrected_on:
        return gettext("%(number)s. udgave, rettet %(date)s") % {"number": number, "date": corrected_on}
    return gettext("%(number)s. udgave") % {"number": number}
