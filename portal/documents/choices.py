from datetime import timedelta

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
    """What a worker is doing, as the renderer reports it (portal.documents.print.progress)."""

    LAYOUT = "layout", _("Opsætning")
    FINISHING = "finishing", _("Færdiggør")
    WRITING = "writing", _("Skriver PDF")


MAX_ATTEMPTS = 3
# A storage that did not answer is left alone this long, by how often it has been tried: a bucket may be away for some minutes.
PAUSES = {1: timedelta(minutes=1), 2: timedelta(minutes=3)}
# A worker shows a sign of life this often, also when the renderer is silent …
HEARTBEAT_EVERY = timedelta(seconds=5)
# … and one that has been silent this long is dead: its document is given to another.
HEARTBEAT_HOLDS = timedelta(seconds=30)
# Progress is written no more often than this.
PROGRESS_EVERY = timedelta(milliseconds=400)
# An order this old that nobody has begun may have been forgotten by the broker.
LEFT_ALONE = timedelta(seconds=15)
