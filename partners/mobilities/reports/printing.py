"""A report on paper, made from its snapshot alone, and the kind of document that the portal's pipeline knows of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from partners.mobilities.models import Report
from partners.mobilities.papers.artwork import STRONG, drawings
from partners.mobilities.reports.snapshots import report_snapshot
from portal.documents.kinds import DocumentKind, kind_named, register, template_version
from portal.documents.models import Document
from portal.documents.print import charts
from portal.documents.print.fonts import printable
from portal.documents.print.sources import image_address
from portal.documents.rendering import Publication
from portal.text import danish
from portal.text.notation import JOINER

REPORT = "report"
# Texts in the notation: its joiners stay until it has been read, or signs would be read together.
_NOTATION = {"text", "intro"}
# Names that the machine reads; they are never shown as written.
_NOT_SHOWN = {"kind", "type", "key", "path", "url"}


def report_publication(snapshot: Mapping[str, Any]) -> Publication:
    """Template, words and drawings."""
    said = _printable(snapshot)
    blocks = [{**block, **_drawn(block, at)} for at, block in enumerate(said["blocks"])]
    context = {"report": said, "blocks": blocks, "picture_rows": _rows(said), "footer": _footer(said)}
    drawn = {block["drawing"]: block["svg"] for block in blocks if block.get("drawing")}
    return Publication("print/report.html", context, settings.LANGUAGE_CODE, {**drawings(), **drawn})


def _drawn(block: Mapping[str, Any], at: int) -> dict[str, str]:
    """The bars of a table as a drawing, with the words that stand for it."""
    if not block.get("bars"):
        return {}
    counted = [(label, number) for label, number in block["bars"]]
    with override(settings.LANGUAGE_CODE):
        points = ", ".join(f"{label} {number}" for label, number in counted)
        alt = _("Søjler: %(points)s. Tallene står i tabellen.") % {"points": points}
        return {"drawing": f"report-bars-{at}.svg", "svg": charts.bars(counted, colour=STRONG), "drawing_alt": alt}


def _rows(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The pictures two by two, each whole; one that is left over stands alone."""
    placed = [{**image, "address": image_address(image["path"], place="half", of=said["title"])} for image in said["images"]]
    pairs = [placed[at : at + 2] for at in range(0, len(placed), 2)]
    return [{"kind": "upright" if len(pair) == 2 else "alone", "images": pair} for pair in pairs]


def _footer(said: Mapping[str, Any]) -> str:
    with override(settings.LANGUAGE_CODE):
        number = _("nr. %(number)s") % {"number": said["number"]} if said["number"] else _("udkast")
    return f"{said['kind_label']} · {number}"


def _printable(said: Any, key: str = "") -> Any:
    """The same, with every shown text in characters that the print fonts have."""
    if isinstance(said, Mapping):
        return {name: _printable(part, name) for name, part in said.items()}
    if isinstance(said, list):
        return [_printable(part, key) for part in said]
    if not isinstance(said, str) or key in _NOT_SHOWN:
        return said
    return JOINER.join(map(printable, said.split(JOINER))) if key in _NOTATION else printable(said)


def current_print(report: Report, now: datetime) -> Document | None:
    """The newest order of exactly what the report says now, as it would be printed now: ready, under way or failed."""
    same = {"kind": REPORT, "snapshot_hash": kind_named(REPORT).fingerprint(report_snapshot(report, now))}
    return Document.objects.of(report).filter(**same, template_version=template_version()).first()


register(
    DocumentKind(
        name=REPORT,
        snapshot=report_snapshot,
        publication=report_publication,
        file_name=lambda report: (
            f"{danish.slug(report.title)[:80] or 'rapport'}{'-' + report.label if report.is_issued else '-udkast'}.pdf"
        ),
        title=lambda report: report.title,
        page=lambda report: reverse("mobilities:report", args=[report.pk]),
        may_order="mobilities.print_report",
        volatile=frozenset({"counted_on"}),
    )
)
