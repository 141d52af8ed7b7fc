"""An edition as a web page: the same content as its book, from the same frozen snapshot."""

from collections.abc import Container, Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from portal.documents.print import charts as print_charts
from portal.files.choices import WIDTHS
from portal.ui import charts
from trials.catalogue.book.contents import about_edition, areas, edition_name, in_text, index_blocks, participants, unexpected
from trials.printing import opening


def webbook(snapshot: Mapping[str, Any], images: Container[int]) -> dict[str, Any]:
    """Return the context of `catalogue/_webbook.html`, in the language of the edition's frame.

    `images` are those that may still be shown: a picture that was removed since leaves a sentence in its place.
    """
    with translation.override(snapshot["language"]):
        openings = [_opening(trial, images) for trial in snapshot["trials"]]
        return {
            "edition": snapshot,
            "edition_name": edition_name(snapshot),
            "issued_in_text": in_text(snapshot["issued"], snapshot["language"]),
            "openings": openings,
            "areas": areas(snapshot, openings),
            "unexpected": unexpected(openings) if snapshot.get("gathers_unexpected", True) else [],
            "about_edition": about_edition(snapshot, openings),
            "index": _sections(index_blocks(openings, snapshot)),
            "participants": participants(snapshot, openings),
            "image_widths": WIDTHS,
        }


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
