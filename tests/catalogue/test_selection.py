"""*Mit katalog*: anyone signed in gathers trial actions and gets them as a PDF."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from portal.documents import building
from portal.documents.choices import DocumentState
from portal.documents.models import Document
from portal.workflow.gate import Refused
from tests.factories import people, places
from tests.factories import trials as make
from tests.support.pages import check_page
from tests.support.pdfua import assert_pdfua
from trials.catalogue import choices
from trials.catalogue.selection import selection_publication
from trials.catalogue.services import selections
from trials.services import review

pytestmark = pytest.mark.django_db
PAGE = reverse("catalogue:selection")


@pytest.fixture
def school():
    return places.school(at=places.municipality("Østermark"))


@pytest.fixture
def reader(school):
    return people.actor("contributor", school)


def address(name: str, *more: int) -> str:
    return reverse(f"catalogue:selection_{name}", args=more)


def page_of(client) -> str:
    answer = client.get(PAGE)
    check_page(answer.content)
    return answer.content.decode()


def gathered(reader, *versions):
    for version in versions:
        selections.put(version=version, by=reader, now=timezone.now())
    return reader.user.selection


def titles(selection) -> list[str]:
    return [item.trial.versions.get().title for item in selection.items.select_related("trial")]


def ready(document: Document) -> Document:
    name = default_storage.save(f"documents/{document.pk}.pdf", ContentFile(b"%PDF-1.7 own"))
    stamps = {"state": DocumentState.READY, "checksum": "0" * 64, "finished_at": timezone.now(), "pages": 5, "size": 12}
    Document.objects.filter(pk=document.pk).update(file=name, **stamps)
    document.refresh_from_db()
    return document


def test_a_person_gathers_orders_and_fetches_without_script(reader, school, sign_in):
    """From the list and from the trial action's page, in an order of one's own; the file is there when a worker has made it."""
    first, second = make.published(at=school, title="Klippekortet"), make.published(at=school, title="Morgendøren")
    client = sign_in(reader)
    assert "Dit katalog er tomt" in page_of(client)
    assert "Føj til mit katalog" in client.get(reverse("trials:list")).content.decode()
    for version in (first, second, first):
        back = reverse("trials:detail", args=[version.trial.slug])
        assert client.post(address("put"), {"trial": version.trial.slug, "next": back}).url == back
    assert "Ligger i dit katalog" in client.get(reverse("trials:detail", args=[first.trial.slug])).content.decode()
    assert "I dit katalog" in client.get(reverse("trials:list")).content.decode()
    selection = reader.user.selection
    client.post(address("move", selection.items.last().pk), {"hvorhen": "op"})
    assert titles(selection) == ["Morgendøren", "Klippekortet"]
    client.post(address("order"))
    document = Document.objects.get(kind=choices.SELECTION)
    assert [trial["title"] for trial in document.snapshot["trials"]] == ["Morgendøren", "Klippekortet"]
    assert "Bestillingen er den næste i køen" in page_of(client)
    assert client.get(address("pdf")).status_code == 404
    ready(document)
    assert "5 sider" in page_of(client)
    assert b"".join(client.get(address("pdf")).streaming_content) == b"%PDF-1.7 own"
    client.post(address("take_out", selection.items.first().pk))
    assert "Du har ændret dit katalog siden" in page_of(client) and titles(selection) == ["Klippekortet"]


def test_only_what_may_be_read_when_it_is_ordered_comes_along(reader, school, sign_in):
    """One that was withdrawn stays in the list unseen, and one for others can't be gathered at all."""
    kept, gone = make.published(at=school, title="Bliver"), make.published(at=school, title="Trækkes")
    selection = gathered(reader, kept, gone)
    review.withdraw(version=gone, note="Skolen er lukket.", by=people.actor("consultant", school.municipality), now=make.NOW)
    page = page_of(sign_in(reader))
    assert "Bliver" in page and "Trækkes" not in page and "1 prøvehandling, du har valgt, er trukket tilbage" in page
    document = selections.order(by=reader, now=timezone.now())
    assert [trial["title"] for trial in document.snapshot["trials"]] == ["Bliver"]
    narrow = make.published(at=places.school(), title="Kun for egne", visibility="municipality")
    with pytest.raises(Refused):
        selections.put(version=narrow, by=reader, now=timezone.now())
    assert sign_in(reader).post(address("put"), {"trial": narrow.trial.slug}).status_code == 404
    assert selection.items.count() == 2


def test_it_is_its_owners_only(reader, school, sign_in):
    version = make.published(at=school, title="Klippekortet")
    selection = gathered(reader, version)
    ready(selections.order(by=reader, now=timezone.now()))
    other = sign_in(people.actor("consultant", school.municipality))
    assert "Klippekortet" not in page_of(other) and other.get(address("pdf")).status_code == 404
    other.post(address("take_out", selection.items.get().pk))
    other.post(address("empty"))
    assert titles(selection) == ["Klippekortet"] and Document.objects.ready().count() == 1


def test_there_is_one_file_at_a_time(reader, school):
    """A new order takes the one before it away, emptying takes the last; the same order twice is one build."""
    selection = gathered(reader, make.published(at=school))
    first = ready(selections.order(by=reader, now=timezone.now()))
    assert selections.order(by=reader, now=timezone.now()) == first
    gathered(reader, make.published(at=school))
    second = selections.order(by=reader, now=timezone.now())
    first.refresh_from_db()
    assert (first.state, first.file.name) == (DocumentState.CANCELLED, "") and second.is_active
    selections.empty(by=reader, now=timezone.now())
    second.refresh_from_db()
    assert second.state == DocumentState.CANCELLED and not selection.items.exists()
    with pytest.raises(Refused):
        selections.order(by=reader, now=timezone.now())


def test_there_is_an_end_to_it(reader, school, monkeypatch):
    monkeypatch.setattr(selections, "MOST_SELECTED", 1)
    gathered(reader, make.published(at=school))
    with pytest.raises(Refused, match="plads til 1"):
        gathered(reader, make.published(at=school))


@pytest.mark.django_db(transaction=True)
def test_the_book_is_set_with_contents_and_openings(reader, school, tmp_path):
    """The whole way through the worker, and what it prints."""
    gathered(reader, make.published(at=school, title="Klippekortet"))
    document = selections.order(by=reader, now=timezone.now())
    assert building.build(document_id=document.pk)
    document.refresh_from_db()
    assert document.is_ready and document.pages >= 2
    with document.file.open() as made:
        (tmp_path / "mit-katalog.pdf").write_bytes(made.read())
    assert_pdfua(tmp_path / "mit-katalog.pdf")
    html = selection_publication(document.snapshot).html()
    check_page(html.replace(' data-page=""', ""))
    assert reader.user.name not in html and html.count("Klippekortet") >= 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_much_is_gathered(reader, school, sign_in, django_assert_num_queries, count):
    gathered(reader, *(make.published(at=school) for _number in range(count)))
    client = sign_in(reader)
    client.get(PAGE)
    with django_assert_num_queries(17):
        client.get(PAGE)
