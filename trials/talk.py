"""What people say about a version, as its pages show it: the comments of each section, numbered, and the passages they are about."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from portal.accounts.actor import Actor
from portal.accounts.permissions import may
from portal.text.changes import Changes, marked
from portal.text.passages import Mark
from trials.choices import Section
from trials.models import Comment, Version
from trials.places import Place, place_of, places

_WITH_PASSAGES = {Section.INTRO, Section.DONE, Section.CHANGE, Section.FUTURE, Section.LEARNED}


@dataclass
class Remark:
    """A comment with the number it has on the page. `is_lost`: the words it is about have been changed since."""

    number: int
    comment: Comment
    place: Place | None
    form: Any = None

    @property
    def is_lost(self) -> bool:
        return bool(self.comment.quote) and self.place is None


@dataclass
class Part:
    """One section: its comments, and whether the reader may write more. `form` is the view's to set."""

    section: Section
    remarks: list[Remark] = field(default_factory=list)
    is_open: bool = False
    form: Any = None

    @property
    def name(self) -> str:
        return self.section.name.lower()

    @property
    def label(self) -> str:
        return str(self.section.label)

    @property
    def takes_passages(self) -> bool:
        return self.section in _WITH_PASSAGES

    @property
    def unresolved(self) -> int:
        return sum(not remark.comment.is_resolved for remark in self.remarks)

    @property
    def marks(self) -> list[Mark]:
        return [Mark(remark.comment.quote, remark.number) for remark in self.remarks if remark.comment.quote]


@dataclass(frozen=True)
class Talk:
    """All of it: parts by the section's name in small letters, and marks by the name of the place (trials.places)."""

    parts: dict[str, Part]
    marks: dict[str, list[Mark]]

    @property
    def is_open(self) -> bool:
        return any(part.is_open for part in self.parts.values())

    @property
    def remarks(self) -> list[Remark]:
        return [remark for part in self.parts.values() for remark in part.remarks]

    @property
    def unresolved(self) -> list[Remark]:
        return [remark for remark in self.remarks if not remark.comment.is_resolved]


def talk_about(version: Version, actor: Actor) -> Talk:
    """The comments that the actor may see on a version, in a constant number of queries."""
    comments = Comment.objects.visible_to(actor).filter(version=version).select_related("made_by", "resolved_by")
    is_open = may(actor, "trials.comment", version)
    parts = {section.name.lower(): Part(section, is_open=is_open) for section in Section}
    marks: dict[str, list[Mark]] = defaultdict(list)
    for remark in _remarks(comments.prefetch_related("replies__made_by"), version):
        parts[Section(remark.comment.section).name.lower()].remarks.append(remark)
        if remark.place:
            marks[remark.place.name].append(Mark(remark.comment.quote, remark.number))
    return Talk(parts, dict(marks))


def _remarks(comments: Iterable[Comment], version: Version) -> list[Remark]:
    among = places(version)
    return [
        Remark(number, comment, place_of(comment.quote, comment.section, among) if comment.quote else None)
        for number, comment in enumerate(comments, start=1)
    ]


def unresolved_by_section(version: Version, actor: Actor) -> dict[str, int]:
    """How many comments wait in each section."""
    waiting = Comment.objects.visible_to(actor).filter(version=version).unresolved().order_by()
    return dict(waiting.values_list("section").annotate(many=Count("pk")))


def with_changes(parts: dict[str, Part], changes: list[Changes]) -> list[tuple[Part, list[Changes]]]:
    """Each section that has text or comments, with what changed in it and its passages marked, each passage once."""
    rows = [(part, _marked_once([each for each in changes if each.section == part.section], part.marks)) for part in parts.values()]
    return [(part, found) for part, found in rows if found or part.remarks]


def _marked_once(changes: list[Changes], marks: list[Mark]) -> list[Changes]:
    found = []
    for each in changes:
        found.append(marked(each, marks))
        marks = [mark for mark in marks if mark.number not in found[-1].numbers]
    return found
