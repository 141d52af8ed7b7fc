"""Reminding those for whom a text has waited for two weeks: reviewers of what was sent, writers of what came back."""

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Greatest
from django.utils.timezone import localdate, make_aware

from portal.accounts.models import User
from portal.notices.choices import MailKind
from portal.notices.services import tell
from trials.addresses import decision_page, writing_page
from trials.choices import ANSWER_WITHIN_DAYS, State
from trials.models import Version
from trials.services.review import reviewers_of, writers_of

# What waits, since when, and for whom.
WAITS: dict[State, tuple[str, Callable[[Version, datetime], Iterable[User]]]] = {
    State.SUBMITTED: ("submitted_at", reviewers_of),
    State.RETURNED: ("returned_at", writers_of),
}


def remind_all(*, now: datetime) -> int:
    """Remind of every text that has waited ANSWER_WITHIN_DAYS, and again after as many days. Returns how many texts."""
    due = [version for state in WAITS for version in _due(state, now)]
    return sum(remind(version=version, now=now) for version in due)


def remind(*, version: Version, now: datetime) -> bool:
    """Remind of one text, unless another worker has, or it has been decided on in the meantime."""
    stamp, receivers = WAITS[State(version.state)]
    with transaction.atomic():
        unchanged = Version.objects.filter(
            pk=version.pk, state=version.state, reminded_at=version.reminded_at, **{stamp: getattr(version, stamp)}
        )
        if unchanged.update(reminded_at=now) != 1:
            return False
        is_returned = version.state == State.RETURNED
        page_of = writing_page(version, localdate(now)) if is_returned else decision_page(version)
        days = (localdate(now) - localdate(getattr(version, stamp))).days
        for person in receivers(version, now):
            context = {"version": version, "days": days, "is_returned": is_returned}
            tell(kind=MailKind.REMINDER, user=person, about=version, url=page_of(person), context=context, now=now)
    return True


def _due(state: State, now: datetime) -> QuerySet[Version]:
    """Those not sent, sent back or reminded of within the last days, the longest waiting first. A reminder from an earlier round is no matter."""
    stamp = WAITS[state][0]
    waiting = Version.objects.filter(state=state).annotate(quiet_since=Greatest(stamp, "reminded_at"))
    return waiting.filter(quiet_since__lt=_midnight(now)).select_related("trial__home_school", "trial__municipality").order_by(stamp, "pk")


def _midnight(now: datetime) -> datetime:
    """What happened before it happened at least ANSWER_WITHIN_DAYS days ago by the Danish calendar, whatever the clocks did in between."""
    return make_aware(datetime.combine(localdate(now) - timedelta(days=ANSWER_WITHIN_DAYS - 1), time.min))
