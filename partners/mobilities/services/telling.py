"""Telling people about a mobility: those who have it to decide, and those whom it concerns. No amount stands in any of it."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from partners.mobilities.deciders import who_decides
from partners.mobilities.models import Mobility
from partners.mobilities.people import those_it_concerns
from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.notices.choices import MailKind
from portal.notices.services import tell


def tell_those_who_decide(mobility: Mobility, act: str, *, by: Actor, now: datetime, note: str = "") -> None:
    """It waits for them now."""
    people = {role.user_id: role.user for role in who_decides(mobility, timezone.localdate(now))}
    _tell(people.values(), MailKind.MOBILITY_WAITS, mobility, act, by=by, now=now, note=note)


def tell_those_concerned(mobility: Mobility, act: str, *, by: Actor, now: datetime, note: str = "") -> None:
    """Something has been decided about what they wrote or travel on."""
    _tell(those_it_concerns(mobility, now), MailKind.MOBILITY_DECIDED, mobility, act, by=by, now=now, note=note)


def _tell(people: Iterable[User], kind: MailKind, mobility: Mobility, act: str, *, by: Actor, now: datetime, note: str) -> None:
    url = reverse("mobilities:detail", args=[mobility.pk])
    for person in people:
        if person.pk != by.user_id:
            context = {"mobility": mobility, "act": act, "note": note, "by": by}
            tell(kind=kind, user=person, about=mobility, url=url, context=context, now=now)
