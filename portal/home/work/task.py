"""One thing that waits for somebody."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, overload

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


@dataclass(frozen=True)
class Waiting:
    """A task that is told only where it is shown, of a kind that somebody can have hundreds of. `tell` gives those of several keys at once."""

    urgency: Urgency
    since: datetime
    key: Any
    tell: Callable[[Sequence[Any]], Mapping[Any, Task]]


class Tasks(Sequence[Task]):
    """All that waits in its order, told page by page. What is gone when it is told is left out."""

    def __init__(self, found: list[Task | Waiting]) -> None:
        self._found = found

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Task]:
        return iter(_told(self._found))

    @overload
    def __getitem__(self, at: int) -> Task: ...
    @overload
    def __getitem__(self, at: slice) -> list[Task]: ...
    def __getitem__(self, at: int | slice) -> Task | list[Task]:
        return _told(self._found[at]) if isinstance(at, slice) else _told([self._found[at]])[0]


def in_order(found: Iterable[Task | Waiting]) -> Tasks:
    """The most urgent first, and of those what has waited longest."""
    return Tasks(sorted(found, key=lambda one: (one.urgency, one.since)))


def _told(found: Sequence[Task | Waiting]) -> list[Task]:
    keys: defaultdict[Callable, list[Any]] = defaultdict(list)
    for one in found:
        if isinstance(one, Waiting):
            keys[one.tell].append(one.key)
    told = {tell: tell(those) for tell, those in keys.items()}
    each = (told[one.tell].get(one.key) if isinstance(one, Waiting) else one for one in found)
    return [task for task in each if task]
