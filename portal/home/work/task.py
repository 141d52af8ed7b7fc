"""One thing that waits for somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class Urgency(IntEnum):
    """The order of the list: what others have asked for first, then what others wait for, then what is nearly done."""

    RETURNED = 1
    PROPOSED = 2
    FAILED = 3
    PASSED_ON = 4
    WAITING = 5
    TO_SEND = 6
    TO_PUBLISH = 7
    TO_ISSUE = 8


@dataclass(frozen=True)
class Task:
    """One thing that waits, and the one next act. `since` is when it began to wait."""

    urgency: Urgency
    since: datetime
    pill: str
    look: str
    title: str
    text: str
    act: str
    url: str
    meta: str = ""
    note: str = ""


def has_waited(days: int) -> str:
    """”Har ventet 6 dage”."""
    return ngettext("Har ventet %(n)d dag", "Har ventet %(n)d dage", days) % {"n": days} if days else _("Sendt i dag")


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """The most urgent first, and of those what has waited longest."""
    return sorted(tasks, key=lambda task: (task.urgency, task.since))
