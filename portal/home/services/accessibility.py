"""The yearly look at the accessibility statement: the law asks for it, so somebody is reminded until it has been done."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.accounts.permissions import require
from portal.home.choices import REMINDED_AGAIN_DAYS, STATEMENT_REVIEWED
from portal.home.queries import statement_is_due
from portal.notices.choices import MailKind
from portal.notices.models import Notice
from portal.notices.services import tell
from portal.workflow.log import record
from schools.models import Municipality
from schools.people.choices import RoleKind
from schools.people.models import Role


def review_statement(*, by: Actor, now: datetime) -> None:
    """Say that the statement has been gone through today."""
    require(by, "accessibility.review")
    place = Municipality.objects.get(pk=by.municipality_id or 0)
    record(act=STATEMENT_REVIEWED, subject=place, by=by, now=now)


def remind_of_statement(*, now: datetime) -> int:
    """Remind every system administrator while nobody has gone through the statement for a year; a month apart. Returns how many were told."""
    if not statement_is_due(now):
        return 0
    recently = Notice.objects.filter(kind=MailKind.STATEMENT, created_at__gt=now - timedelta(days=REMINDED_AGAIN_DAYS))
    roles = Role.objects.on(localdate(now)).filter(kind=RoleKind.SYSTEM_ADMINISTRATOR, user__is_active=True)
    told = 0
    for user in User.objects.filter(pk__in=roles.values("user")).order_by("pk"):
        with transaction.atomic():
            User.objects.select_for_update(no_key=True).get(pk=user.pk)
            if recently.filter(user=user).exists():
                continue
            place = roles.filter(user=user).select_related("municipality").first()
            tell(kind=MailKind.STATEMENT, user=user, about=place.municipality, url=reverse("home:accessibility"), context={}, now=now)  # type: ignore[union-attr]
            told += 1
    return told
