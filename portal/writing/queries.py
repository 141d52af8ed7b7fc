from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from portal.accounts.models import User
from portal.writing.models import Presence

# An open page gives a sign every 20 seconds; after this long without one, nobody is there.
SILENCE = timedelta(seconds=70)


def who(*, subject: Model, now: datetime, besides: User | None = None) -> list[Presence]:
    """Who has the text open now, each with the section, by name."""
    kind = ContentType.objects.get_for_model(subject)
    signs = Presence.objects.filter(subject_type=kind, subject_id=subject.pk, seen_at__gte=now - SILENCE)
    return list(signs.exclude(user=besides).select_related("user").order_by("user__name", "user"))
