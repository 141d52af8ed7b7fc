"""What waits for the municipality's reviewers, the longest first."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.home.work.task import Task, Urgency, has_waited
from portal.ui.templatetags.ui import day
from trials.choices import ANSWER_WITHIN_DAYS, State
from trials.models import Version
from trials.queries import days_waited

SHOWN_WAITING = 5


def to_review(waiting: list[Version], today: date) -> Iterator[Task]:
    """The texts that have waited longest, and all that only wait to be published."""
    submitted = [version for version in waiting if version.state == State.SUBMITTED]
    yield from (_to_decide(version, today) for version in submitted[:SHOWN_WAITING])
    yield from (_to_publish(version) for version in waiting if version.state == State.APPROVED)


def not_shown(waiting: list[Version]) -> int:
    """How many more wait for a decision than the list shows."""
    return max(0, sum(version.state == State.SUBMITTED for version in waiting) - SHOWN_WAITING)


def _to_decide(version: Version, today: date) -> Task:
    days = days_waited(version, today)
    return Task(
        Urgency.WAITING,
        version.submitted_at,
        has_waited(days),
        "stop" if days >= ANSWER_WITHIN_DAYS else "wait",
        _("Gennemse ”%(title)s”") % {"title": version.display_title},
        version.headline,
        _("Læs og afgør"),
        reverse("trials:review", args=[version.pk]),
        meta=_("fra %(who)s, %(place)s") % {"who": version.submitted_by, "place": version.trial.home_school or version.trial.municipality},
    )


def _to_publish(version: Version) -> Task:
    return Task(
        Urgency.TO_PUBLISH,
        version.approved_at,
        _("Godkendt %(day)s") % {"day": day(version.approved_at)},
        "note",
        _("Publicér ”%(title)s”") % {"title": version.display_title},
        _("Den er godkendt og mangler kun at blive gjort synlig."),
        _("Gå til publicering"),
        reverse("trials:review", args=[version.pk]),
        meta=_("af %(who)s") % {"who": version.approved_by},
    )
