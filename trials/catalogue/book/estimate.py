"""How many pages a book will have, before it is set. The numbers were counted on books that were set; a test keeps them honest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import ceil
from typing import Any

from portal.documents.measuring import Measure
from portal.text import notation
from trials.catalogue.book.contents import LATER_VOLUME, unexpected
from trials.catalogue.choices import Grouping

Trial = Mapping[str, Any]

_WORDS_ON_THE_FIRST_PAGE, _WORDS_ON_A_PAGE, _WORDS_ON_A_TEXT_PAGE = 250, 440, 380
# The room on a page, in words, of what is not running text.
_IMAGE, _MEASURE, _EXPECTATION, _OBSERVATION = 90, 110, 20, 10
_CONTENTS_ENTRIES, _SURPRISES, _INDEX_LINES, _MUNICIPALITIES = 10, 6, 76, 22
_COVER_AND_COLOPHON, _BACK_COVER = 2, 1
_LATER_VOLUME = {**LATER_VOLUME, "focus_areas": [], "errata": [], "changes": {}}


@dataclass(frozen=True)
class Estimate:
    """Pages per part; `trials` in printed order, `facing` those that are filled so that an opening begins on a left page."""

    front: int
    contents: int
    trials: tuple[int, ...]
    facing: int
    unexpected: int
    back: int
    measured: tuple[bool, ...] = ()
    """For each trial action whether its pages were counted when it was set."""

    @property
    def total(self) -> int:
        return self.front + self.contents + sum(self.trials) + self.facing + self.unexpected + self.back


def estimate(snapshot: Mapping[str, Any], measures: Sequence[Measure | None] = ()) -> Estimate:
    """`measures` are what is known of the trial actions; what is not known is estimated. Of a divided edition all volumes are counted."""
    known = list(measures) or [None] * len(snapshot["trials"])
    bounds = list(pairwise([0, *accumulate(snapshot.get("volumes") or [len(snapshot["trials"])])]))
    volumes = [_volume(snapshot, known, bound, is_first=bound == bounds[0], is_last=bound == bounds[-1]) for bound in bounds]
    return Estimate(
        front=sum(volume.front for volume in volumes),
        contents=sum(volume.contents for volume in volumes),
        trials=tuple(pages for volume in volumes for pages in volume.trials),
        facing=sum(volume.facing for volume in volumes),
        unexpected=sum(volume.unexpected for volume in volumes),
        back=sum(volume.back for volume in volumes),
        measured=tuple(measure is not None for measure in known),
    )


def _volume(
    snapshot: Mapping[str, Any], measures: Sequence[Measure | None], bound: tuple[int, int], *, is_first: bool, is_last: bool
) -> Estimate:
    """One volume, or the whole of an edition that is one book. Its back is the outside of its last leaf, so its pages are even."""
    own = slice(*bound)
    book = {**snapshot, "trials": snapshot["trials"][own], **({} if is_first else _LATER_VOLUME)}
    front = _front(book)
    new_groups = _new_groups(book)
    contents = max(1, ceil((len(book["trials"]) + sum(new_groups) / 2) / _CONTENTS_ENTRIES))
    pages = tuple(measure.pages if measure else trial_pages(trial) for trial, measure in zip(book["trials"], measures[own], strict=True))
    facing = _facing(front + contents, pages, new_groups)
    unexpected_pages = ceil(len(unexpected(book["trials"])) / _SURPRISES) if snapshot.get("gathers_unexpected", True) else 0
    back = _register(snapshot["trials"] if is_last else book["trials"]) + (_participants(snapshot) if is_last else 0) + _BACK_COVER
    back += (front + contents + sum(pages) + facing + unexpected_pages + back) % 2
    return Estimate(front, contents, pages, facing, unexpected_pages, back)


def trial_pages(trial: Trial) -> int:
    """Pages of one opening: its words, and the room that pictures, charts and tables take."""
    return 1 + max(0, ceil((_room(trial) - _WORDS_ON_THE_FIRST_PAGE) / _WORDS_ON_A_PAGE))


def last_page(trial: Trial) -> float:
    """How much of the opening's last page is taken, from 0 to 1."""
    room, before = _room(trial), trial_pages(trial) - 2
    if before < 0:
        return min(1.0, room / _WORDS_ON_THE_FIRST_PAGE)
    return (room - _WORDS_ON_THE_FIRST_PAGE - before * _WORDS_ON_A_PAGE) / _WORDS_ON_A_PAGE


def _room(trial: Trial) -> int:
    return (
        _words(trial)
        + _IMAGE * len(trial["images"])
        + _MEASURE * len(trial["measures"])
        + _EXPECTATION * len(trial["expectations"])
        + _OBSERVATION * len(trial["observations"])
    )


def _new_groups(snapshot: Mapping[str, Any]) -> list[bool]:
    """For each trial action whether the page of a group stands before it. Municipalities have none."""
    if snapshot.get("grouping") != Grouping.AREA:
        return [False] * len(snapshot["trials"])
    names = [next((area["name"] for area in trial["focus_areas"]), "") for trial in snapshot["trials"]]
    return [place == 0 or name != names[place - 1] for place, name in enumerate(names)]


def _facing(before: int, trials: Sequence[int], new_groups: Sequence[bool]) -> int:
    """An opening of several pages begins on a left page, so the page before it may be filled with a figure.

    A group's own page is a right one; the left one beside it is filled in the same way.
    """
    filled, page = 0, before
    for pages, begins_group in zip(trials, new_groups, strict=True):
        if begins_group:
            own = 1 if page % 2 == 0 else 2
            filled, page = filled + own, page + own
        if pages > 1 and page % 2 == 0:
            filled, page = filled + 1, page + 1
        page += pages
    return filled


def _words(trial: Trial) -> int:
    texts = [trial["headline"], trial["standfirst"], *(trial[name] for name in ("done", "change", "future")), *trial["learned"]]
    texts += [entry["text"] for entry in trial["observations"]]
    texts += [f"{row['text']} {row['observed']}" for row in trial["expectations"]]
    return sum(len(notation.to_plain(text).split()) for text in texts)


def _front(book: Mapping[str, Any]) -> int:
    about = 1 if book.get("errata") or any((book.get("changes") or {}).get(name) for name in ("new", "changed", "gone")) else 0
    return _COVER_AND_COLOPHON + about + _text_pages(book["foreword"]["text"]) + _introduction(book)


def _introduction(book: Mapping[str, Any]) -> int:
    if not book["introduction"] and not book["focus_areas"]:
        return 0
    return max(1, _text_pages(book["introduction"]))


def _register(trials: Sequence[Trial]) -> int:
    """By area, municipality and school."""
    lines = sum(2 + len(trial["focus_areas"]) + len(trial["schools"]) for trial in trials)
    return max(1, ceil(lines / _INDEX_LINES))


def _participants(snapshot: Mapping[str, Any]) -> int:
    return max(1, ceil(len(snapshot["participants"]) / _MUNICIPALITIES))


def _text_pages(text: str) -> int:
    return ceil(len(text.split()) / _WORDS_ON_A_TEXT_PAGE)
