"""The edition as a document: its snapshot, and whether it can be ordered and published."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.documents.kinds import DocumentKind, kind_named, register
from portal.documents.models import Document
from portal.files.models import StoredFile
from portal.text.danish import slug
from trials.catalogue.book.contents import edition_publication
from trials.catalogue.book.measures import keep_measures
from trials.catalogue.book.volumes import division, volume_plans
from trials.catalogue.choices import EDITION
from trials.catalogue.history import changes_since_last, errata_of, original_of, removed_images
from trials.catalogue.models import Edition, EditionItem
from trials.catalogue.queries import areas_of, items_of, named, narrower_items, participants_of, withdrawn_items
from trials.documents import trial_snapshot

# They say when the snapshot was made, not what the book says.
VOLATILE = frozenset({"made_at", "issued", "year"})


def edition_snapshot(edition: Edition, now: datetime, items: list[EditionItem] | None = None) -> dict[str, Any]:
    """Return everything the book says, as plain data (contract: docs/decisions/0013)."""
    if edition.frozen is not None:
        return {**edition.frozen, **corrected(edition)}
    items = items_of(edition) if items is None else items
    original = original_of(edition)
    local = timezone.localtime(original.published_at or now)
    with translation.override(edition.language):
        trials = [trial_snapshot(item.version) for item in items]
        snapshot = {
            "kind": EDITION,
            "language": edition.language,
            "title": edition.title,
            "subtitle": edition.subtitle,
            "number": edition.number,
            "year": local.year,
            "issued": date_format(local, "F Y").capitalize(),
            "place": edition.place,
            "publisher": settings.SITE_OPERATOR,
            "owner": str(edition.catalogue.owner),
            "permanent_url": settings.SITE_URL + edition.get_absolute_url(),
            "seed": original.pk,
            "foreword": {"text": edition.foreword, "name": edition.foreword_name, "title": edition.foreword_title},
            "introduction": edition.introduction,
            "thanks": edition.thanks,
            "focus_areas": _focus_areas(edition, trials),
            "participants": participants_of(edition),
            "participants_shown": edition.participants,
            **({"participants_note": edition.participants_note} if edition.participants_note else {}),
            "grouping": edition.grouping,
            "gathers_unexpected": edition.gathers_unexpected,
            "colour": edition.colour,
            "cover_image": _picture(edition.cover_image, edition.cover_alt),
            "logo": _picture(edition.logo, edition.logo_alt),
            "trials": trials,
            "changes": changes_since_last(edition, trials),
            "made_at": timezone.localtime(now).isoformat(timespec="seconds"),
            "demo": settings.DEMO,
            **corrected(edition),
        }
    counts = division(snapshot, limit=settings.CATALOGUE_VOLUME_PAGES, way=edition.division)
    return {**snapshot, **({"volumes": counts} if counts else {})}


def corrected(edition: Edition) -> dict[str, Any]:
    """What a *rettet udgave* says about itself; nothing for one that corrects none."""
    if edition.corrected_on is None:
        return {"correction": 0, "corrected_on": "", "errata": []}
    with translation.override(edition.language):
        return {
            "correction": edition.correction,
            "corrected_on": date_format(edition.corrected_on),
            "errata": [{"date": date_format(row.made_on), "text": row.text} for row in errata_of(edition)],
        }


def _picture(stored: StoredFile | None, alt: str) -> dict[str, Any] | None:
    """A picture of the frame."""
    return {"path": stored.file.name, "alt": alt, "width": stored.width, "height": stored.height} if stored else None


def _focus_areas(edition: Edition, trials: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The owner's focus areas, and after them those that the items bring along from elsewhere."""
    areas = [{"id": area.pk, "number": area.figure, "name": str(area), "description": area.description} for area in areas_of(edition)]
    known = {area["name"] for area in areas}
    for trial in trials:
        for area in trial["focus_areas"]:
            if area["name"] not in known:
                known.add(area["name"])
                areas.append({**area, "description": ""})
    return areas


def missing_for_ordering(edition: Edition, items: list[EditionItem] | None = None) -> list[str]:
    """What must be mended before a book can be made of it: the same list on the page and in the guard."""
    missing = [_("Skriv, hvad der er rettet")] if edition.is_correction and not edition.errata.exists() else []
    if edition.frozen is not None:
        if removed_images(edition.frozen):
            missing.append(_("Et billede er fjernet siden: tag det ud på katalogets side"))
        return missing
    items = items_of(edition) if items is None else items
    if not items:
        missing.append(_("Vælg mindst én prøvehandling"))
    if withdrawn := withdrawn_items(items):
        missing.append(_("%(titles)s er trukket tilbage og skal tages ud") % {"titles": named(withdrawn)})
    return missing


def missing_for_publishing(edition: Edition) -> list[str]:
    """What stands between an edition and its readers, as the gate asks it."""
    items = items_of(edition)
    return missing_to_publish(edition, items, current_document(edition, edition_snapshot(edition, timezone.now(), items)))


def missing_to_publish(edition: Edition, items: list[EditionItem], current: Document | None) -> list[str]:
    """The same, for a page that has read the edition already."""
    missing = missing_for_ordering(edition, items)
    if edition.corrects and edition.corrects.is_withdrawn:
        missing.append(_("Udgaven, der rettes, er trukket tilbage. Begynd en ny udgave i stedet"))
    if not edition.is_frozen and (narrower := narrower_items(edition, items)):
        missing.append(_("%(titles)s må læses af færre end kataloget: tag dem ud, eller snævr kataloget ind") % {"titles": named(narrower)})
    if current is None:
        missing.append(_("Bestil kataloget, som det er nu, og vent, til det er klar"))
    return missing


def current_document(edition: Edition, snapshot: dict[str, Any]) -> Document | None:
    """The ready document that says exactly what the edition says now."""
    fingerprint = kind_named(EDITION).fingerprint(snapshot)
    return Document.objects.of(edition).ready().filter(kind=EDITION, snapshot_hash=fingerprint).first()


def _file_name(edition: Edition) -> str:
    word = _("udgave")
    corrected = "-" + _("rettet-%(day)s") % {"day": edition.corrected_on.isoformat()} if edition.corrected_on else ""
    return f"{slug(edition.title)}-{edition.number}-{word}{corrected}.pdf"


def _builder(edition: Edition) -> str:
    return reverse("catalogue:build", args=[edition.catalogue.slug, edition.number])


register(
    DocumentKind(
        name=EDITION,
        snapshot=edition_snapshot,
        publication=edition_publication,
        file_name=_file_name,
        title=str,
        page=_builder,
        may_order="catalogue.order",
        volumes=volume_plans,
        volatile=VOLATILE,
        was_set=keep_measures,
    )
)
