"""Notes from the stay: quick, once each, with photos under the rules of all pictures, and read by few."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from partners.mobilities.choices import State
from partners.mobilities.homecoming.services import notes, photos
from partners.mobilities.models import Note, NotePhoto
from portal.accounts.permissions import may
from portal.workflow.gate import NoteMissing, Refused, WrongState
from portal.workflow.models import LogEntry
from tests.factories import consortium, homecoming, people, places
from tests.files import made
from tests.support.pages import check_page
from tests.support.racing import race

pytestmark = pytest.mark.django_db
NOW = consortium.NOW


@pytest.fixture
def school():
    return places.school()


@pytest.fixture
def mobility(school):
    return consortium.mobility(at=school, by=people.role("contributor", school).user, state=State.UNDER_WAY)


@pytest.fixture
def traveller(mobility):
    return homecoming.traveller(mobility)


def address(mobility) -> str:
    return reverse("mobilities:notes", args=[mobility.pk])


def write(mobility, by, **given) -> Note:
    return notes.add(**{"mobility": mobility, "text": "To voksne.", "token": "a", "by": by, "now": NOW, **given})


@pytest.mark.parametrize(
    ("state", "may_write"),
    [(state, state in {"cleared", "under_way", "home"}) for state in State.values],
)
def test_they_are_written_from_departure_until_the_report_is_sent(school, state, may_write):
    made = consortium.mobility(at=school, state=state)
    colleague = people.actor("contributor", school)
    assert may(colleague, "mobilities.write_notes", made) == may_write


@pytest.mark.parametrize(
    ("who", "may_see"),
    [
        ("colleague", True),
        ("school_leader", True),
        ("traveller_elsewhere", True),
        ("consultant", False),
        ("head", False),
        ("stranger", False),
    ],
)
def test_who_reads_them(mobility, school, who, may_see):
    actor = {
        "colleague": lambda: people.actor("contributor", school),
        "school_leader": lambda: people.actor("school_leader", school),
        "traveller_elsewhere": lambda: people.actor("contributor", places.school(), who=mobility.participants.get().user),
        "consultant": lambda: people.actor("consultant", school.municipality),
        "head": lambda: people.actor("head", school.municipality),
        "stranger": lambda: people.actor("contributor", places.school()),
    }[who]()
    assert may(actor, "mobilities.see_notes", mobility) == may_see


def test_a_phone_sends_words_and_a_photo(mobility, traveller, sign_in):
    client = sign_in(traveller)
    check_page(client.get(address(mobility)).content)
    picture = SimpleUploadedFile("IMG_1.jpg", made.image("JPEG"), "image/jpeg")
    sent = client.post(address(mobility), {"text": "Døren stod åben.", "photo": picture, "token": "x"})
    assert sent.status_code == 302
    page = client.get(address(mobility))
    check_page(page.content)
    assert "Døren stod åben." in page.content.decode()
    assert "Mangler beskrivelse" in page.content.decode()
    shown = client.get(reverse("mobilities:note_photo", args=[NotePhoto.objects.get().pk]))
    assert (shown["Content-Type"], b"".join(shown.streaming_content)[:2]) == ("image/jpeg", b"\xff\xd8")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"text": "  "}, "Skriv et par ord, eller vælg et billede."),
        ({"text": "Hans nummer er 010203-1234."}, "Skriv ikke selve tallet"),
        ({"text": "Ord", "alt": "Tavle med 010203-1234"}, "Skriv ikke selve tallet"),
        ({"text": "Ord", "photo": SimpleUploadedFile("a.jpg", b"intet", "image/jpeg")}, "kender vi ikke"),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_the_words_stay(mobility, traveller, sign_in, data, said):
    answer = sign_in(traveller).post(address(mobility), data)
    assert answer.status_code == 422
    check_page(answer.content)
    assert not Note.objects.exists()
    if "kender" not in said:
        assert said in answer.content.decode()


def test_what_is_sent_twice_is_one_note(mobility, traveller):
    assert write(mobility, traveller) == write(mobility, traveller)
    assert write(mobility, traveller, token="b") != write(mobility, traveller)
    assert mobility.notes.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_double_tap_at_the_same_moment_is_one_note():
    school = places.school()
    mobility = consortium.mobility(at=school, by=people.role("contributor", school).user, state=State.UNDER_WAY)
    traveller = homecoming.traveller(mobility)
    found = race(*(lambda: write(mobility, traveller) for _number in range(8)))
    assert len({note.pk for note in found}) == 1
    assert mobility.notes.count() == 1


def test_the_service_refuses_what_the_form_would(mobility, traveller):
    with pytest.raises(Refused):
        write(mobility, traveller, text="010203-1234")
    with pytest.raises(Refused):
        write(mobility, traveller, text=" ")
    with pytest.raises(PermissionDenied):
        write(mobility, people.actor("consultant", mobility.municipality))


def test_a_name_is_pointed_out_and_stops_nothing(mobility, traveller, sign_in):
    homecoming.note(mobility, "Drengen Emil kunne forklare ordningen.")
    page = sign_in(traveller).get(address(mobility)).content.decode()
    assert "Et barn ved navn" in page


def test_a_note_is_written_anew_with_what_is_said_of_its_photo(mobility, traveller, sign_in):
    note = homecoming.note(mobility)
    photo = homecoming.photo(note, alt="", people="")
    client, page = sign_in(traveller), reverse("mobilities:note", args=[note.pk])
    check_page(client.get(page).content)
    said = {"alt": "Et rum", "people": "recognisable", "basis": "consent", "basis_date": "2027-01-01", "valid_until": "2030-01-01"}
    assert client.post(page, {"text": "Nyt", **{f"billede-{photo.pk}-{name}": value for name, value in said.items()}}).status_code == 302
    photo.refresh_from_db()
    assert (photo.alt, photo.valid_until, photo.is_described) == ("Et rum", date(2030, 1, 1), True)
    client.post(page, {"text": "Nyt", f"billede-{photo.pk}-alt": "Et rum", f"billede-{photo.pk}-people": "none"})
    photo.refresh_from_db()
    assert (photo.basis, photo.valid_until) == ("", None)


def test_a_note_and_its_photo_go_for_good(mobility, traveller, sign_in, django_capture_on_commit_callbacks):
    note = homecoming.note(mobility)
    path = homecoming.photo(note).stored.file.name
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(traveller).post(reverse("mobilities:note", args=[note.pk]), {"slet": "1"})
    assert not Note.objects.exists()
    assert not default_storage.exists(path)


def test_an_emptied_note_is_refused(mobility, traveller):
    note = homecoming.note(mobility)
    photo = homecoming.photo(note)
    with pytest.raises(Refused):
        notes.change(note=note, text="", photos={}, removed=[photo.pk], by=traveller, now=NOW)
    assert NotePhoto.objects.filter(pk=photo.pk).exists()


def test_after_the_report_they_are_only_read(school, sign_in):
    mobility = consortium.mobility(at=school, state=State.REPORTED)
    note = homecoming.note(mobility)
    client = sign_in(people.actor("contributor", school))
    page = client.get(address(mobility))
    check_page(page.content)
    assert "Noterne er lukket" in page.content.decode()
    assert client.post(address(mobility), {"text": "Mere"}).status_code == 403
    assert client.post(reverse("mobilities:note", args=[note.pk]), {"slet": "1"}).status_code == 403


@pytest.mark.parametrize("wanted", [1, 3])
def test_the_page_asks_as_often_for_one_note_as_for_three(mobility, traveller, sign_in, django_assert_num_queries, wanted):
    for _number in range(wanted):
        homecoming.photo(homecoming.note(mobility))
    client = sign_in(traveller)
    client.get(address(mobility))
    with django_assert_num_queries(14):
        client.get(address(mobility))


# Removing a photo


def test_a_photo_is_removed_with_a_reason(mobility, traveller):
    photo = homecoming.photo(homecoming.note(mobility))
    with pytest.raises(NoteMissing):
        photos.remove_photo(photo=photo, reason=" ", by=traveller, now=NOW)
    photos.remove_photo(photo=photo, reason="En kollega har bedt om det", by=traveller, now=NOW)
    assert not NotePhoto.objects.exists()
    assert LogEntry.objects.get(act="mobilities.remove_photo").note == "En kollega har bedt om det"
    with pytest.raises(WrongState):
        photos.remove_photo(photo=photo, reason="Igen", by=traveller, now=NOW)


@pytest.mark.parametrize(("days", "gone"), [(-1, 1), (0, 0), (1, 0)])
def test_a_photo_goes_by_itself_the_day_after_its_basis_has_run_out(mobility, days, gone):
    until = NOW.date() + timedelta(days=days)
    homecoming.photo(homecoming.note(mobility), people="recognisable", basis="consent", basis_date=date(2026, 1, 1), valid_until=until)
    assert photos.remove_expired(now=NOW) == gone
    assert NotePhoto.objects.count() == 1 - gone


def test_a_note_that_somebody_else_has_deleted_is_told_of_in_words(mobility, traveller, sign_in, monkeypatch):
    written = homecoming.note(mobility)
    client, page = sign_in(traveller), reverse("mobilities:note", args=[written.pk])
    monkeypatch.setattr(notes, "_open", lambda _mobility, _by: Note.objects.all().delete())
    answer = client.post(page, {"text": written.text, "slet": "1"})
    assert answer.status_code == 422
    assert "slettet i mellemtiden" in answer.content.decode()
