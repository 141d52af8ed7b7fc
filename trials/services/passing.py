"""Sending a draft on to a colleague, who is told and finds it among the tasks."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.notices.choices import MailKind
from portal.notices.services import tell
from portal.text.normalise import normalise
from portal.workflow.gate import Refused
from portal.workflow.log import record
from trials.colleagues import fellow_writers
from trials.models import PassedOn, Version
from trials.services.drafts import locked, writer_behind

# The same message to the same colleague within this time is one message that was sent twice.
_SAME_TAP = timedelta(minutes=10)


def pass_on(*, version: Version, to: User, message: str, by: Actor, now: datetime) -> PassedOn:
    """Send a draft on to somebody who may write it. It waits there until he or she has written in it, or it is sent."""
    message = normalise(message)
    with transaction.atomic():
        version = locked(version, by)
        if to.pk not in {role.user_id for role in fellow_writers(version, timezone.localdate(now), but=by.user)}:
            raise Refused(_("Vælg en kollega, der skriver for samme sted."))
        waiting = version.passed_on.filter(to=to, taken_up_at=None).first()
        if waiting and (waiting.by, waiting.message) == (by.user, message) and now - waiting.at < _SAME_TAP:
            return waiting
        passed, _made = PassedOn.objects.update_or_create(
            version=version, to=to, taken_up_at=None, defaults={"by": writer_behind(by), "message": message, "at": now}
        )
        context = {"version": version, "note": message, "by": by}
        tell(kind=MailKind.PASSED_ON, user=to, about=version, url=reverse("trials:write", args=[version.pk]), context=context, now=now)
        record(act="trials.pass_on", subject=version, by=by, now=now, note=to.name)
    return passed
