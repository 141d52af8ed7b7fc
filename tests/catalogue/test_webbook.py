"""An edition read on the web: the same as its book, for the same readers."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.urls import reverse

from tests.catalogue import snapshots
from tests.factories import catalogues as make
from tests.factories import files, places
from tests.support.pages import check_page
from trials.catalogue.models import Edition
from trials.documents import freeze

pytestmark = pytest.mark.django_db
# Addresses, ids and words that are drawn as a picture or kept for the machine.
_NOT_TEXT = {"path", "ref", "slug", "content_hash", "scope", "life", "life_label", "outcome", "met", "kind", "language", "made_at", "date"}


@pytest.fixture
def here():
    return places.municipality("Østermark")


def address(edition: Edition, *image: int) -> str:
    return reverse("catalogue:read_image" if image else "catalogue:read", args=[edition.catalogue.slug, edition.number, *image])


def saying(edition: Edition, snapshot: dict[str, Any]) -> Edition:
    """The edition as if its book said this."""
    edition.document.snapshot = snapshot
    edition.document.save(update_fields=["snapshot"])
    return edition


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def words_of(html: str) -> str:
    reader = _Texts()
    reader.feed(html.replace("<wbr>", ""))
    return " ".join(" ".join(reader.said).split())


def texts(value: Any, key: str = "") -> Iterator[str]:
    """Every line that the snapshot lets a reader see, without the signs of the notation."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, key)
    elif isinstance(value, str) and key not in _NOT_TEXT:
        for line in value.splitlines():
            yield from filter(None, line.lstrip("#- ").replace("**", "*").split("*"))


def test_the_page_says_all_that_the_book_says(client, here):
    edition = make.published(here)
    snapshot = snapshots.edition_snapshot(6)
    said = words_of(client.get(address(saying(edition, snapshot))).content.decode())
    seen = {key: value for key, value in snapshot.items() if key != "trials"}
    trials = [{**trial, "images": [], "measures": []} for trial in snapshot["trials"]]
    missing = [text for text in texts([seen, trials]) if " ".join(text.split()).casefold() not in said.casefold()]
    assert missing == []
    for trial in snapshot["trials"]:
        for measure in trial["measures"]:
            assert measure["sentence"] in said and measure["values"][0]["label"] in said


def test_the_page_holds_together(client, here):
    """Headings in order, unique ids, nothing inline; every place in the contents is there; the words of the schools are Danish."""
    edition = saying(make.published(here), snapshots.edition_snapshot(6, language="en"))
    Edition.objects.filter(pk=edition.pk).update(language="en")
    page = client.get(address(edition)).content.decode()
    check_page(page)
    for anchor in ("foreword", "introduction", "trial-1", "trial-6", "unexpected", "index", "participants", "colophon"):
        assert f'href="#{anchor}"' in page and f'id="{anchor}"' in page
    assert '<div class="book" lang="en">' in page and "Contents</h2>" in page
    assert 'id="trial-1-title" lang="da"' in page
    assert address(edition) in client.get(edition.get_absolute_url()).content.decode()


def test_pictures_come_with_the_edition_and_go_when_they_are_removed(client, here):
    edition = make.draft(here)
    version = make.versions_of(edition)[0]
    image = files.image(version, caption="Tårnet")
    type(version).objects.filter(pk=version.pk).update(frozen=freeze(version))
    make.built(edition)
    edition = make.editions.publish(edition=edition, by=make.maker(here), now=make.NOW)
    page = client.get(address(edition)).content.decode()
    picture = address(edition, image.pk)
    assert picture in page and image.alt in page
    file = client.get(picture)
    assert (file["Content-Type"], b"".join(file.streaming_content)[1:4]) == ("image/png", b"PNG")
    image.delete()
    page = client.get(address(edition)).content.decode()
    assert "1 billede er fjernet" in page and "Tårnet" not in page
    assert client.get(picture).status_code == 404


def test_who_may_read_it(client, here):
    """Nobody reads a draft, a withdrawn edition, or one for others; a picture is only found through its own edition."""
    other = make.published(here, title="En anden")
    picture = files.image(make.versions_of(other)[0])
    for edition in (make.draft(here, title="Kladde"), make.withdrawn(here), make.published(here, visibility="municipality", title="Egen")):
        own = files.image(make.versions_of(edition)[0])
        assert [client.get(path).status_code for path in (address(edition), address(edition, own.pk))] == [404, 404]
    open_one = make.published(here, title="Åben")
    assert client.get(address(open_one, picture.pk)).status_code == 404


def test_a_long_edition_costs_no_more_questions(client, here, django_assert_num_queries):
    for count in (1, 3):
        edition = make.published(here, items=count, title=f"Med {count}")
        with django_assert_num_queries(4):
            client.get(address(edition))


def leaf(edition: Edition, name: str) -> str:
    return reverse("catalogue:read_leaf", args=[edition.catalogue.slug, edition.number, name])


@pytest.fixture
def long_one(here):
    """Sixty-one trial actions in two groups: the first of forty, the second of twenty-one."""
    trials = [
        snapshots.empty_trial(trial=place, title=f"Nr. {place}", focus_areas=[snapshots.focus_area(1 if place <= 40 else 2)])
        for place in range(1, 62)
    ]
    return saying(make.published(here), snapshots.edition_snapshot(0, trials=trials, grouping="area"))


def test_a_long_edition_is_read_page_by_page(client, long_one):
    pages = [address(long_one), *(leaf(long_one, name) for name in ("del-1", "del-2", "del-3", "register"))]
    shown = [client.get(page).content.decode() for page in pages]
    for page in shown:
        check_page(page)
    for place in range(1, 62):
        stands = [f'id="trial-{place}-title"' in page for page in shown]
        assert stands == [False, place <= 20, 20 < place <= 40, place > 40, False]
    assert [f'href="{before}" rel="prev"' in page for before, page in zip(pages, shown[1:], strict=False)] == [True] * 4
    assert [f'href="{after}" rel="next"' in page for after, page in zip(pages[1:], shown, strict=False)] == [True] * 4
    assert "<h3>1. Tværfagligt samarbejde</h3>" in shown[0] and f'href="{pages[3]}#trial-41"' in shown[0]
    assert f'href="{pages[1]}#trial-1"' in shown[4] and 'id="colophon"' in shown[4]


def test_the_whole_of_a_long_edition_can_be_had_on_one_page(client, long_one):
    assert leaf(long_one, "alt") in client.get(address(long_one)).content.decode()
    page = client.get(leaf(long_one, "alt")).content.decode()
    check_page(page)
    assert all(f'id="trial-{place}-title"' in page for place in range(1, 62))
    assert 'rel="next"' not in page


def test_an_address_of_a_trial_action_leads_to_the_page_where_it_stands(client, long_one):
    def found(trial: int):
        return client.get(reverse("catalogue:read_trial", args=[long_one.catalogue.slug, long_one.number, trial]))

    assert found(41).url == f"{leaf(long_one, 'del-3')}#trial-41"
    assert found(99).status_code == 404
    assert 'id="trial-41"' in client.get(address(long_one)).content.decode(), "where an older link #trial-41 ends"


def test_a_page_that_is_no_more_leads_to_the_first(client, here, long_one):
    assert client.get(leaf(long_one, "del-9")).url == address(long_one)
    short = make.published(here, title="Kort")
    assert [client.get(leaf(short, name)).url for name in ("alt", "del-1")] == [address(short)] * 2
