"""The writer's task list: how far each section of a text is, with one small fact about it."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext


class Progress(Enum):
    """How far a section is: words, the look of its pill, and its sign in the rail."""

    WRITTEN = (gettext_lazy("Skrevet"), "ok", "som-ventet")
    BEGUN = (gettext_lazy("I gang"), "wait", "delvist")
    LACKING = (gettext_lazy("Mangler noget"), "wait", "delvist")
    NOT_BEGUN = (gettext_lazy("Ikke begyndt"), "open", "ikke-set")
    LOCKED = (gettext_lazy("Låst"), "note", "som-ventet")
    NOT_NEEDED = (gettext_lazy("Kan springes over"), "open", "ikke-set")

    def __init__(self, words: Promise, look: str, sign: str) -> None:
        self.words, self.look, self.sign = words, look, sign


@dataclass(frozen=True)
class Task:
    """One row of the task list."""

    section: TextChoices
    progress: Progress
    fact: str
    missing: list[Any]
    open_comments: int = 0

    @property
    def label(self) -> str:
        return str(self.section.label)

    @property
    def words(self) -> str:
        """”Mangler 2 ting” says more than ”Mangler noget”."""
        if self.progress is not Progress.LACKING:
            return str(self.progress.words)
        return ngettext("Mangler %(number)s ting", "Mangler %(number)s ting", len(self.missing)) % {"number": len(self.missing)}

    @property
    def is_done(self) -> bool:
        return self.progress in {Progress.WRITTEN, Progress.LOCKED}


@dataclass(frozen=True)
class Counted:
    """How many of a text's sections are written, and how many need not be."""

    written: int
    skipped: int
    total: int


def counted(tasks: list[Task]) -> Counted:
    skipped = sum(task.progress is Progress.NOT_NEEDED for task in tasks)
    return Counted(sum(task.is_done for task in tasks), skipped, len(tasks))


def next_section(section: TextChoices) -> Any:
    """The section after this one; None after the last."""
    sections = list(type(section))
    following = sections[sections.index(section) + 1 :]
    return following[0] if following else None
