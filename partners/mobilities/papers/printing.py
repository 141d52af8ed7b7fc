"""A document on paper, made from its snapshot alone, and the kinds of document that the portal's pipeline knows of it."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from partners.mobilities.choices import PaperKind
from partners.mobilities.models import Paper
from partners.mobilities.papers.artwork import drawings
from partners.mobilities.papers.documents import ACCESSION, PAPER, accession_snapshot, paper_snapshot
from partners.mobilities.papers.wording import text_of, word
from partners.models import ConsortiumMembership
from portal.documents.kinds import DocumentKind, kind_named, register, template_version
from portal.documents.models import Document
from portal.documents.print.fonts import printable
from portal.documents.rendering import Publication
from portal.text import danish

_LONG_NAME = 26
# In characters: beyond it a certificate's words need the room of half its picture.
_CROWDED = 620


def publication(snapshot: Mapping[str, Any]) -> Publication:
    """Template, words and drawings. The first language is the document's own; the others are named where they stand."""
    said = _printable(snapshot)
    first = said["parts"][0]
    is_certificate = said["kind"] == PaperKind.CERTIFICATE
    context = {
        "paper": said,
        "title": first["title"],
        "name": first["name"],
        "footer": _footer(said),
        "signing": _signing(said["parts"]),
        "long_name": any(len(part["name"]) > _LONG_NAME for part in said["parts"]),
        "is_crowded": any(_length(part) > _CROWDED for part in said["parts"]),
    }
    template = "print/certificate.html" if is_certificate else "print/paper.html"
    return Publication(template, context, first["language"], drawings())


def _length(part: Mapping[str, Any]) -> int:
    """How much of one language is the mobility's own, in characters."""
    own = sum(len(clause["own"]) for clause in part["clauses"])
    return len(part["name"]) + len(part["lead"]) + own + sum(len(fact["value"]) for fact in part["facts"])


def _signing(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """One block for all languages: a document that says the same twice is signed once."""
    signers = [
        {
            "labels": [{"language": part["language"], "text": row["label"]} for part, row in zip(parts, rows, strict=True)],
            "name": rows[0]["name"],
            "lines": [
                [{"language": part["language"], "text": part["words"][line]} for part in parts] for line in ("name", "date", "signature")
            ],
        }
        for rows in zip(*(part["signatures"] for part in parts), strict=True)
    ]
    return {"parts": parts, "signers": signers}


def _footer(said: Mapping[str, Any]) -> str:
    language = said["parts"][0]["language"]
    version = word("words", "version", language, version=said["version"])
    return " · ".join(filter(None, [said["parts"][0]["title"], said["number"], version]))


def _printable(said: Any) -> Any:
    """The same, with every text in characters that the print fonts have."""
    if isinstance(said, str):
        return printable(said)
    if isinstance(said, Mapping):
        return {name: _printable(part) for name, part in said.items()}
    return [_printable(part) for part in said] if isinstance(said, list) else said


def current_print(subject: Paper | ConsortiumMembership, kind: str, snapshot: Mapping[str, Any]) -> Document | None:
    """The newest order of exactly what is said now, as it would be printed now: ready, under way or failed."""
    same = {"kind": kind, "snapshot_hash": kind_named(kind).fingerprint(dict(snapshot))}
    return Document.objects.of(subject).filter(**same, template_version=template_version()).first()


def paper_title(paper: Paper) -> str:
    return f"{paper.get_kind_display()}: {paper.participant or paper.mobility}"


def file_name(paper: Paper) -> str:
    """”laeringsaftale-jonas-tved-2026-shado-0012.pdf”: who it is for and which journey, as it lies in a folder."""
    number = "-".join((paper.mobility.number or str(paper.mobility_id)).split("-")[:3])
    return danish.slug(" ".join(filter(None, [paper.kind, paper.participant.name if paper.participant else "", number]))) + ".pdf"


def paper_page(paper: Paper) -> str:
    """Its page, by the part of the address that compulsory.Slot gives it."""
    key = f"{paper.kind}-{paper.participant_id}" if paper.participant_id else paper.kind
    return reverse("mobilities:paper", args=[paper.mobility_id, key])


register(
    DocumentKind(
        name=PAPER,
        snapshot=paper_snapshot,
        publication=publication,
        file_name=file_name,
        title=paper_title,
        page=paper_page,
        may_order="papers.print",
    )
)
register(
    DocumentKind(
        name=ACCESSION,
        snapshot=accession_snapshot,
        publication=publication,
        file_name=lambda membership: danish.slug(f"tiltraedelse {membership.school.name} {membership.project.call}") + ".pdf",
        title=lambda membership: f"{text_of('tiltraedelse')['title']['da']}: {membership.school}",
        page=lambda membership: reverse("mobilities:accession", args=[membership.pk]),
        may_order="partners.print_accession",
    )
)
