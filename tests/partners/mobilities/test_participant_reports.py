"""The participant report: written by one or by several, saved by itself, sent when nothing is missing."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from partners.mobilities.choices import HomeSection, State, Survey
from partners.mobilities.homecoming.reporting import missing_in_report
from partners.mobilities.homecoming.sections import contents
from partners.mobilities.homecoming.services import participant_reports as acts
from partners.mobilities.models import Evaluation, Participant, ParticipantReport
from partners.mobilities.services import deciding
from portal.accounts.permissions import may
from portal.workflow.gate import Incomplete, Refused, WrongState
from portal.workflow.models import LogEntry
from portal.writing.contents import Conflict, fingerprint
from tests.factories import consortium, homecoming, people, places
from tests.support.pages import check_page
from tests.support.racing import race
from tests.trials.posting import press, standing_in

pytestmark = pytest.mark.django_db
NOW = consortium.NOW


@pytest.fixture
def school():
    return places.school()


@pytest.fixture
def mobility(school):
    return consortium.mobility(at=school, by=people.role("contributor", school).user, state=State.HOME)


@pytest.fixture
def traveller(mobility):
    return homecoming.traveller(mobility)


def url(report: ParticipantReport, section: HomeSection) -> str:
    return reverse("mobilities:report_section", args=[report.pk, section.value])


def save(report, section, by, *, seen: str | None = None, **data: Any):
    stands = contents(report, section)
    return acts.save_section(report=report, section=section, data={**stands, **data}, seen=seen or fingerprint(stands), by=by, now=NOW)


# Beginning


def test_one_begins_it_on_the_page_and_writes_the_first_section(mobility, traveller, sign_in):
    client, home = sign_in(traveller), reverse("mobilities:homecoming", args=[mobility.pk])
    check_page(client.get(home).content)
    person = mobility.participants.get()
    answer = client.post(reverse("mobilities:begin_participant_report", args=[mobility.pk]), {"participants": [person.pk]})
    report = ParticipantReport.objects.get()
    assert answer.url == url(report, HomeSection.LEARNED)
    person.refresh_from_db()
    assert person.report == report
    assert LogEntry.objects.get(act="mobilities.begin_report").user == traveller.user
    for section in HomeSection:
        check_page(client.get(url(report, section)).content)
    check_page(client.get(home).content)


def test_nothing_chosen_is_said_beside_the_field(mobility, traveller, sign_in):
    answer = sign_in(traveller).post(reverse("mobilities:begin_participant_report", args=[mobility.pk]), {})
    check_page(answer.content)
    assert "Vælg mindst én." in answer.content.decode()


def test_those_who_travelled_together_write_one_report_or_two(mobility, traveller):
    first, second = mobility.participants.get(), Participant.objects.create(mobility=mobility, name="Karen Mølgaard", position=1)
    report = acts.begin(mobility=mobility, participants=[first.pk, second.pk], by=traveller, now=NOW)
    assert set(report.participants.all()) == {first, second}
    with pytest.raises(Refused):
        acts.begin(mobility=mobility, participants=[first.pk], by=traveller, now=NOW)
    acts.cover(report=report, participants=[first.pk], by=traveller, now=NOW)
    assert [str(part) for part in missing_in_report(mobility) if part.report is None and part.section is None] == [
        "Karen Mølgaard er ikke med i en rapport"
    ]
    other = acts.begin(mobility=mobility, participants=[second.pk], by=traveller, now=NOW)
    with pytest.raises(Refused):
        acts.cover(report=other, participants=[first.pk], by=traveller, now=NOW)
    second.refresh_from_db()
    assert second.report == other


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_the_same_moment_make_one_report():
    school = places.school()
    mobility = consortium.mobility(at=school, by=people.role("contributor", school).user, state=State.HOME)
    person = mobility.participants.get()
    leader, traveller = people.actor("school_leader", school), homecoming.traveller(mobility)
    found = race(*(lambda by=by: acts.begin(mobility=mobility, participants=[person.pk], by=by, now=NOW) for by in [leader, traveller]))
    assert sorted(type(one).__name__ for one in found) == ["ParticipantReport", "Refused"]
    assert mobility.participant_reports.count() == 1


# Who, and when


@pytest.mark.parametrize(("state", "may_write"), [(state, state in {"under_way", "home"}) for state in State.values])
def test_it_is_written_on_the_way_and_after_the_return(school, state, may_write):
    made = consortium.mobility(at=school, state=state)
    assert may(people.actor("contributor", school), "mobilities.write_report", made) == may_write


@pytest.mark.parametrize(
    ("who", "state", "may_read"),
    [
        ("contributor", State.HOME, True),
        ("school_leader", State.HOME, True),
        ("consultant", State.HOME, False),
        ("consultant", State.REPORTED, True),
        ("editor", State.REPORTED, True),
        ("head", State.COMPLETED, True),
        ("ppr", State.COMPLETED, False),
        ("stranger", State.COMPLETED, False),
    ],
)
def test_the_administration_reads_it_when_it_is_sent(school, who, state, may_read):
    made = consortium.mobility(at=school, state=state)
    place = school if who in {"contributor", "school_leader"} else school.municipality
    actor = people.actor("contributor", places.school()) if who == "stranger" else people.actor(who, place)
    assert may(actor, "mobilities.see_report", made) == may_read


def test_after_it_is_sent_it_is_read_and_not_written(school, sign_in):
    mobility = consortium.mobility(at=school, state=State.REPORTED)
    report = homecoming.report(mobility)
    client = sign_in(people.actor("contributor", school))
    home = reverse("mobilities:homecoming", args=[mobility.pk])
    assert client.get(url(report, HomeSection.LEARNED)).url == home
    page = client.get(home)
    check_page(page.content)
    assert homecoming.TEXTS["wonder"] in page.content.decode()
    with pytest.raises(WrongState):
        save(report, HomeSection.LEARNED, people.actor("school_leader", school), knowledge="Nyt")


# Saving


@pytest.mark.parametrize("section", list(HomeSection))
def test_what_is_written_is_saved_by_the_button_and_by_itself(mobility, traveller, sign_in, section):
    report, client = homecoming.report(mobility, complete=False), sign_in(traveller)
    field = {"laering": "knowledge", "refleksion": "aha", "hjemme": "sharing", "fortalt": "public_summary", "evaluering": "hosting"}
    name = field[section.value]
    press(client, url(report, section), {name: "Første gang."})
    report = ParticipantReport.objects.get()
    assert contents(report, section)[name] == "Første gang."
    page = standing_in(client.get(url(report, section)))
    answer = client.post(f"{url(report, section)}gem/", {**page, name: "Anden gang."})
    assert answer.json()["words"].startswith("Gemt")
    assert contents(ParticipantReport.objects.get(), section)[name] == "Anden gang."


def test_two_who_wrote_in_different_fields_are_put_together_and_in_the_same_are_asked(mobility, traveller, sign_in):
    report = homecoming.report(mobility)
    client = sign_in(traveller)
    page = standing_in(client.get(url(report, HomeSection.LEARNED)))
    save(report, HomeSection.LEARNED, people.actor("school_leader", mobility.school), skills="Lederens ord.")
    client.post(url(report, HomeSection.LEARNED), {**page, "knowledge": "Mine ord."})
    report.refresh_from_db()
    assert (report.knowledge, report.skills) == ("Mine ord.", "Lederens ord.")
    page = standing_in(client.get(url(report, HomeSection.LEARNED)))
    save(report, HomeSection.LEARNED, people.actor("school_leader", mobility.school), knowledge="Lederens andre ord.")
    asked = client.post(url(report, HomeSection.LEARNED), {**page, "knowledge": "Mine andre ord."})
    assert asked.status_code == 409
    assert "Lederens andre ord." in asked.content.decode()
    assert "Mine andre ord." in asked.content.decode()


def test_an_old_stamp_is_a_conflict_and_a_foreign_place_may_not(mobility, traveller):
    report = homecoming.report(mobility)
    with pytest.raises(Conflict):
        save(report, HomeSection.LEARNED, traveller, seen="gammel", knowledge="Nyt")
    with pytest.raises(PermissionDenied):
        save(report, HomeSection.LEARNED, people.actor("consultant", mobility.municipality), knowledge="Nyt")


def test_a_cpr_number_is_never_stored(mobility, traveller, sign_in):
    report = homecoming.report(mobility)
    with pytest.raises(Refused):
        save(report, HomeSection.REFLECTED, traveller, wonder="Hun har 010203-1234.")
    answer = press(sign_in(traveller), url(report, HomeSection.REFLECTED), {"wonder": "Hun har 010203-1234."})
    assert "Skriv ikke selve tallet" in answer.content.decode()
    report.refresh_from_db()
    assert report.wonder == homecoming.TEXTS["wonder"]


def test_the_evaluation_belongs_to_the_mobility(mobility, traveller):
    first, second = homecoming.report(mobility, complete=False), homecoming.report(mobility, complete=False)
    save(first, HomeSection.EVALUATED, traveller, hosting="Åbne døre.", would_return="yes")
    assert Evaluation.objects.get().mobility == mobility
    again = ParticipantReport.objects.get(pk=second.pk)
    assert contents(again, HomeSection.EVALUATED)["hosting"] == "Åbne døre."


# Notes


def test_a_note_is_taken_in_with_what_was_typed(mobility, traveller, sign_in):
    report, note = homecoming.report(mobility), homecoming.note(mobility, "Døren stod åben hele dagen.")
    client, page = sign_in(traveller), url(report, HomeSection.REFLECTED)
    assert "Døren stod åben hele dagen." in client.get(page).content.decode()
    assert press(client, page, {"aha": "- Før.", "tag": f"{note.pk}:aha"}).status_code == 302
    report.refresh_from_db()
    assert report.aha == "- Før.\n\nDøren stod åben hele dagen."


def test_a_note_is_taken_in_once_also_when_two_have_written(mobility, traveller, sign_in):
    report, note = homecoming.report(mobility), homecoming.note(mobility, "Døren stod åben hele dagen.")
    client, page = sign_in(traveller), url(report, HomeSection.REFLECTED)
    opened = client.get(page)
    save(report, HomeSection.REFLECTED, people.actor("school_leader", mobility.school), wonder="Lederens undren.")
    clash = press(client, page, {"wonder": "Min undren.", "aha": "- Før.", "tag": f"{note.pk}:aha"}, page=opened)
    assert clash.status_code == 409
    press(client, page, {"valg:wonder": "min"}, page=clash)
    report.refresh_from_db()
    assert (report.aha, report.wonder) == ("- Før.\n\nDøren stod åben hele dagen.", "Min undren.")


@pytest.mark.parametrize("asked", ["", "x:aha", "999999999999999999999:aha", "1:satisfaction", "1"])
def test_a_note_that_is_none_changes_nothing(mobility, traveller, sign_in, asked):
    report = homecoming.report(mobility)
    press(sign_in(traveller), url(report, HomeSection.REFLECTED), {"tag": asked})
    report.refresh_from_db()
    assert report.aha == homecoming.TEXTS["aha"]


def test_a_note_of_another_mobility_is_not_taken_in(mobility, traveller, sign_in):
    report, foreign = homecoming.report(mobility), homecoming.note(consortium.mobility(at=places.school(), state=State.HOME), "Fremmed.")
    press(sign_in(traveller), url(report, HomeSection.REFLECTED), {"tag": f"{foreign.pk}:aha"})
    report.refresh_from_db()
    assert "Fremmed" not in report.aha


# What is missing


@pytest.mark.parametrize(
    ("fields", "lacks"),
    [
        ({}, set()),
        ({"objectives_met": " "}, {"Skriv, om I nåede målet"}),
        ({"knowledge": "", "skills": ""}, set()),
        ({"knowledge": "", "skills": "", "attitudes": ""}, {"Skriv, hvad I lærte"}),
        ({"reflections": ""}, {"Skriv jeres refleksioner"}),
        ({"aha": "", "wonder": ""}, set()),
        ({"try_at_home": ""}, {"Skriv, hvad I vil prøve hjemme"}),
        ({"sharing": ""}, {"Skriv, hvordan I deler det, I har lært"}),
        ({"satisfaction": None}, {"Sig, hvor tilfredse I er"}),
        ({"public_summary": ""}, {"Skriv et resumé, som alle må læse"}),
        ({"public_summary": "Karen Mølgaard så det hele."}, {"Resuméet til alle nævner Karen Mølgaard. Skriv det uden navne"}),
        ({"public_summary": "Mølgaard så det hele."}, {"Resuméet til alle nævner Karen Mølgaard. Skriv det uden navne"}),
        ({"wonder": "Nummer 010203-1234"}, {"Fjern tallet, der ligner et CPR-nummer"}),
    ],
)
def test_what_is_missing(mobility, fields, lacks):
    mobility.participants.update(name="Karen Mølgaard")
    homecoming.report(mobility, **fields)
    assert {str(part) for part in missing_in_report(mobility)} == lacks


def test_the_evaluation_is_asked_for(mobility):
    homecoming.report(mobility)
    mobility.evaluation.delete()
    mobility.refresh_from_db()
    assert [str(part) for part in missing_in_report(mobility)] == ["Udfyld den interne evaluering"]


@pytest.mark.parametrize("reports", [1, 3])
def test_the_list_is_asked_for_in_as_many_queries_for_one_report_as_for_three(mobility, django_assert_num_queries, reports):
    for _number in range(reports):
        homecoming.report(mobility)
    mobility = type(mobility).objects.get(pk=mobility.pk)
    with django_assert_num_queries(4):
        missing_in_report(mobility)


# Sending


def test_it_is_sent_when_nothing_is_missing(mobility, traveller, sign_in):
    send = reverse("mobilities:send_report", args=[mobility.pk])
    with pytest.raises(Incomplete):
        deciding.report(mobility=mobility, by=traveller, now=NOW)
    homecoming.report(mobility)
    assert "Send rapporten" in sign_in(traveller).get(reverse("mobilities:homecoming", args=[mobility.pk])).content.decode()
    sign_in(traveller).post(send)
    mobility.refresh_from_db()
    assert (mobility.state, mobility.reported_by) == (State.REPORTED, traveller.user)


@pytest.mark.parametrize("wanted", [1, 3])
def test_the_page_asks_as_often_for_one_report_as_for_three(mobility, traveller, sign_in, django_assert_num_queries, wanted):
    for _number in range(wanted):
        homecoming.report(mobility)
    client, home = sign_in(traveller), reverse("mobilities:homecoming", args=[mobility.pk])
    client.get(home)
    with django_assert_num_queries(22):
        client.get(home)


# The Commission's survey


def test_the_administration_follows_the_survey(mobility, sign_in):
    consultant, person = people.actor("consultant", mobility.municipality), mobility.participants.get()
    client = sign_in(consultant)
    assert "Kommissionens spørgeskema" in client.get(reverse("mobilities:homecoming", args=[mobility.pk])).content.decode()
    client.post(reverse("mobilities:set_survey", args=[mobility.pk]), {f"deltager-{person.pk}-survey": "answered"})
    person.refresh_from_db()
    assert person.survey == Survey.ANSWERED
    with pytest.raises(PermissionDenied):
        acts.set_survey(participant=person, survey=Survey.SENT, by=homecoming.traveller(mobility), now=NOW)


def test_whose_report_it_is_can_be_settled_by_somebody_faster(mobility, traveller, sign_in, monkeypatch):
    report = homecoming.report(mobility)
    (person,) = mobility.participants.all()
    client = sign_in(traveller)
    monkeypatch.setattr(acts, "_locked", _sent_meanwhile)
    answer = client.post(reverse("mobilities:report_people", args=[report.pk]), {"participants": [str(person.pk)]})
    assert answer.status_code == 422
    assert "kan ikke ændres nu" in answer.content.decode()


def _sent_meanwhile(report, _by):
    raise acts.not_writable(report.mobility)
