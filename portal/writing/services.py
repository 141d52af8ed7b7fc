"""Noting who has a text open. Presence is a sign of life, never a record: nothing here is logged or kept."""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from portal.accounts.models import User
from portal.writing.models import Presence
from portal.writing.queries import SILENCE


def here(*, subject: Model, user: User, now: datetime, section: str = "") -> None:
    """The person has the text open, at this section. Written over the sign before it."""
    sign = Presence(subject=subject, user=user, section=section, seen_at=now)
    Presence.objects.bulk_create(
        [sign], update_conflicts=True, unique_fields=["subject_type", "subject_id", "user"], update_fields=["section", "seen_at"]
    )


def gone(*, subject: Model, user: User, section: str = "") -> None:
    """The person has left the section. Who has gone on to another one in the meantime is still here."""
    kind = ContentType.objects.get_for_model(subject)
    Presence.objects.filter(subject_type=kind, subject_id=subject.pk, user=user, section=section).delete()


def sweep(*, now: datetime) -> int:
    """Delete the signs of those who have fallen silent; returns how many."""
    return Presence.objects.filter(seen_at__lt=now - SILENCE).delete()[0]
