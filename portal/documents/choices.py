from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentState(models.TextChoices):
    REQUESTED = "requested", _("I kø")
    BUILDING = "building", _("Bliver sat op")
    READY = "ready", _("Klar")
    FAILED = "failed", _("Kunne ikke bygges")
    CANCELLED = "cancelled", _("Afbrudt")


ACTIVE = (DocumentState.REQUESTED, DocumentState.BUILDING)


class Phase(models.TextChoices):
    """What a worker is doing; WeasyPrint reports pages only while it lays out."""

    LAYOUT = "layout", _("Opsætning")
    FINISHING = "finishing", _("Færdiggør")
    WRITING = "writing", _("Skriver PDF")
