"""Writing the log of acts."""

from datetime import datetime

from django.conf import settings
from django.db.models import Model
from django.utils.translation import override

from portal.accounts.actor import Actor
from portal.workflow.models import LogEntry


def record(*, act: str, subject: Model, by: Actor, now: datetime, note: str = "") -> LogEntry:
    """Log one act, e.g. `trials.submit`. Texts of drafts and secrets never belong in the note."""
    with override(settings.LANGUAGE_CODE):  # one log for all, whatever language the actor reads in
        role_label = by.role_label
    return LogEntry.objects.create(
        at=now,
        user=by.user,
        role_label=role_label,
        act=act,
        note=note,
        subject=subject,
        municipality_number=_municipality(subject) or by.municipality_id,
    )


def _municipality(subject: Model) -> int | None:
    """The municipality of what the act is about; things above this room say so themselves."""
    names = ("place_municipality_id", "municipality_id", "municipality_number")
    return next((number for name in names if (number := getattr(subject, name, None))), None)
