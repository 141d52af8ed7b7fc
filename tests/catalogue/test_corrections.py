"""A *rettet udgave*: it takes the address, says what it corrects, and what was taken out can no longer be fetched."""

import re
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from portal.documents.models import Document
from portal.files.models import StoredFile
from portal.workflow.gate import Incomplete, Refused, WrongState
from portal.workflow.models import LogEntry
from tests.factories import catalogues as make
from tests.factories import files, people, places
from tests.factories import trials as trial
from tests.support.pages import check_page
from trials.catalogue.book import erasing
from trials.catalogue.book.contents import edition_publication
from trials.catalogue.documents import edition_snapshot
from trials.catalogue.history import compared
from trials.catalogue.models import Edition
from trials.catalogue.services import corrections, editions
from trials.models import Image
from trials.services.images import remove_image

pytestmark = pytest.mark.django_db
NOW = make.NOW


@pytest.fixture
def here():
    return places.municipality("Østermark")


@pytest.fixture
def by(here):
    return make.maker(here)


@pytest.fixture
def pictured(here, by):
    """A published book of a trial action with a picture and Ida, whom its text names, and one more."""
    version = trial.published(at=places.school(at=here), title="Klippekortet", change="Ida Vestergaards hold spiser nu ude.")
    version.trial.people.create(name="Ida Vestergaard", title="Leder")
    version.trial.contact_email = "ida@egsted.example"
    version.trial.save()
    files.image(version)
    version = trial.frozen_anew(version)
    edition = make.draft(by=by, items=1)
    editions.add(edition=edition, versions=[version], by=by, now=NOW)
    make.built(edition, by=by)
    return editions.publish(edition=edition, by=by, now=NOW)


def address(name: str, edition: Edition, *more: int) -> str:
    return reverse(f"catalogue:{name}", args=[edition.catalogue.slug, edition.number, *more])


def out(edition: Edition, by) -> Edition:
    make.built(edition, by=by)
    return editions.publish(edition=edition, by=by, now=NOW)


def test_a_corrected_edition_takes_the_address_and_the_earlier_file_is_gone(here, by, client, sign_in):
    first = make.published(by=by)
    maker = sign_in(by)
    check_page(maker.get(first.get_absolute_url()).content)
    assert maker.post(address("correct", first)).url == address("build", first)
    second = first.corrected_by.get()
    assert corrections.begin(edition=first, by=by, now=NOW) == second, "two clicks begin one"
    assert make.titles(second) == make.titles(first)
    with pytest.raises(Incomplete, match="Skriv, hvad der er rettet"):
        editions.order(edition=second, by=by, now=NOW)
    maker.post(address("errata", second), {"text": "Side 4: Der var 14 børn, ikke 41.", "made_on": "2026-11-01"})
    for name in ("errata", "build"):
        page = maker.get(address(name, second)).content
        check_page(page)
        assert "Der var 14 børn" in page.decode()
    assert b"".join(client.get(address("pdf", first)).streaming_content) == make.PDF, "the first one is out until the second is"
    second.refresh_from_db()
    second = out(second, by)
    first.refresh_from_db()
    assert (first.state, second.state, str(second)) == ("replaced", "published", "Flere med, 1. udgave, rettet 1. november 2026")
    assert LogEntry.objects.about(first).first().act == "catalogue.replace"
    assert second.get_absolute_url() == first.get_absolute_url()
    page = client.get(first.get_absolute_url()).content.decode()
    check_page(page.encode())
    assert "rettet 1. november 2026" in page and "Der var 14 børn, ikke 41." in page
    file = client.get(address("pdf", first))
    assert "rettet-2026-11-01" in file["Content-Disposition"]
    assert b"".join(file.streaming_content) == make.PDF
    assert maker.get(address("proof", first, first.document_id)).status_code == 404
    assert editions.start_next(catalogue=first.catalogue, by=by, now=NOW).number == 2


def test_corrections_follow_each_other_and_keep_what_was_corrected_before(by):
    edition = make.published(by=by)
    for number, day in ((1, 1), (2, 2)):
        edition = corrections.begin(edition=edition, by=by, now=NOW)
        corrections.write_erratum(edition=edition, text=f"Rettelse {number}", made_on=date(2026, 11, day), by=by, now=NOW)
        edition.refresh_from_db()
        edition = out(edition, by)
    said = Document.objects.get(pk=edition.document_id).snapshot
    assert [row["text"] for row in said["errata"]] == ["Rettelse 1", "Rettelse 2"]
    assert (said["correction"], said["corrected_on"]) == (2, "2. november 2026")
    html = edition_publication(said).html()
    assert "rettet 2. november 2026" in html.replace("\xad", "") and "Rettelse 2" in html
    with pytest.raises(WrongState):
        corrections.write_erratum(edition=edition, text="Mere", made_on=NOW.date(), by=by, now=NOW)


def test_one_that_was_withdrawn_meanwhile_is_not_corrected(by):
    edition = make.published(by=by)
    second = corrections.begin(edition=edition, by=by, now=NOW)
    corrections.write_erratum(edition=second, text="Et tal", made_on=NOW.date(), by=by, now=NOW)
    editions.withdraw(edition=edition, note="Fejl", by=by, now=NOW)
    with pytest.raises(Incomplete, match="trukket tilbage"):
        out(Edition.objects.get(pk=second.pk), by)
    with pytest.raises(WrongState):
        corrections.begin(edition=edition, by=by, now=NOW)


def test_the_file_of_a_withdrawn_edition_is_at_no_address(by, sign_in):
    edition = make.published(by=by)
    maker = sign_in(by)
    paths = [address("pdf", edition), address("proof", edition, edition.document_id)]
    assert [b"".join(maker.get(path).streaming_content) for path in paths] == [make.PDF, make.PDF]
    editions.withdraw(edition=edition, note="Fejl", by=by, now=NOW)
    assert [maker.get(path).status_code for path in paths] == [404, 404]


def test_a_person_is_taken_out_by_one_logged_act(pictured, by, client, sign_in):
    old = Document.objects.get(pk=pictured.document_id)
    maker = sign_in(by)
    check_page(maker.get(address("erase", pictured)).content)
    assert "står ikke" in maker.post(address("erase", pictured), {"what": "person", "other": "Ingen Her"}).content.decode()
    assert maker.post(address("erase", pictured), {"what": "person", "name": "Ida Vestergaard"}).url == address("build", pictured)
    entry = LogEntry.objects.get(act="catalogue.erase_person")
    assert "Ida V" not in entry.note
    assert client.get(address("pdf", pictured)).status_code == 404, "nobody gets the name while the book is set again"
    assert maker.get(address("proof", pictured, old.pk)).status_code == 404
    check_page(client.get(pictured.get_absolute_url()).content)
    check_page(maker.get(address("build", pictured)).content)
    assert maker.post(address("frame", pictured), {"title": "Andet"}).status_code == 403, "nothing else is changed on the way"
    correction = pictured.corrected_by.get()
    ordered = Document.objects.of(correction).get()
    said = ordered.snapshot
    before, after = old.snapshot["trials"], said["trials"]
    assert "Ida V" not in str(said) and "ida@" not in str(said)
    assert after[0] == before[0] and after[1]["images"] == before[1]["images"]
    assert after[1]["change"] == "[navn fjernet] hold spiser nu ude."
    html = edition_publication(said).html().replace("\xad", "").replace("\xa0", " ")
    assert "et navn er fjernet" in html and "Et navn er fjernet fra ”Klippekortet”." in html
    correction = out(correction, by)
    old.refresh_from_db()
    assert (old.snapshot, old.file.name, correction.state) == ({}, "", "published")
    assert "Et navn er fjernet" in client.get(pictured.get_absolute_url()).content.decode()


def test_the_pictures_that_can_be_taken_out_are_shown(pictured, by, sign_in):
    maker = sign_in(by)
    shown = re.findall(r'<img class="thumbnail" src="([^"]+)"', maker.get(address("erase", pictured)).content.decode())
    assert len(shown) == 1
    assert b"".join(maker.get(shown[0])) and "bredde=320" in shown[0]
    corrections.erase_person(edition=pictured, name="Ida Vestergaard", by=by, now=NOW)
    again = re.findall(r'<img class="thumbnail" src="([^"]+)"', maker.get(address("erase", pictured)).content.decode())
    assert b"".join(maker.get(again[0])), "also while a corrected edition is under way"


def test_a_removed_picture_stays_stored_until_no_book_names_it(pictured, by, here, client, sign_in):
    image = Image.objects.get()
    path = image.stored.file.name
    remove_image(image=image, reason="Barnet vil ikke være med", by=people.actor("head", here), now=NOW)
    assert default_storage.exists(path), "the published book is set from it"
    maker = sign_in(by)
    page = maker.get(pictured.get_absolute_url()).content.decode()
    assert "Lav den rettede udgave uden billedet" in page
    maker.post(address("erase", pictured), {"what": "removed"})
    correction = pictured.corrected_by.get()
    said = Document.objects.of(correction).get().snapshot
    assert path not in str(said)
    assert "et billede er fjernet" in edition_publication(said).html().replace("\xad", "").replace("\xa0", " ")
    assert not correction.items.filter(image_removed_at__isnull=False).exists()
    out(correction, by)
    assert not StoredFile.objects.filter(file=path).exists(), "now nothing names it"
    assert not Edition.objects.showing_removed_images().exists()


def test_a_picture_that_is_removed_while_a_name_is_taken_out_goes_with_the_next_act(pictured, by, here, sign_in):
    correction = corrections.erase_person(edition=pictured, name="Ida Vestergaard", by=by, now=NOW)
    remove_image(image=Image.objects.get(), reason="Barnet vil ikke være med", by=people.actor("head", here), now=NOW)
    with pytest.raises(Incomplete, match="Et billede er fjernet siden"):
        editions.order(edition=correction, by=by, now=NOW)
    maker = sign_in(by)
    assert "Lav den rettede udgave uden billedet" in maker.get(pictured.get_absolute_url()).content.decode()
    maker.post(address("erase", pictured), {"what": "removed"})
    correction.refresh_from_db()
    assert [mark["kind"] for mark in correction.frozen["trials"][1]["erased"]] == ["person", "image"]
    assert correction.errata.count() == 2
    assert out(correction, by).is_published
    with pytest.raises(Refused, match="står ikke"):
        corrections.erase_image(edition=correction, path="", by=by, now=NOW)


def test_what_an_editor_had_begun_to_correct_is_kept_when_something_is_erased(pictured, by):
    begun = corrections.begin(edition=pictured, by=by, now=NOW)
    editions.save_frame(edition=begun, values={"thanks": "Tak til alle"}, by=by, now=NOW)
    corrections.write_erratum(edition=begun, text="Takken manglede", made_on=NOW.date(), by=by, now=NOW)
    assert corrections.erase_person(edition=pictured, name="Ida Vestergaard", by=by, now=NOW) == begun
    begun.refresh_from_db()
    said = edition_snapshot(begun, NOW)
    assert said["thanks"] == "Tak til alle" and len(said["errata"]) == 2 and "Ida V" not in str(said)
    with pytest.raises(WrongState, match="taget ud"):
        editions.save_frame(edition=begun, values={"thanks": "Nej"}, by=by, now=NOW)
    with pytest.raises(Refused):
        corrections.erase_person(edition=pictured, name="Bo", by=by, now=NOW)


def test_a_name_is_only_blotted_where_it_stands_alone():
    assert erasing._blotted({"a": ["Bo Ærøs Bo Ærøgaard, Bo Ærø."]}, "Bo Ærø") == {"a": ["[navn fjernet] Bo Ærøgaard, [navn fjernet]."]}


def test_the_next_edition_says_what_is_new_changed_and_gone(by, here, sign_in):
    first = make.published(by=by, items=2)
    second = editions.start_next(catalogue=first.catalogue, by=by, now=NOW)
    kept = make.versions_of(first)[0]
    editions.add(edition=second, versions=[kept, trial.published(at=places.school(at=here), title="Den nye")], by=by, now=NOW)
    changes = edition_snapshot(second, NOW)["changes"]
    names = {name: [entry["title"] for entry in changes[name]] for name in ("new", "changed", "gone")}
    assert names == {"new": ["Den nye"], "changed": [], "gone": ["Prøvehandling 2"]} and changes["since"] == 1
    page = sign_in(by).get(address("build", second)).content
    check_page(page)
    assert "Siden 1. udgave" in page.decode()
    html = edition_publication(edition_snapshot(second, NOW)).html().replace("\xad", "").replace("\xa0", " ")
    assert "Om denne udgave" in html and "Udgået" in html
    changed = compared(
        1,
        [{"trial": 1, "title": "A", "municipality": "", "content_hash": "1"}],
        [{"trial": 1, "title": "A", "municipality": "", "content_hash": "2"}],
    )
    assert [entry["title"] for entry in changed["changed"]] == ["A"]


def test_a_first_name_is_taken_out_only_where_somebody_has_ticked_it(by, sign_in):
    edition = make.published(
        by=by, foreword="Idas hold begyndte. Idaliden er en vej. Ida Holm er en anden. Ida sluttede.", foreword_name="Bo"
    )
    client, page = sign_in(by), address("erase", edition) + "?fornavn=Ida"
    shown = client.get(page).content.decode()
    check_page(shown)
    assert shown.count('name="spots"') == 3 and "<strong>Idas</strong> hold begyndte" in shown
    first, _other, last = [spot.key for spot in erasing.spots(edition.document.snapshot, "Ida")]
    assert "Sæt kryds ved" in client.post(page, {"what": "words"}).content.decode()
    assert client.post(page, {"what": "words", "spots": [first, last]}).status_code == 302
    left = corrections.said_now(Edition.objects.get(pk=edition.pk), NOW)["foreword"]["text"]
    assert left == "[navn fjernet] hold begyndte. Idaliden er en vej. Ida Holm er en anden. [navn fjernet] sluttede."
    assert LogEntry.objects.filter(act="catalogue.erase_person").count() == 1
    assert client.get(address("pdf", edition)).status_code == 404


def test_spots_that_were_shown_before_the_text_changed_are_refused(by):
    edition = make.published(by=by, foreword="Ida og Bo Hansen begyndte.", foreword_name="Bo Hansen")
    keys = [spot.key for spot in erasing.spots(edition.document.snapshot, "Ida")]
    corrections.erase_person(edition=edition, name="Bo Hansen", by=by, now=NOW)
    with pytest.raises(Refused, match="Teksten er ændret"):
        corrections.erase_words(edition=edition, word="Ida", keys=keys, by=by, now=NOW)


def test_a_spot_in_a_trial_action_leaves_a_mark_there_and_names_in_lists_stay(pictured):
    said = pictured.document.snapshot
    found = erasing.spots(said, "Ida")
    assert [(spot.title, spot.word) for spot in found] == [("Klippekortet", "Ida")]
    left = erasing.without_words(said, "Ida", {found[0].key}, "3. november 2026")
    trial = next(trial for trial in left.snapshot["trials"] if trial["title"] == "Klippekortet")
    assert trial["change"].startswith("[navn fjernet] Vestergaards") and "Ida Vestergaard" in [person["name"] for person in trial["people"]]
    assert (left.places, trial["erased"]) == (["Klippekortet"], [{"kind": "person", "date": "3. november 2026"}])


def test_the_editions_own_page_and_the_erratum_hold_the_name_no_more(here, by, client):
    """The page reads the edition's fields, and a title may have held the name."""
    version = trial.published(at=places.school(at=here), title="Sådan gjorde Mette Kvist", visibility="everyone")
    edition = editions.start(title="Flere med Mette Kvist", by=by, now=NOW)
    editions.add(edition=edition, versions=[version], by=by, now=NOW)
    editions.save_frame(
        edition=edition,
        values={"foreword": "Tak til Mette Kvist.", "foreword_name": "Mette Kvist", "visibility": "everyone"},
        by=by,
        now=NOW,
    )
    edition = out(edition, by)

    correction = corrections.erase_person(edition=edition, name="Mette Kvist", by=by, now=NOW)

    page = client.get(edition.get_absolute_url())
    assert page.status_code == 200
    assert "Tak til" not in page.content.decode(), "the foreword waits until it has been cleaned"
    correction.refresh_from_db()
    said = [correction.title, correction.foreword, correction.foreword_name, *(row.text for row in correction.errata.all())]
    assert not any("Mette Kvist" in text for text in said), said
