"""Writing and sending mails. Filled in by the room's owner."""

from datetime import datetime
from typing import Any

from django.db.models import Model

from portal.accounts.models import User
from portal.notices.choices import MailKind
from portal.notices.models import Mail


def queue_mail(*, kind: MailKind, user: User, about: Model | None, context: dict[str, Any], now: datetime) -> Mail:
    """Write one mail to one person in the person's language; it is sent after the transaction."""
    return Mail.objects.create(kind=kind, user=user, email=user.email, language=user.language, subject=kind.label, created_at=now, about=about)
