"""A file that a snapshot names is never deleted before it, whatever is done with its picture."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from portal.documents.choices import DocumentState
from portal.documents.models import Document
from portal.files.services import remove_if_unused
from tests.factories import catalogues as make
from tests.factories import files, people, places
from tests.factories import trials as trial
from trials.choices import Section
from trials.models import Image
from trials.services.discarding import discard
from trials.services.images import remove_expired
from trials.services.parts import write_section

NOW = make.NOW
NAMING = [(DocumentState.REQUESTED, True), (DocumentState.READY, True), (DocumentState.FAILED, False), (DocumentState.CANCELLED, False)]


@pytest.fixture
def here():
    return places.municipality()


def document_naming(path: str, state: str, here) -> Document:
    """A book of another edition that shows the same file."""
    document = make.ordered(make.draft(by=make.maker(here)), by=make.maker(here))
    said = {**document.snapshot, "trials": [{**document.snapshot["trials"][0], "images": [{"path": path}]}]}
    Document.objects.filter(pk=document.pk).update(
        snapshot=said, state=state, file="documents/x.pdf", checksum="0" * 64, finished_at=timezone.now()
    )
    return document


def discard_draft(image: Image) -> None:
    discard(version=image.version, by=people.actor("school_leader", image.version.trial.home_school), now=NOW)


def leave_out(image: Image) -> None:
    by = people.actor("school_leader", image.version.trial.home_school)
    gone = {"images": [{"row": image.pk, "remove": True}]}
    write_section(version=image.version, section=Section.FILES, data=gone, by=by, now=NOW, today=NOW.date())


def remove_the_last_reference(image: Image) -> None:
    stored = image.stored
    image.delete()
    remove_if_unused(stored=stored)


WAYS = {"a draft is discarded": discard_draft, "a picture is left out": leave_out, "nothing refers to it": remove_the_last_reference}


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "stays"), NAMING)
@pytest.mark.parametrize("way", WAYS)
def test_a_file_goes_when_no_living_document_names_it(here, way, state, stays, django_capture_on_commit_callbacks):
    image = files.image(trial.draft(at=places.school(at=here)))
    path = image.stored.file.name
    document_naming(path, state, here)
    with django_capture_on_commit_callbacks(execute=True):
        WAYS[way](image)
    assert not Image.objects.filter(pk=image.pk).exists()
    assert default_storage.exists(path) is stays


@pytest.mark.django_db
def test_a_picture_whose_basis_ran_out_stays_stored_for_the_published_book(here, django_capture_on_commit_callbacks):
    by = make.maker(here)
    version = trial.published(at=places.school(at=here))
    image = files.image(version, people="recognisable", valid_until=NOW.date())
    trial.frozen_anew(version)
    edition = make.draft(by=by, items=0)
    edition.items.create(version=version, position=1)
    make.built(edition, by=by)
    make.editions.publish(edition=edition, by=by, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_expired(now=NOW + timedelta(days=2)) == 1
    assert default_storage.exists(image.stored.file.name), "the published book is set from it"


def test_files_are_deleted_in_these_places_alone():
    """A new way to delete a file must ask the keepers (portal.files.services) and have a test above."""
    deleting = re.compile(r"storage\.delete|\.file\.delete\(|\bunlink\(|os\.remove\(")
    found = {
        str(path.relative_to(settings.BASE_DIR))
        for room in ("portal", "schools", "trials", "partners")
        for path in (Path(settings.BASE_DIR) / room).rglob("*.py")
        if deleting.search(path.read_text(encoding="utf-8"))
    }
    books_and_caches = {"portal/documents/building.py", "portal/documents/services.py", "portal/documents/print/memory.py"}
    machinery = {"portal/localdb.py", "portal/home/management/commands/demo_reset.py"}
    assert found - books_and_caches - machinery == {"portal/files/services.py"}
