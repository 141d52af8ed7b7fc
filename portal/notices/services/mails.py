"""Writing and sending mails. The row is the job: claimed by a conditional UPDATE, so that no mail goes out twice."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Model
from django.utils import translation
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.accounts.permissions import require
from portal.notices.choices import BACKOFF, CLAIM_HOLDS, LEFT_ALONE, MAX_ATTEMPTS, STUCK, MailKind, MailState
from portal.notices.models import Mail
from portal.notices.post import Refused, Unsure, hand_over
from portal.notices.writing import Text, write
from portal.queue import wake
from portal.workflow.gate import WrongState
from portal.workflow.log import record

SEND = "portal.notices.tasks.send_mail"
_AT_ONCE = 200


def queue_mail(
    *,
    kind: MailKind,
    user: User | None = None,
    email: str = "",
    language: str = "",
    about: Model | None = None,
    context: dict[str, Any],
    now: datetime,
    secret: bool = False,
) -> Mail:
    """Write one mail to one person (or one address) in the receiver's language; a worker sends it after the transaction.

    `secret` says that the text holds something that opens a door; it is wiped when the mail has been sent.
    """
    language = language or (user.language if user else translation.get_language()) or "da"
    text = write(kind, language, {"user": user, **context})
    return queue_text(
        kind=kind, text=text, user=user, email=email, language=language, about=about, by=context.get("by"), now=now, secret=secret
    )


def queue_text(
    *,
    kind: MailKind,
    text: Text,
    user: User | None = None,
    email: str = "",
    language: str = "",
    about: Model | None = None,
    by: Actor | None,
    now: datetime,
    secret: bool = False,
) -> Mail:
    """The same for a text that is written already."""
    municipality, network = _place(about, by, user)
    mail = Mail.objects.create(
        kind=kind,
        user=user,
        email=email or (user.email if user else ""),
        language=language or (user.language if user else "") or "da",
        subject=text.subject,
        body=text.body,
        holds_secret=secret,
        about=about,
        municipality_number=municipality,
        network_number=network,
        created_at=now,
        due_at=now,
    )
    wake(SEND, mail.pk)
    return mail


def _place(about: Model | None, by: Actor | None, user: User | None) -> tuple[int | None, int | None]:
    """Whose mail it is: the place of what it is about, else of the one who acts, else of the receiver."""
    roles = user.roles.select_related("school")[:1] if user else []
    for owner in chain((about, by), roles):
        places = _number(owner, "place_municipality_id", "municipality_id"), _number(owner, "network_id")
        if any(places):
            return places
    return None, None


def _number(owner: object, *names: str) -> int | None:
    return next((number for name in names if (number := getattr(owner, name, None))), None)


@dataclass(frozen=True)
class Claim:
    """One worker's right to send one mail."""

    mail: Mail
    token: UUID

    def settle(self, **fields: Any) -> bool:
        """Write what became of it; nothing happens when the claim was lost."""
        return Mail.objects.filter(pk=self.mail.pk, token=self.token, state=MailState.SENDING).update(**fields) == 1


def send(*, mail_id: int, now: datetime) -> bool:
    """Send a queued mail that is due. Returns whether it was sent by this call.

    A refusal is tried again up to five times; where nobody can know whether it went out it becomes *uvist* and stays so.
    """
    claim = _claim(mail_id, now)
    if claim is None:
        return False
    try:
        hand_over(claim.mail, claim.token)
    except Refused as refusal:
        _put_back(claim, refusal, now)
        return False
    except Unsure as doubt:
        claim.settle(state=MailState.UNCERTAIN, error=str(doubt)[:300])
        return False
    _confirm(claim, now)
    return True


def _claim(mail_id: int, now: datetime) -> Claim | None:
    token = uuid4()
    claimed = Mail.objects.filter(pk=mail_id, state=MailState.QUEUED, due_at__lte=now).update(
        state=MailState.SENDING, token=token, claimed_at=now, attempts=F("attempts") + 1, error=""
    )
    return Claim(Mail.objects.get(pk=mail_id), token) if claimed == 1 else None


def _confirm(claim: Claim, now: datetime) -> None:
    """It is out. Also when a sweep has lost patience with this worker in the meantime, as long as nobody has sent it again."""
    wiped = {"body": ""} if claim.mail.holds_secret else {}
    Mail.objects.filter(pk=claim.mail.pk, token=claim.token, state__in=[MailState.SENDING, MailState.UNCERTAIN]).update(
        state=MailState.SENT, sent_at=now, error="", **wiped
    )


def _put_back(claim: Claim, refusal: Refused, now: datetime) -> None:
    attempts = claim.mail.attempts
    if refusal.for_good or attempts >= MAX_ATTEMPTS:
        claim.settle(state=MailState.FAILED, error=str(refusal)[:300])
        return
    wait = BACKOFF[min(attempts, len(BACKOFF)) - 1]
    claim.settle(state=MailState.QUEUED, token=None, claimed_at=None, due_at=now + wait, error=str(refusal)[:300])


def resend(*, mail: Mail, by: Actor, now: datetime) -> Mail:
    """Send an uncertain or failed mail once more, because a person decided so."""
    require(by, "notices.resend", mail)
    with transaction.atomic():
        moved = Mail.objects.filter(pk=mail.pk, state__in=STUCK).update(
            state=MailState.QUEUED, token=None, claimed_at=None, attempts=0, error="", due_at=now
        )
        if moved != 1:
            raise WrongState(_("Mailen er allerede sendt igen."))
        record(act="notices.resend", subject=mail, by=by, now=now)
        wake(SEND, mail.pk)
    mail.refresh_from_db()
    return mail


def sweep(*, now: datetime) -> None:
    """Mark mails whose worker died as uncertain, and wake those that the broker has forgotten."""
    Mail.objects.filter(state=MailState.SENDING, claimed_at__lt=now - CLAIM_HOLDS).update(
        state=MailState.UNCERTAIN, error=_("Afsendelsen blev afbrudt, før den blev bekræftet.")
    )
    waiting = Mail.objects.filter(state=MailState.QUEUED, due_at__lte=now, created_at__lte=now - LEFT_ALONE)
    for mail_id in waiting.order_by("due_at").values_list("pk", flat=True)[:_AT_ONCE]:
        wake(SEND, mail_id)
