from datetime import UTC, datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from portal.accounts.actor import Actor
from portal.documents.choices import DocumentState
from portal.documents.models import Document, Volume
from schools.models import Municipality
from schools.networks.models import Network
from tests.factories import people, places
from tests.factories import trials as make
from trials.catalogue.models import Edition
from trials.catalogue.services import editions
from trials.models import Version

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
PDF = b"%PDF-1.7 a book"


def maker(place: Municipality | Network) -> Actor:
    """Somebody who makes the place's catalogues."""
    return people.actor("facilitator" if isinstance(place, Network) else "consultant", place)


def draft(place: Municipality | Network | None = None, *, by: Actor | None = None, items: int = 1, **frame) -> Edition:
    """An edition under way with published trial actions that everyone may read."""
    by = by or maker(place or places.municipality())
    edition = editions.start(title=frame.pop("title", "Flere med"), by=by, now=NOW)
    if frame:
        editions.save_frame(edition=edition, values=frame, by=by, now=NOW)
    at = by.role.place if isinstance(by.role.place, Municipality) else places.municipality()
    versions = [make.published(at=places.school(at=at), title=f"Prøvehandling {number}") for number in range(1, items + 1)]
    editions.add(edition=edition, versions=versions, by=by, now=NOW)
    return Edition.objects.with_catalogue().get(pk=edition.pk)


def ordered(edition: Edition, *, by: Actor | None = None) -> Document:
    return editions.order(edition=edition, by=by or maker(edition.catalogue.owner), now=timezone.now())


def built(edition: Edition, *, by: Actor | None = None) -> Document:
    """A ready document of what the edition says now, without typesetting it."""
    document = ordered(edition, by=by)
    name = default_storage.save(f"documents/{document.pk}.pdf", ContentFile(PDF))
    Document.objects.filter(pk=document.pk).update(
        state=DocumentState.READY, file=name, checksum="0" * 64, size=len(PDF), pages=12, finished_at=timezone.now()
    )
    document.refresh_from_db()
    return document


def built_in_volumes(edition: Edition, *, by: Actor | None = None, volumes: int = 2) -> Document:
    """A ready document in volumes, of what the edition says now."""
    document = ordered(edition, by=by)
    for number in range(1, volumes + 1):
        name = default_storage.save(f"documents/{document.pk}-{number}.pdf", ContentFile(PDF))
        Volume.objects.create(
            document=document, number=number, title=f"Del {number}", file=name, checksum=f"{number}" * 64, size=15, pages=6
        )
    facts = {"volume_count": volumes, "size": 15 * volumes, "pages": 6 * volumes, "finished_at": timezone.now()}
    Document.objects.filter(pk=document.pk).update(state=DocumentState.READY, **facts)
    document.refresh_from_db()
    return document


def published_in_volumes(place: Municipality | Network | None = None, **fields) -> Edition:
    edition = draft(place, **fields)
    by = maker(edition.catalogue.owner)
    built_in_volumes(edition, by=by)
    return editions.publish(edition=edition, by=by, now=NOW)


def published(place: Municipality | Network | None = None, *, by: Actor | None = None, **fields) -> Edition:
    edition = draft(place, by=by, **fields)
    by = by or maker(edition.catalogue.owner)
    built(edition, by=by)
    return editions.publish(edition=edition, by=by, now=NOW)


def withdrawn(place: Municipality | Network | None = None, **fields) -> Edition:
    edition = published(place, **fields)
    return editions.withdraw(edition=edition, note="Et billede var forkert.", by=maker(edition.catalogue.owner), now=NOW)


def titles(edition: Edition) -> list[str]:
    return [item.version.title for item in edition.items.select_related("version")]


def versions_of(edition: Edition) -> list[Version]:
    return [item.version for item in edition.items.select_related("version__trial__municipality")]
