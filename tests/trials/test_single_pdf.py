"""One trial action as a PDF: ordered by any reader, one file for all who read the same text."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from portal.celery import app
from portal.documents import building
from portal.documents.choices import DocumentState
from portal.documents.models import Document
from tests.factories import people, places
from tests.factories import trials as make
from tests.support.pages import check_page
from trials.models import TrialAction
from trials.services import review

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr(app, "send_task", lambda name, args: None)


def address(version, name: str = "pdf") -> str:
    return reverse(f"trials:{name}", args=[version.trial.slug])


def ready(document: Document) -> None:
    name = default_storage.save(f"documents/{document.pk}.pdf", ContentFile(b"%PDF-1.7 one"))
    stamps = {"state": DocumentState.READY, "checksum": "0" * 64, "finished_at": timezone.now(), "pages": 2, "size": 12}
    Document.objects.filter(pk=document.pk).update(file=name, **stamps)


def test_a_visitor_orders_it_and_the_next_one_finds_it_ready(client):
    version = make.published(title="Klippekortet")
    assert address(version) in client.get(reverse("trials:detail", args=[version.trial.slug])).content.decode()
    assert "Bestil som PDF" in client.get(address(version)).content.decode()
    assert client.get(address(version, "pdf_file")).status_code == 404
    for _click in range(3):
        assert client.post(address(version, "pdf_order")).url == address(version)
    document = Document.objects.get()
    assert (document.requested_by, document.file_name) == (None, f"{version.trial.slug}.pdf")
    page = client.get(address(version)).content
    check_page(page)
    assert "venter på sin tur" in page.decode()
    ready(document)
    assert "2 sider" in client.get(address(version)).content.decode()
    assert b"".join(client.get(address(version, "pdf_file")).streaming_content) == b"%PDF-1.7 one"


def test_what_it_says_has_changed_so_the_file_is_not_handed_out(client):
    version = make.published()
    client.post(address(version, "pdf_order"))
    ready(Document.objects.get())
    TrialAction.objects.filter(pk=version.trial_id).update(contact_email="ny@skole.example")
    assert "Bestil som PDF" in client.get(address(version)).content.decode()
    assert client.get(address(version, "pdf_file")).status_code == 404


def test_only_who_may_read_it_gets_it(client, sign_in):
    """Not one for others, not one that is written, and not one that was withdrawn, whatever was made of it before."""
    school = places.school()
    own = make.published(at=school, visibility="municipality")
    for version in (own, make.draft()):
        asked = [client.get(address(version)), client.post(address(version, "pdf_order")), client.get(address(version, "pdf_file"))]
        assert [answer.status_code for answer in asked] == [404, 404, 404]
    reader = sign_in(people.actor("contributor", school))
    assert reader.post(address(own, "pdf_order")).status_code == 302
    ready(Document.objects.get())
    file = reader.get(address(own, "pdf_file"))
    assert b"".join(file.streaming_content) == b"%PDF-1.7 one"
    review.withdraw(version=own, note="Skolen er lukket.", by=people.actor("consultant", school.municipality), now=make.NOW)
    assert reader.get(address(own, "pdf_file")).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_worker_sets_it(client):
    version = make.published(title="Klippekortet")
    client.post(address(version, "pdf_order"))
    document = Document.objects.get()
    assert building.build(document_id=document.pk)
    document.refresh_from_db()
    with document.file.open() as made:
        assert made.read(8) == b"%PDF-1.7"
