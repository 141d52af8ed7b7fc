from django.db import models
from django.utils.translation import gettext_lazy as _

# Larger than the whole country's register, and small enough to be read at once.
MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 20_000


class Encoding(models.TextChoices):
    """What a file can be written in; the value is Python's name of it."""

    UTF16 = "utf-16", _("UTF-16")
    UTF8 = "utf-8-sig", _("UTF-8")
    CP1252 = "cp1252", _("Windows-1252 (ANSI)")


class Fate(models.TextChoices):
    """What becomes of a school."""

    NEW = "new", _("Ny")
    CHANGED = "changed", _("Ændret")
    MOVED = "moved", _("Flyttet")
    CLOSED = "closed", _("Lukket")
