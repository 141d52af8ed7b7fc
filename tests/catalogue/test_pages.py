import pytest
from django.urls import reverse
from django.utils import timezone

from portal.documents.choices import DocumentState
from portal.documents.models import Document
from tests.factories import catalogues as make
from tests.factories import people, places
from tests.factories import trials as trial
from tests.support.pages import check_page
from trials.catalogue.models import Edition
from trials.services import review

pytestmark = pytest.mark.django_db
NOW = make.NOW
HTMX = {"HTTP_HX_REQUEST": "true"}


def address(name: str, edition: Edition, *more: int) -> str:
    return reverse(f"catalogue:{name}", args=[edition.catalogue.slug, edition.number, *more])


@pytest.fixture
def here():
    return places.municipality("Østermark")


@pytest.fixture
def maker(here, sign_in):
    return sign_in(people.actor("consultant", here))


def text_of(answer) -> str:
    check_page(answer.content)
    return answer.content.decode()


# For everyone


def test_a_visitor_finds_published_catalogues_and_not_those_under_way(client, here):
    make.published(here, title="Flere med")
    make.draft(here, title="Hemmeligt endnu")
    text = text_of(client.get(reverse("catalogue:list")))
    assert "Flere med" in text and "Hemmeligt endnu" not in text
    assert "Begynd et katalog" not in text


def test_an_empty_shelf_says_what_will_come(client):
    assert "Her kommer de kataloger, der er udgivet" in text_of(client.get(reverse("catalogue:list")))


def test_a_published_edition_has_its_contents_and_its_file_at_its_permanent_address(client, here):
    edition = make.published(here, items=2, foreword="Kære læser", foreword_name="Bo Ærø")
    text = text_of(client.get(edition.get_absolute_url()))
    for words in ("Prøvehandling 1", "Prøvehandling 2", "Kære læser", "Bo Ærø", "12 sider", address("pdf", edition)):
        assert words in text
    file = client.get(address("pdf", edition))
    assert b"".join(file.streaming_content) == make.PDF
    assert (file["Content-Type"], "flere-med-1-udgave.pdf" in file["Content-Disposition"]) == ("application/pdf", True)


def test_a_withdrawn_edition_says_so_and_why_and_its_file_is_gone(client, here):
    edition = make.withdrawn(here)
    text = text_of(client.get(edition.get_absolute_url()))
    assert "trukket tilbage" in text and "Et billede var forkert." in text
    assert "Prøvehandling 1" not in text
    assert client.get(address("pdf", edition)).status_code == 404


def test_an_edition_for_the_municipality_is_not_there_for_others(client, here):
    edition = make.published(here, visibility="municipality")
    for name in ("detail", "pdf", "cover"):
        assert client.get(address(name, edition)).status_code == 404


def test_a_draft_and_its_proofs_are_not_there_for_others(here, sign_in):
    edition = make.draft(here)
    document = make.built(edition)
    for stranger in (people.actor("consultant", places.municipality()), people.actor("contributor", places.school(at=here))):
        client = sign_in(stranger)
        for path in (
            address("detail", edition),
            address("build", edition),
            address("proof", edition, document.pk),
            address("pdf", edition),
        ):
            assert client.get(path).status_code == 404


def test_a_reader_of_a_published_edition_cannot_reach_its_proofs_by_number(here, sign_in):
    edition = make.published(here)
    client = sign_in(people.actor("contributor", places.school(at=here)))
    assert client.get(address("proof", edition, edition.document_id)).status_code == 403


def test_a_document_is_only_found_through_its_own_edition(maker, here):
    edition, other = make.draft(here), make.draft(here, title="En anden")
    document = make.built(other)
    assert maker.get(address("proof", edition, document.pk)).status_code == 404


def test_the_cover_is_drawn_from_what_the_edition_holds(client, here):
    edition = make.published(here)
    drawn = client.get(address("cover", edition))
    assert drawn["Content-Type"] == "image/svg+xml"
    assert client.get(address("cover", edition), headers={"if-none-match": drawn["ETag"]}).status_code == 304


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(client, here, django_assert_num_queries, count):
    for number in range(count):
        make.published(here, title=f"Katalog {number}")
    with django_assert_num_queries(3):
        client.get(reverse("catalogue:list"))


@pytest.mark.parametrize("count", [1, 3])
def test_an_edition_costs_the_same_however_much_it_holds(client, here, django_assert_num_queries, count):
    edition = make.published(here, items=count)
    with django_assert_num_queries(6):
        client.get(edition.get_absolute_url())


# For those who make them


def test_from_a_title_to_a_published_catalogue(maker, here):
    trial.published(at=places.school(at=here), title="Klippekortet")
    text_of(maker.get(reverse("catalogue:new")))
    choose = maker.post(reverse("catalogue:new"), {"title": "Flere med"})["Location"]
    edition = Edition.objects.with_catalogue().get()
    assert choose == address("choose", edition)
    assert "Klippekortet" in text_of(maker.get(choose))
    version = trial.Version.objects.get()
    assert maker.post(choose, {"version": [version.pk]})["Location"] == address("build", edition)
    text = text_of(maker.get(address("build", edition)))
    assert "Klippekortet" in text and "Bestil kataloget" in text and "Kataloget har intet forord" in text
    maker.post(address("frame", edition), {"title": "Flere med", "foreword": "Kære læser", "language": "da", "visibility": "everyone"})
    maker.post(address("order", edition))
    text = text_of(maker.get(address("build", edition)))
    assert "Kataloget bliver sat op" in text and "den næste i køen" in text and "Forordet mangler en underskrift" in text
    make.built(edition, by=people.actor("head", here))
    text = text_of(maker.get(address("build", edition)))
    assert "Kataloget er klar" in text and "Udgiv kataloget" in text
    assert maker.post(address("publish", edition))["Location"] == edition.get_absolute_url()
    assert "Hent PDF" in text_of(maker.get(edition.get_absolute_url()))
    assert maker.get(address("build", edition))["Location"] == edition.get_absolute_url()


def test_a_title_is_needed(maker):
    text = text_of(maker.post(reverse("catalogue:new"), {"title": "  "}))
    assert 'id="fejl"' in text
    assert not Edition.objects.exists()


def test_choosing_narrows_by_words_area_and_municipality(maker, here):
    area = places.focus_area(here, "Fravær")
    trial.published(at=places.school(at=here), title="Klippekortet", area=area)
    trial.published(title="Hjemmebesøg")
    edition = make.draft(here, items=0)
    by_words = maker.get(address("choose", edition), {"q": "klippekort"})
    by_area = maker.get(address("choose", edition), {"fokus": area.pk})
    by_place = maker.get(address("choose", edition), {"kommune": here.slug})
    for answer in (by_words, by_area, by_place):
        assert [version.title for version in answer.context["page"]] == ["Klippekortet"]
    nothing = maker.get(address("choose", edition), {"q": "findes ikke"})
    assert "Ingen passer på alle ordene" in text_of(nothing)


def test_ticking_nothing_says_so(maker, here):
    edition = make.draft(here)
    answer = maker.post(address("choose", edition), {"version": ["x"]}, follow=True)
    assert "sæt kryds ved mindst én" in text_of(answer)


def test_an_item_is_moved_and_removed_without_script(maker, here):
    edition = make.draft(here, items=3)
    first = edition.items.all()[0]
    answer = maker.post(address("move", edition, first.pk), {"hvorhen": "ned"})
    assert answer["Location"] == f"{address('build', edition)}#bidrag-{first.pk}"
    assert make.titles(edition) == ["Prøvehandling 2", "Prøvehandling 1", "Prøvehandling 3"]
    maker.post(address("remove", edition, first.pk))
    assert make.titles(edition) == ["Prøvehandling 2", "Prøvehandling 3"]


def test_with_htmx_only_the_bench_comes_back_and_says_where_it_is(maker, here):
    edition = make.draft(here, items=3)
    items = list(edition.items.all())
    moved = maker.post(address("move", edition, items[0].pk), {"hvorhen": "ned"}, **HTMX).content.decode()
    assert 'id="bench"' in moved and "<html" not in moved
    assert "”Prøvehandling 1” er nu nummer 2 af 3." in moved
    maker.post(address("arrange", edition), {"item": [items[2].pk, items[1].pk, items[0].pk]}, **HTMX)
    assert make.titles(edition) == ["Prøvehandling 3", "Prøvehandling 2", "Prøvehandling 1"]
    removed = maker.post(address("remove", edition, items[0].pk), **HTMX).content.decode()
    assert "Kataloget har nu 2 prøvehandlinger." in removed


def building(edition: Edition, **fields) -> Document:
    document = make.ordered(edition)
    if fields:
        started = {"state": DocumentState.BUILDING, "token": "0" * 32, "heartbeat_at": timezone.now(), "attempts": 1}
        Document.objects.filter(pk=document.pk).update(**{**started, **fields})
    return document


STEPS = [
    ({}, "Bestillingen er den næste i køen."),
    ({"phase": ""}, "Arbejdet er begyndt."),
    ({"phase": "layout", "page": 34, "pages_expected": 70}, "Side 34 af ca. 70."),
    ({"phase": "finishing", "pages_expected": 68}, "Alle 68 sider er sat."),
    ({"phase": "writing", "page": 12, "pages_expected": 68}, "Skriver side 12 af 68."),
]


@pytest.mark.parametrize(("fields", "words"), STEPS)
def test_the_page_follows_the_build(maker, here, fields, words):
    edition = make.draft(here)
    document = building(edition, **fields)
    assert words in text_of(maker.get(address("build", edition)))
    fragment = maker.get(address("progress", edition, document.pk), **HTMX).content.decode()
    assert words in fragment and "<html" not in fragment


def test_the_place_in_the_queue_is_said(maker, here):
    for title in ("Et", "To"):
        make.ordered(make.draft(here, title=title))
    edition = make.draft(here)
    make.ordered(edition)
    assert "Der er 2 bestillinger foran i køen." in text_of(maker.get(address("build", edition)))


def test_the_fragment_ends_its_polling_with_the_whole_page(maker, here):
    edition = make.draft(here)
    document = make.built(edition)
    answer = maker.get(address("progress", edition, document.pk), **HTMX)
    assert (answer.status_code, answer["HX-Refresh"]) == (286, "true")
    assert maker.get(address("progress", edition, document.pk))["Location"] == address("build", edition)


def test_a_build_can_be_cancelled_and_a_late_click_is_told_so(maker, here):
    edition = make.draft(here)
    document = make.ordered(edition)
    assert "er afbrudt" in text_of(maker.post(address("cancel", edition, document.pk), follow=True))
    assert "allerede færdig" in text_of(maker.post(address("cancel", edition, document.pk), follow=True))


def test_a_failed_build_says_why_what_was_kept_and_lets_order_again(maker, here):
    edition = make.draft(here)
    document = make.ordered(edition)
    Document.objects.filter(pk=document.pk).update(
        state=DocumentState.FAILED, error="Et billede i ”Klippekortet” kan ikke læses (felt: Billeder)."
    )
    text = text_of(maker.get(address("build", edition)))
    for words in ("”Klippekortet” kan ikke læses", "står, som I forlod dem", "Bestil kataloget"):
        assert words in text


def test_changes_after_ordering_leave_the_old_proof_and_ask_for_a_new_order(maker, here):
    edition = make.draft(here)
    document = make.built(edition)
    maker.post(address("frame", edition), {"title": "Nyt navn", "language": "da", "visibility": "everyone"})
    text = text_of(maker.get(address("build", edition)))
    assert "Tidligere prøvetryk" in text and address("proof", edition, document.pk) in text and "Bestil kataloget" in text


def test_problems_are_named_in_the_builder_and_stop_the_order(maker, here):
    edition = make.draft(here, items=2)
    (version, _other) = make.versions_of(edition)
    review.withdraw(version=version, note="Fejl", by=people.actor("head", here), now=NOW)
    text = text_of(maker.get(address("build", edition)))
    assert "”Prøvehandling 1” er trukket tilbage" in text and "Bestil kataloget</button>" not in text
    assert "trukket tilbage" in text_of(maker.post(address("order", edition), follow=True))
    assert not Document.objects.exists()


def test_characters_that_the_book_cannot_print_are_named_beforehand(maker, here):
    edition = make.draft(here, items=0)
    edition.items.create(
        version=trial.published(at=places.school(at=here), title="Klippekortet", done="Vi klippede 🎉 hver dag."), position=1
    )
    assert "Tegnene 🎉 i ”Klippekortet” (Det har vi gjort)" in text_of(maker.get(address("build", edition)))


def test_withdrawing_asks_why(maker, here):
    edition = make.published(here)
    assert address("withdraw", edition) in text_of(maker.get(edition.get_absolute_url()))
    assert 'id="fejl"' in text_of(maker.post(address("withdraw", edition), {"note": ""}))
    answer = maker.post(address("withdraw", edition), {"note": "Et navn var forkert."}, follow=True)
    assert "Et navn var forkert." in text_of(answer)


def test_a_new_edition_begins_from_the_published_one(maker, here):
    edition = make.published(here)
    answer = maker.post(reverse("catalogue:next", args=[edition.catalogue.slug]))
    assert answer["Location"].endswith("/2/byg/")


def test_a_published_edition_cannot_be_changed_through_an_old_page(maker, here):
    edition = make.published(here)
    item = edition.items.get()
    for name in ("move", "remove", "renew"):
        assert maker.post(address(name, edition, item.pk)).status_code == 403
    for name in ("arrange", "order", "choose", "frame"):
        assert maker.post(address(name, edition)).status_code == 403


def test_a_role_that_makes_no_catalogues_is_told_so(sign_in, here):
    assert sign_in(people.actor("contributor", places.school(at=here))).get(reverse("catalogue:new")).status_code == 403


def test_reading_pages_writes_nothing(maker, here):
    edition = make.draft(here)
    for name in ("order", "publish", "arrange"):
        assert maker.get(address(name, edition)).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_the_builder_costs_the_same_however_much_it_holds(maker, here, django_assert_num_queries, count):
    edition = make.draft(here, items=count)
    maker.get(address("build", edition))
    with django_assert_num_queries(25):
        maker.get(address("build", edition))
