from datetime import UTC, datetime

from portal.accounts.models import User
from portal.notices import services
from portal.notices.choices import MailKind, MailState
from portal.notices.models import Mail
from tests.factories import people

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def queued(*, to: User | None = None, now: datetime = NOW, subject: str = "Emne", text: str = "Tekst", **fields) -> Mail:
    """A mail that waits to be sent."""
    return services.queue_mail(
        kind=MailKind.ACCOUNT, user=to or people.user(), context={"subject": subject, "text": text}, now=now, **fields
    )


def stuck(state: str = MailState.UNCERTAIN, **fields) -> Mail:
    """A mail that a person must decide on."""
    mail = queued(**fields)
    Mail.objects.filter(pk=mail.pk).update(state=state, error="Forbindelsen blev afbrudt.", attempts=1)
    mail.refresh_from_db()
    return mail
