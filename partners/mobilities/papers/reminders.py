"""Reminding those who can act of documents that are missing 45, 14 and 3 days before departure, once each."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from partners.mobilities.choices import REMINDED_DAYS, PaperState, Phase, State
from partners.mobilities.models import Mobility, PaperReminder
from partners.mobilities.papers.compulsory import Slot, slots_of
from partners.mobilities.papers.people import deciders_of, makers_of
from portal.accounts.models import User
from portal.notices.choices import MailKind
from portal.notices.services import tell


def remind_all(*, now: datetime) -> int:
    """Remind of every mobility that leaves soon and lacks documents. Returns how many."""
    return sum(remind(mobility=mobility, now=now) for mobility in _leaving(now))


def remind(*, mobility: Mobility, now: datetime) -> bool:
    """Remind of one, unless another worker has: of the mark that was passed last, so that a late approval brings one mail and not three."""
    days = (mobility.starts_on - localdate(now)).days if mobility.starts_on else 0
    mark = min(step for step in REMINDED_DAYS if days <= step)
    lacking = [slot for slot in slots_of(mobility) if slot.phase == Phase.BEFORE and slot.is_lacking]
    if not lacking:
        return False
    with transaction.atomic():
        _row, is_first = PaperReminder.objects.get_or_create(mobility=mobility, days_before=mark, defaults={"sent_at": now})
        if not is_first:
            return False
        context = {"mobility": mobility, "days": days, "missing": [slot.lacks for slot in lacking]}
        page = reverse("mobilities:papers", args=[mobility.pk])
        for person in _who_can_act(mobility, lacking, now):
            tell(kind=MailKind.PAPERS_MISSING, user=person, about=mobility, url=page, context=context, now=now)
    return True


def _leaving(now: datetime) -> QuerySet[Mobility]:
    """Approved, and within the first mark; those who left are no longer stopped by a document."""
    today = localdate(now)
    soon = Mobility.objects.filter(starts_on__gte=today, starts_on__lte=today + timedelta(days=max(REMINDED_DAYS)))
    approved = soon.filter(state__in=[State.APPROVED, State.CLEARED]).for_lists().order_by("starts_on", "pk")
    return approved.prefetch_related("papers__signatures", "papers__participant")


def _who_can_act(mobility: Mobility, lacking: list[Slot], now: datetime) -> list[User]:
    """The place while it has something to make, the administration when it has something to decide; each person once."""
    today, waits = localdate(now), {slot.state == PaperState.SIGNED for slot in lacking}
    people = [*(makers_of(mobility, today) if False in waits else ()), *(deciders_of(mobility, today) if True in waits else ())]
    return list({person.pk: person for person in people}.values())
