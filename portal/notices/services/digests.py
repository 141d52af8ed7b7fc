"""Once a day: one mail with what those who chose so were told on the site, and have not read there."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from portal.accounts.models import User
from portal.notices.choices import DIGEST_REACHES_BACK, Delivery, MailKind
from portal.notices.models import Mail, Notice
from portal.notices.services.mails import queue_mail


def gather_all(*, now: datetime) -> int:
    """Write the mail of the day to everybody who has something to be told. Returns how many were written by this call."""
    waiting = _waiting(now).values("user")
    people = User.objects.filter(pk__in=waiting, is_active=True).order_by("pk").values_list("pk", flat=True)
    return sum(gather(user_id=user_id, now=now) is not None for user_id in people)


def gather(*, user_id: int, now: datetime) -> Mail | None:
    """Write one person's mail of the day, unless another worker does, it is written already, or the person has no role any more.

    The day is the Danish one, so that a day of 23 or 25 hours is one day too.
    """
    with transaction.atomic():
        user = User.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=user_id, is_active=True).first()
        if user is None or not user.roles.on(localdate(now)).exists() or _written_on_this_day(user, now):
            return None
        notices = list(_waiting(now).filter(user=user).order_by("created_at", "pk"))
        if not notices:
            return None
        mail = queue_mail(kind=MailKind.DIGEST, user=user, context={"notices": notices, "count": len(notices)}, now=now)
        Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(digest=mail)
    return mail


def _waiting(now: datetime) -> QuerySet[Notice]:
    recent = Notice.objects.unread().filter(created_at__lte=now, created_at__gt=now - DIGEST_REACHES_BACK)
    return recent.filter(delivery=Delivery.DAILY, digest=None)


def _written_on_this_day(user: User, now: datetime) -> bool:
    latest = user.mails.filter(kind=MailKind.DIGEST).values_list("created_at", flat=True).first()
    return latest is not None and localdate(latest) == localdate(now)
