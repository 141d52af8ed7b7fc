"""An edition as a web page: the same content as its book, from the same frozen snapshot."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from portal.documents.print import charts as print_charts
from portal.files.choices import WIDTHS
from portal.ui import charts
from trials.catalogue.book.contents import (
    Place,
    about_edition,
    areas,
    edition_name,
    groups,
    in_text,
    index_blocks,
    listed_opening,
    participants,
    unexpected,
)
from trials.catalogue.book.volumes import begins_of, evenly, span_title
from trials.printing import anchor, opening

# A web page may hold so many trial actions; a longer edition is divided into pages of about so many each.
_ON_ONE_PAGE, _ON_A_LEAF = 60, 25
# What stands at these addresses beside the pages of trial actions.
FRONT, BACK, WHOLE = "", "register", "alt"
Address = Callable[[str], str]


@dataclass(frozen=True)
class Leaf:
    """A page of a long edition, with the trial actions from `start` up to `end`. Its name stands in its address."""

    name: str
    title: str
    start: int = 0
    end: int = 0


def leaves(snapshot: Mapping[str, Any]) -> list[Leaf]:
    """The pages of a long edition from front to back; one that is not long has none."""
    trials = snapshot["trials"]
    if len(trials) <= _ON_ONE_PAGE:
        return []
    with translation.override(snapshot["language"]):
        bounds = pairwise([0, *accumulate(evenly([1] * len(trials), begins_of(snapshot), _ON_A_LEAF))])
        parts = [
            Leaf(f"del-{number}", span_title(snapshot, trials[start:end]), start, end) for number, (start, end) in enumerate(bounds, 1)
        ]
        return [Leaf(FRONT, _("Indhold og indledning")), *parts, Leaf(BACK, _("Register, deltagere og kolofon"))]


def leaf_of(snapshot: Mapping[str, Any], trial: int) -> Leaf | None:
    """The page on which a trial action stands; None where the edition has only one, or doesn't have the trial action."""
    here = next((place for place, said in enumerate(snapshot["trials"]) if said["trial"] == trial), -1)
    return next((leaf for leaf in leaves(snapshot) if leaf.start <= here < leaf.end), None)


def webbook(snapshot: Mapping[str, Any], images: Container[int], address: Address, name: str = WHOLE) -> dict[str, Any]:
    """Return the context of `catalogue/_webbook.html`, in the language of the edition's frame: the whole edition, or one of its leaves.

    `images` are those that may still be shown: a picture that was removed since leaves a sentence in its place.
    `address` gives the address of a leaf.
    """
    divided = leaves(snapshot) if name != WHOLE else []
    place = next((place for place, leaf in enumerate(divided) if leaf.name == name), 0)
    with translation.override(snapshot["language"]):
        openings = _openings(snapshot, images, divided, place, address)
        shown = divided[place] if divided else None
        own = openings[shown.start : shown.end] if shown else openings
        return {
            "edition": snapshot,
            "edition_name": edition_name(snapshot),
            "issued_in_text": in_text(snapshot["issued"], snapshot["language"]),
            "leaf": shown,
            "shows_front": not shown or shown.name == FRONT,
            "shows_back": not shown or shown.name == BACK,
            "front": address(FRONT) if shown and shown.name != FRONT else "",
            "back": address(BACK) if shown and shown.name != BACK else "",
            "before": _neighbour(divided, place - 1, address),
            "after": _neighbour(divided, place + 1, address),
            "whole": address(WHOLE) if shown else "",
            "openings": own,
            "groups": groups(snapshot, openings),
            "areas": areas(snapshot, openings),
            "unexpected": unexpected(openings) if snapshot.get("gathers_unexpected", True) else [],
            "about_edition": about_edition(snapshot, openings),
            "index": _sections(index_blocks(openings, snapshot)),
            "participants": participants(snapshot, openings),
            "image_widths": WIDTHS,
        }


def _openings(
    snapshot: Mapping[str, Any], images: Container[int], divided: Sequence[Leaf], shown: int, address: Address
) -> list[dict[str, Any]]:
    """Every opening; of those that stand on other pages only what names them, with the way there."""
    if not divided:
        return [_opening(trial, images) for trial in snapshot["trials"]]
    found = []
    for place, leaf in enumerate(divided):
        for trial in snapshot["trials"][leaf.start : leaf.end]:
            there = Place(f"{address(leaf.name)}#{anchor(trial)}", leaf.title)
            found.append(_opening(trial, images) if place == shown else listed_opening(trial, there))
    return found


def _neighbour(divided: Sequence[Leaf], place: int, address: Address) -> dict[str, str] | None:
    if not 0 <= place < len(divided):
        return None
    return {"address": address(divided[place].name), "title": divided[place].title}


def _opening(trial: Mapping[str, Any], images: Container[int]) -> dict[str, Any]:
    shown = opening(trial)
    kept = [_described(image) for image in trial["images"] if image["id"] in images]
    measures = [_measure(measure) for measure in shown["measures"]]
    return {**shown, "images": kept, "lost_images": len(trial["images"]) - len(kept), "measures": measures}


def _described(image: Mapping[str, Any]) -> dict[str, Any]:
    return {**image, "alt": image["alt"] or image["caption"] or _("Billede uden beskrivelse")}


def _measure(measure: Mapping[str, Any]) -> dict[str, Any]:
    """A measure of the book with the chart as the screen draws it."""
    written = [row["value"] for row in measure["rows"]]
    labels = [row["label"] for row in measure["rows"]]
    chart = None
    if print_charts.drawable(written):
        numbers = [number for value in written if (number := print_charts.number(value)) is not None]
        chart = charts.line_chart(numbers, labels)
    return {**measure, "values": measure["rows"], "chart": chart}


def _sections(blocks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Gather the index's groups under their headings."""
    sections: list[dict[str, Any]] = []
    for block in blocks:
        if block["heading"]:
            sections.append({"heading": block["heading"], "groups": []})
        sections[-1]["groups"].append(block)
    return sections
