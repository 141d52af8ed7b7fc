"""Trial actions from a file in the browser: rehearsed, answered, brought in once, by those who may write there."""

import io
import json
import time
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from portal.notices.models import Mail
from portal.workflow.gate import WrongState
from portal.workflow.models import LogEntry
from schools.models import Municipality
from tests.factories import people, places
from tests.factories import trials as make
from tests.imports.made import ROW, sheet
from tests.support.racing import race
from tests.support.yardstick import slowness
from trials.choices import PrivacyReply, Scope, State
from trials.imports.models import TrialImport
from trials.imports.services import apply, forget_old, look_through
from trials.models import PrivacyAnswer, TrialAction, Version
from trials.services.review import NotConfirmed

pytestmark = pytest.mark.django_db
NOW = make.NOW
START = "/indlaesning/proevehandlinger/"
CPR = "010190-1234"


@pytest.fixture
def egsted() -> Municipality:
    here = places.municipality("Egsted")
    places.school("Hasselhegnskolen", at=here)
    places.school("Bøgestenskolen", at=here)
    places.focus_area(here, "Organisering af skoledagen")
    return here


@pytest.fixture
def consultant(egsted):
    return people.actor("consultant", egsted)


def looked(by, *rows, **options) -> TrialImport:
    return look_through(content=sheet(*rows, **options), file_name="vores.xlsx", by=by, now=NOW)


def bring_in(reading: TrialImport, by, *, replies=None, send=False, sure=False) -> TrialImport:
    return apply(reading=reading, replies=replies or {}, send=send, nobody_recognised=sure, by=by, now=NOW)


def told(reading: TrialImport) -> list[tuple[int, str, str, str]]:
    return [(line["row"], line["fate"], line["column"], line["reason"]) for line in (reading.looked or reading.results)]


def test_looking_through_writes_no_trial_action_and_tells_every_row(consultant):
    reading = looked(
        consultant,
        ROW,
        {**ROW, "title": "Den skæve", "outcome": "fantastisk"},
        {**ROW, "title": "Ukendt skole", "school": "Findesikkeskolen"},
        {**ROW, "title": "Ukendt område", "focus_area1": "Rumfart"},
        {**ROW, "title": ""},
        {**ROW, "title": "Andetsteds", "municipality": "Findesikke"},
        ROW,
        {**ROW, "title": "x" * 201},
        {**ROW, "title": "Perioden", "period": "engang"},
    )
    assert told(reading) == [
        (2, "drafted", "", ""),
        (3, "refused", "Hvordan gik det?", "”fantastisk” er ikke et kendt ord for ”Hvordan gik det?”."),
        (4, "refused", "Skoler", "Egsted Kommune har ingen skole med navnet ”Findesikkeskolen”."),
        (5, "refused", "Fokusområde", "Egsted Kommune har intet fokusområde med navnet ”Rumfart”."),
        (6, "refused", "Titel", "”Titel” mangler."),
        (7, "refused", "Kommune", "Kommunen ”Findesikke” findes ikke i portalen."),
        (8, "already_there", "", ""),
        (9, "refused", "", "Titel: Denne værdi må højst have 200 tegn (den har 201)."),
        (10, "refused", "Periode", "Perioden ”engang” kan ikke læses. Skriv fx ”Skoleåret 2025/26” eller ”Februar 2025 – juni 2026”."),
    ]
    assert not TrialAction.objects.exists()
    assert not LogEntry.objects.exists()
    assert [number for number, _case in reading.rows] == [2]


def test_brought_in_it_is_the_administrations_drafts_in_the_readers_name(consultant):
    done = bring_in(looked(consultant, ROW, {**ROW, "title": "Den anden", "school": ""}), consultant)
    first, second = Version.objects.order_by("pk")
    assert (first.state, first.trial.home_school, first.writers.get()) == (State.DRAFT, None, consultant.user)
    assert ([str(school) for school in first.trial.schools.all()], second.trial.scope) == (["Hasselhegnskolen"], Scope.UNNAMED)
    assert first.trial.import_origin.file_name == "vores.xlsx"
    assert (done.rows, done.looked) == ([], [])
    entry = LogEntry.objects.get(act="imports.apply")
    assert (entry.user, entry.note) == (consultant.user, "2 som kladde")


def test_the_same_file_again_doubles_nothing_and_says_so(consultant):
    bring_in(looked(consultant, ROW), consultant)
    assert told(looked(consultant, ROW, {**ROW, "school": "Bøgestenskolen"})) == [(2, "already_there", "", ""), (3, "drafted", "", "")]


def test_a_school_reads_in_for_itself_only(egsted):
    school = egsted.schools.get(name="Hasselhegnskolen")
    leader = people.actor("school_leader", school)
    reading = looked(leader, {**ROW, "school": ""}, {**ROW, "title": "Naboens", "school": "Bøgestenskolen"})
    assert [line[1:3] for line in told(reading)] == [("drafted", ""), ("refused", "Skoler")]
    bring_in(reading, leader)
    trial = TrialAction.objects.get()
    assert (trial.home_school, list(trial.schools.all())) == (school, [school])
    assert [person.user for person in trial.people.all()] == [leader.user]


def test_nobody_reads_in_for_another_municipality(consultant):
    places.municipality("Lyngsø")
    ((_row, fate, column, reason),) = told(looked(consultant, {**ROW, "municipality": "Lyngsø Kommune", "school": ""}))
    assert (fate, column) == ("refused", "Kommune")
    assert "din egen kommune" in reason


@pytest.mark.parametrize("key", ["title", "done", "headline"])
def test_a_cpr_number_refuses_the_row_and_is_kept_nowhere(consultant, key):
    reading = looked(consultant, {**ROW, key: f"Ring om {CPR} i morgen"}, {**ROW, "title": "Den anden"})
    assert [line[1] for line in told(reading)] == ["refused", "drafted"]
    assert "ligner et CPR-nummer" in told(reading)[0][3]
    done = bring_in(reading, consultant)
    assert CPR not in repr(TrialImport.objects.filter(pk=done.pk).values()) + repr(reading.rows) + repr(reading.looked)
    assert Version.objects.get().title == "Den anden"


def test_findings_are_listed_and_kept_as_the_readers_answers(consultant):
    reading = looked(consultant, {**ROW, "done": "Eleven Emma fra 3.b var med. Ring på 97 12 34 56."})
    found = reading.looked[0]["found"]
    assert {one["kind"] for one in found} == {"Et barn ved navn", "Telefonnummer"}
    phone = next(one for one in found if one["kind"] == "Telefonnummer")
    bring_in(reading, consultant, replies={phone["id"]: PrivacyReply.NOT_PERSONAL})
    answer = PrivacyAnswer.objects.get()
    assert (answer.kind, answer.answer, answer.answered_by) == ("phone", PrivacyReply.NOT_PERSONAL, consultant.user)
    assert LogEntry.objects.filter(act="trials.answer_finding", user=consultant.user).count() == 1
    assert "97 12 34 56" not in repr(TrialImport.objects.values().get())


def test_what_is_complete_and_answered_is_sent_and_the_rest_stays_drafts(consultant, egsted):
    people.actor("head", egsted)
    TrialAction.objects.create(
        slug="foer", municipality=egsted, contact_email="skoler@egsted.example", created_by=consultant.user, created_at=NOW
    )
    rows = [ROW, {**ROW, "title": "Mangler", "headline": ""}, {**ROW, "title": "Ubesvaret", "done": "Ring på 97 12 34 56."}]
    done = bring_in(looked(consultant, *rows), consultant, send=True, sure=True)
    assert dict(Version.objects.values_list("title", "state")) == {
        "Klippekortet": State.SUBMITTED,
        "Mangler": State.DRAFT,
        "Ubesvaret": State.DRAFT,
    }
    assert set(TrialAction.objects.values_list("contact_email", flat=True)) == {"skoler@egsted.example"}, (
        "a mailbox, not the importer's own"
    )
    reasons = [line[3] for line in told(done)]
    assert "Skriv en overskrift" in reasons[1]
    assert "Svar på: Telefonnummer" in reasons[2]
    assert Mail.objects.count() == 1


def test_nothing_is_sent_without_the_senders_word(consultant):
    with pytest.raises(NotConfirmed):
        bring_in(looked(consultant, ROW), consultant, send=True)
    assert not TrialAction.objects.exists()


def test_a_contributor_can_not_send(egsted):
    contributor = people.actor("contributor", egsted.schools.first())
    done = bring_in(looked(contributor, {**ROW, "school": ""}), contributor, send=True, sure=True)
    assert Version.objects.get().state == State.DRAFT
    assert "Din rolle giver ikke adgang" in told(done)[0][3]


def test_a_newer_file_takes_the_place_of_the_older(consultant):
    old = looked(consultant, ROW)
    looked(consultant, ROW)
    with pytest.raises(WrongState, match="nyere fil"):
        bring_in(old, consultant)


def test_what_nobody_brought_in_is_forgotten_after_a_week(consultant):
    looked(consultant, ROW)
    assert forget_old(now=NOW + timedelta(days=7)) == 0
    assert forget_old(now=NOW + timedelta(days=7, seconds=1)) == 1


def test_json_is_told_by_its_own_keys(consultant):
    case = {"title": "Klippekortet", "municipality": "", "headline": "Fire", "outcome": "fantastisk"}
    reading = look_through(content=json.dumps([case, "x"]).encode(), file_name="fil.json", by=consultant, now=NOW)
    assert [line[:3] for line in told(reading)] == [(1, "refused", "outcome"), (2, "refused", "")]


def test_a_full_file_costs_little(consultant):
    rows = [{**ROW, "title": f"Prøvehandling {number}"} for number in range(100)]
    content = sheet(*rows)
    started = time.process_time()
    reading = look_through(content=content, file_name="fuld.xlsx", by=consultant, now=NOW)
    rehearsed = time.process_time()
    bring_in(reading, consultant)
    brought_in = time.process_time()
    slow = slowness()
    assert rehearsed - started < 8 * slow
    assert Version.objects.count() == 100
    assert brought_in - rehearsed < 8 * slow


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_bring_it_in_once():
    here = places.municipality("Egsted")
    consultant = people.actor("consultant", here)
    reading = looked(consultant, {**ROW, "school": "", "focus_area1": ""})
    made = race(*[lambda: bring_in(reading, consultant)] * 2)
    assert [type(each) for each in made if isinstance(each, Exception)] == [WrongState]
    assert TrialAction.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_with_the_same_file_at_once_double_nothing():
    here = places.municipality("Egsted")
    writers = [people.actor("consultant", here) for _each in range(2)]
    readings = [looked(writer, {**ROW, "school": "", "focus_area1": ""}) for writer in writers]
    calls = [lambda reading=reading, by=by: bring_in(reading, by) for reading, by in zip(readings, writers, strict=True)]
    done = race(*calls)
    assert sorted(each.results[0]["fate"] for each in done) == ["already_there", "drafted"]
    assert TrialAction.objects.count() == 1


# The pages


def _upload(content: bytes, name: str = "vores.xlsx") -> dict:
    return {"file": SimpleUploadedFile(name, content)}


def test_the_whole_way_in_the_browser(sign_in, consultant):
    client = sign_in(consultant)
    template = client.get(f"{START}skabelon.xlsx")
    words = {cell.value for row in load_workbook(io.BytesIO(template.content))["Valgmuligheder"].iter_rows() for cell in row}
    assert {"Organisering af skoledagen", "Hasselhegnskolen", "Bøgestenskolen"} <= words
    assert "Du har ikke læst en fil ind endnu" in client.get(START).content.decode()
    assert "hverken et Excel-ark" in client.post(START, _upload(b"x;y")).content.decode()
    page = client.post(
        START,
        _upload(sheet({**ROW, "done": "Ring på 97 12 34 56."}, {**ROW, "title": "=cmd|'x'!A1", "headline": "Noget andet"})),
        follow=True,
    )
    assert "<mark>97 12 34 56</mark>" in page.content.decode()
    address = page.redirect_chain[-1][0]
    (name,) = [field for field in page.context["form"].fields if field.startswith("svar-")]
    refused = client.post(f"{address}laes-ind/", {"how": "send", name: "not_personal"})
    assert "Kun med et nej" in refused.content.decode()
    assert not TrialAction.objects.exists()
    done = client.post(f"{address}laes-ind/", {"how": "draft", name: "not_personal"}, follow=True)
    first = Version.objects.order_by("pk").first()
    assert f"/skriv/{first.pk}/" in done.content.decode()
    book = load_workbook(io.BytesIO(client.get(f"{address}resultat.xlsx").content)).active
    assert [cell.value for cell in book[2]][:3] == [2, "Klippekortet", "Læst ind som kladde"]
    assert str(book["E2"].value).endswith(f"/skriv/{first.pk}/")
    assert (book["B3"].value, book["B3"].data_type) == ("=cmd|'x'!A1", "s")
    assert "vores.xlsx" in client.get(START).content.decode()


def test_a_file_is_only_its_readers_and_only_in_that_role(sign_in, consultant, egsted):
    reading = looked(consultant, ROW)
    colleague = people.actor("consultant", egsted)
    at_school = people.actor("school_leader", egsted.schools.first(), who=consultant.user)
    for other in (colleague, at_school):
        client = sign_in(other)
        assert client.get(f"{START}{reading.pk}/").status_code == 404
        assert client.post(f"{START}{reading.pk}/laes-ind/").status_code == 404
        assert client.get(f"{START}{reading.pk}/resultat.xlsx").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_as_often_for_three_as_for_one(sign_in, consultant, django_assert_num_queries, count):
    for number in range(count):
        bring_in(looked(consultant, *[{**ROW, "title": f"Nr. {number}-{row}"} for row in range(count)]), consultant)
    client = sign_in(consultant)
    client.get(START)
    with django_assert_num_queries(9):
        client.get(START)
    last = TrialImport.objects.order_by("pk").last()
    with django_assert_num_queries(11):
        client.get(f"{START}{last.pk}/")
