"""Telling people something on the site, and what they choose and read there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.notices.choices import Delivery, MailKind
from portal.notices.models import Notice, NoticePreference
from portal.notices.services.mails import queue_text
from portal.notices.writing import write


def tell(*, kind: MailKind, user: User, about: Model, url: str, context: dict[str, Any], now: datetime) -> Notice:
    """Tell one person something in that person's language: on the site in any case, by mail as the person has chosen for this kind.

    The text on the site is the first line of `templates/mail/<kind>.txt`; `url` is where it leads, as a path. The template has it too.
    """
    text = write(kind, user.language or "da", {"user": user, "url": url, **context})
    chosen = NoticePreference.objects.filter(user=user, kind=kind).values_list("delivery", flat=True).first()
    notice = Notice.objects.create(
        user=user,
        kind=kind,
        text=text.subject,
        url=url,
        about=about,
        created_at=now,
        delivery=chosen or Delivery.AT_ONCE,
    )
    if notice.delivery == Delivery.AT_ONCE:
        queue_text(kind=kind, text=text, user=user, about=about, by=context.get("by"), now=now)
    return notice


def mark_read(*, notice: Notice, by: Actor, now: datetime) -> None:
    """Remember that the receiver has opened it; the first time counts."""
    Notice.objects.visible_to(by).unread().filter(pk=notice.pk).update(read_at=now)


def mark_all_read(*, by: Actor, now: datetime) -> int:
    """Mark everything that the person has not opened. Returns how many."""
    return Notice.objects.visible_to(by).unread().update(read_at=now)


def choose(*, deliveries: Mapping[MailKind, Delivery], by: Actor, now: datetime) -> None:
    """Keep how the person wants the mails of each kind. What is waiting to be gathered and is now wanted otherwise stays on the site."""
    if by.user is None:
        return
    with transaction.atomic():
        rows = [NoticePreference(user=by.user, kind=kind, delivery=delivery) for kind, delivery in deliveries.items()]
        NoticePreference.objects.bulk_create(rows, update_conflicts=True, unique_fields=["user", "kind"], update_fields=["delivery"])
        unwanted = [kind for kind, delivery in deliveries.items() if delivery == Delivery.NEVER]
        waiting = Notice.objects.filter(user=by.user, kind__in=unwanted, delivery=Delivery.DAILY, digest=None, created_at__lte=now)
        waiting.update(delivery=Delivery.NEVER)
