"""Reminding those who have come home of their report, 7, 21 and 30 days after the return, once each."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from partners.mobilities.choices import REMINDED_AFTER, State
from partners.mobilities.models import Mobility, ReportReminder
from portal.accounts.models import User
from portal.notices.choices import MailKind
from portal.notices.services import tell


def remind_all(*, now: datetime) -> int:
    """Remind of every report that is due today. Returns of how many mobilities."""
    today = localdate(now)
    home = Mobility.objects.filter(state=State.HOME, ends_on__lte=today - timedelta(days=min(REMINDED_AFTER)))
    return sum(remind(mobility=mobility, now=now) for mobility in home.order_by("ends_on", "pk"))


def remind(*, mobility: Mobility, now: datetime) -> bool:
    """Remind of one report, unless another worker has, or it has been sent in the meantime. What was missed before is not made up for."""
    days = _due(mobility.ends_on, localdate(now))
    if days is None:
        return False
    with transaction.atomic():
        still = Mobility.objects.select_for_update().filter(pk=mobility.pk, state=State.HOME).order_by("pk").first()
        if still is None or not _is_first(still, days, now):
            return False
        url = reverse("mobilities:homecoming", args=[still.pk])
        for person in _travellers(still):
            context = {"mobility": still, "days": days}
            tell(kind=MailKind.REPORT_DUE, user=person, about=still, url=url, context=context, now=now)
    return True


def _due(returned: date | None, today: date) -> int | None:
    """The latest of the days after the return that has come."""
    passed = (today - returned).days if returned else 0
    return max((days for days in REMINDED_AFTER if days <= passed), default=None)


def _is_first(mobility: Mobility, days: int, now: datetime) -> bool:
    return ReportReminder.objects.get_or_create(mobility=mobility, days=days, defaults={"sent_at": now})[1]


def _travellers(mobility: Mobility) -> list[User]:
    return [person.user for person in mobility.participants.select_related("user") if person.user and person.user.is_active]
