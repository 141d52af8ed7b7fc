"""The list and the page of a mobility, deciding on it, changing it, what people are told and what waits for them."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from partners.grants.choices import Activity, Category
from partners.mobilities.choices import State
from partners.mobilities.deciders import waiting_for, who_decides
from partners.mobilities.models import DeparturePlace, Mobility, Support
from partners.mobilities.services import deciding, proposing
from partners.models import BudgetLine
from portal.home.log import lines, with_subjects
from portal.home.work import Work
from portal.notices.models import Mail, Notice
from portal.ui.templatetags.ui import unbroken
from portal.workflow.models import LogEntry
from tests.factories import consortium, papers, people, places
from tests.support.pages import check_page

pytestmark = pytest.mark.django_db
NOW = consortium.NOW
LIST = reverse("mobilities:list")


@pytest.fixture
def school():
    return places.school("Hasselhegnskolen", at=places.municipality("Egsted"))


@pytest.fixture
def consultant(school):
    return people.actor("consultant", school.municipality)


@pytest.fixture
def leader(school):
    return people.actor("school_leader", school)


def _page(client: Client, mobility: Mobility) -> str:
    html = client.get(reverse("mobilities:detail", args=[mobility.pk])).content.decode()
    check_page(html)
    return html


def _decide(client: Client, mobility: Mobility, **data: str):
    return client.post(reverse("mobilities:decide", args=[mobility.pk]), data)


def _state(mobility: Mobility) -> str:
    return Mobility.objects.get(pk=mobility.pk).state


# The page


def test_the_page_tells_where_it_stands_and_what_it_costs(school, consultant, sign_in):
    mobility = consortium.mobility(at=school, state=State.ENDORSED, endorsed_at=NOW)
    page = _page(sign_in(consultant), mobility)
    for words in ("Fælles undervisning i Utrecht", mobility.number, "Det venter på dig", "1.863", "Satserne er ikke bekræftet", "Kilde:"):
        assert words in page
    assert '<li class="now" aria-current="step">Hos forvaltningen' in page


@pytest.mark.parametrize("state", State.values)
def test_the_page_stands_in_every_state(state, school, consultant, sign_in):
    mobility = consortium.mobility(at=school, state=state, by=people.user())
    reader = people.actor("school_leader", school) if state == State.DRAFT else consultant
    assert str(State(state).label) in _page(sign_in(reader), mobility)


def test_a_half_written_draft_has_a_page(school, leader, sign_in):
    bare = Mobility.objects.create(
        municipality=school.municipality,
        school=school,
        created_at=NOW,
        created_by=leader.user,
        changed_at=NOW,
        changed_by=leader.user,
    )
    page = _page(sign_in(leader), bare)
    assert "Ophold uden titel" in page
    assert "Vælg et projekt først." in page
    assert "Formål" not in page and "Kort fortalt" not in page, "no headings with nothing below them"


@pytest.mark.parametrize("state", [State.DRAFT, State.SENT_BACK])
def test_what_is_written_can_be_sent_from_its_page(state, school, leader, sign_in):
    mobility = consortium.mobility(at=school, state=state, by=leader.user)
    page = _page(sign_in(leader), mobility)
    assert reverse("mobilities:propose", args=[mobility.pk]) in page
    assert reverse("mobilities:write", args=[mobility.pk]) in page


def test_support_is_read_on_the_page_by_the_administration_alone(school, consultant, leader, sign_in):
    mobility = consortium.mobility(at=school, state=State.ENDORSED)
    Support.objects.create(mobility=mobility, fewer_opportunities=1, inclusion_costs=Decimal(4321))
    mobility = deciding.approve(mobility=mobility, is_checked=True, by=consultant, now=NOW)
    assert "4.321" in _page(sign_in(consultant), mobility)
    others = _page(sign_in(leader), mobility)
    assert "4.321" not in others and "6.309" not in others
    assert "1.863" in others, "the lines that everybody sees, and their total"
    assert "Den ser kun forvaltningen" in others


def test_the_estimate_stands_beside_the_official_distance(school, consultant, sign_in):
    DeparturePlace.objects.create(municipality=school.municipality, city="Egsted", latitude="56.13", longitude="8.97")
    host = consortium.partner(at=school.municipality, latitude="52.09", longitude="5.12")
    mobility = consortium.mobility(at=school, host=host, state=State.ENDORSED, km=499)
    page = _page(sign_in(consultant), mobility)
    assert "cirka 514 km i fugleflugt" in page
    assert "I fugleflugt er der cirka 514 km, og det giver en anden sats" in page


def test_where_nobody_can_decide_the_page_says_who_must_be_appointed(sign_in):
    here = places.municipality()
    alone = people.actor("consultant", here)
    mobility = consortium.mobility(at=here, by=alone.user, state=State.PROPOSED)
    assert "nogen skal udpeges som chef eller skolekonsulent" in _page(sign_in(alone), mobility)


def test_a_draft_is_no_business_of_the_administration(school, consultant, sign_in):
    draft = consortium.mobility(at=school)
    assert sign_in(consultant).get(reverse("mobilities:detail", args=[draft.pk])).status_code == 404


# Deciding


def test_the_leader_recommends_and_the_administration_approves(school, leader, consultant, sign_in):
    mobility = consortium.mobility(at=school, state=State.PROPOSED)
    assert _decide(sign_in(leader), mobility, decision="endorse").status_code == 302
    assert _state(mobility) == State.ENDORSED
    checked = {"fits": "on", "budget": "on", "papers": "on"}
    assert _decide(sign_in(consultant), mobility, decision="approve", **checked).status_code == 302
    assert _state(mobility) == State.APPROVED


@pytest.mark.parametrize("left_out", ["fits", "budget", "papers"])
def test_approval_wants_each_point_of_the_checklist(left_out, school, consultant, sign_in):
    mobility = consortium.mobility(at=school, state=State.ENDORSED)
    checked = {name: "on" for name in ("fits", "budget", "papers") if name != left_out}
    page = _decide(sign_in(consultant), mobility, decision="approve", **checked).content.decode()
    assert "Sæt kryds, når det er i orden" in page
    assert _state(mobility) == State.ENDORSED


@pytest.mark.parametrize("decision", ["send_back", "reject"])
def test_a_refusal_carries_a_reason_that_the_proposer_sees(decision, school, leader, sign_in):
    mobility = consortium.mobility(at=school, state=State.PROPOSED)
    client = sign_in(leader)
    assert "Skriv en begrundelse" in _decide(client, mobility, decision=decision, note=" ").content.decode()
    assert _decide(client, mobility, decision=decision, note="Programmet er for løst").status_code == 302
    writer = mobility.writers.get()
    reader = people.actor("contributor", school, who=writer)
    assert "Programmet er for løst" in _page(sign_in(reader), mobility)


def test_a_reason_holds_no_cpr_number(school, leader, sign_in):
    mobility = consortium.mobility(at=school, state=State.PROPOSED)
    page = _decide(sign_in(leader), mobility, decision="reject", note="Se 010190-1234").content.decode()
    assert "Skriv ikke selve tallet" in page


def test_an_overdrawn_budget_stops_it_and_says_what_is_left(school, consultant, sign_in):
    project = consortium.project(consortium.accreditation(at=school.municipality), grant=1000)
    mobility = consortium.mobility(at=school, of=project, state=State.ENDORSED)
    client = sign_in(consultant)
    assert "Det kan ikke godkendes, før der er penge til det." in _page(client, mobility)
    answer = _decide(client, mobility, decision="approve", fits="on", budget="on", papers="on")
    assert (answer.status_code, "1.000" in answer.content.decode()) == (409, True)
    assert _state(mobility) == State.ENDORSED


def test_a_category_that_runs_dry_is_warned_about(school, consultant, sign_in):
    mobility = consortium.mobility(at=school, state=State.ENDORSED)
    BudgetLine.objects.create(project=mobility.project, category=Category.INDIVIDUAL, amount=Decimal(100))
    page = _page(sign_in(consultant), mobility)
    assert "En kategori løber tør" in page
    assert "opholdsstøtte" in page


def test_who_comes_second_is_told_that_it_is_decided(school, leader, sign_in):
    mobility = consortium.mobility(at=school, state=State.ENDORSED)
    answer = _decide(sign_in(leader), mobility, decision="endorse")
    assert (answer.status_code, "Det er allerede afgjort" in answer.content.decode()) == (409, True)


def test_the_steps_are_taken_by_their_buttons(school, consultant, sign_in):
    mobility = consortium.mobility(at=school, state=State.APPROVED, starts_on=date(2026, 1, 5), ends_on=date(2026, 1, 9))
    client = sign_in(consultant)
    assert "Forsikring mangler" in client.post(reverse("mobilities:step", args=[mobility.pk, "clear"])).content.decode()
    papers.all_approved(mobility)
    for act, state in (("clear", State.CLEARED), ("depart", State.UNDER_WAY), ("come_home", State.HOME)):
        assert client.post(reverse("mobilities:step", args=[mobility.pk, act])).status_code == 302
        assert _state(mobility) == state
    assert client.post(reverse("mobilities:step", args=[mobility.pk, "findes-ikke"])).status_code == 404


def test_nobody_is_asked_to_clear_a_departure_before_the_documents_are_there(school, consultant, sign_in):
    mobility = consortium.mobility(at=school, state=State.APPROVED)
    before = _page(sign_in(consultant), mobility)
    assert "Dokumenterne mangler, før nogen kan rejse" in before
    assert "Godkend til afrejse" not in before and "Det venter på dig" not in before
    papers.all_approved(mobility)
    after = _page(sign_in(consultant), mobility)
    assert "Det venter på dig" in after and "Godkend til afrejse" in after


def test_a_cancellation_says_why_and_whether_it_was_force_majeure(school, leader, sign_in):
    mobility = consortium.mobility(at=school, state=State.APPROVED)
    client = sign_in(leader)
    url = reverse("mobilities:cancel", args=[mobility.pk])
    assert "Skriv en begrundelse" in client.post(url, {}).content.decode()
    client.post(url, {"note": "Flyene er indstillet", "is_force_majeure": "on"})
    page = _page(client, mobility)
    assert "Flyene er indstillet" in page and "(force majeure)" in page


def test_a_shorter_stay_shows_the_difference_to_what_was_approved(school, consultant, sign_in):
    mobility = deciding.approve(mobility=consortium.mobility(at=school, state=State.ENDORSED), is_checked=True, by=consultant, now=NOW)
    client = sign_in(consultant)
    typed = {"starts_on": "2027-03-01", "ends_on": "2027-03-03", "days": "3", "travel_days": "2", "km": "700"}
    url = reverse("mobilities:change", args=[mobility.pk])
    assert "Skriv en begrundelse" in client.post(url, typed).content.decode()
    assert client.post(url, {**typed, "note": "Værten lukkede torsdag"}).status_code == 302
    page = _page(client, mobility)
    assert "Forskel til det bevilgede" in page
    assert "1.204 bevilget, 860 nu" in page and "−344" in page
    assert Mobility.objects.get(pk=mobility.pk).grant_total == Decimal(1863), "what was approved stays"


def test_a_change_that_the_rules_refuse_is_told_beside_its_field(school, consultant, sign_in):
    mobility = consortium.mobility(at=school, state=State.APPROVED)
    typed = {"starts_on": "2027-03-01", "ends_on": "2027-03-05", "days": "1", "travel_days": "2", "km": "700", "note": "Kortere"}
    answer = sign_in(consultant).post(reverse("mobilities:change", args=[mobility.pk]), typed)
    assert "varer mindst 2 dage" in answer.content.decode()
    assert Mobility.objects.get(pk=mobility.pk).days == 5


def test_the_administration_names_the_place_of_departure(school, consultant, sign_in):
    client = sign_in(consultant)
    url = reverse("mobilities:departure_place")
    assert client.post(url, {"city": "Egsted", "latitude": "91", "longitude": "9"}).status_code == 200
    assert client.post(url, {"city": "Egsted", "latitude": "56.13", "longitude": "8.97"}).status_code == 302
    assert DeparturePlace.objects.get(municipality=school.municipality).city == "Egsted"


# Told


def test_people_are_told_what_concerns_them_and_nobody_their_own_act(school, leader, consultant):
    writer = people.actor("contributor", school)
    head = people.actor("head", school.municipality)
    mobility = consortium.mobility(at=school, by=writer.user)
    mobility = proposing.propose(mobility=mobility, nobody_recognised=True, by=writer, now=NOW)
    deciding.send_back(mobility=mobility, note="Mere om delingen", by=leader, now=NOW)
    mobility = proposing.propose(mobility=mobility, nobody_recognised=True, by=writer, now=NOW)
    deciding.endorse(mobility=mobility, by=leader, now=NOW)
    mobility = deciding.approve(mobility=mobility, is_checked=True, by=consultant, now=NOW)
    papers.all_approved(mobility)
    deciding.clear(mobility=mobility, by=consultant, now=NOW)
    deciding.cancel(mobility=mobility, note="Strejke", is_force_majeure=True, by=consultant, now=NOW)
    told = [(notice.user, notice.text) for notice in Notice.objects.order_by("pk")]
    title = "Fælles undervisning i Utrecht"
    assert told == [
        (leader.user, f"Et ophold venter på dig: ”{title}”"),
        (writer.user, f"Sendt retur: ”{title}”"),
        (leader.user, f"Et ophold venter på dig: ”{title}”"),
        (consultant.user, f"Et ophold er anbefalet: ”{title}”"),
        (writer.user, f"Anbefalet til forvaltningen: ”{title}”"),
        (writer.user, f"Godkendt: ”{title}”"),
        (writer.user, f"Klar til afrejse: ”{title}”"),
        (writer.user, f"Aflyst: ”{title}”"),
    ]
    assert head.user not in {user for user, _text in told}, "the consultant is nearer"
    mail = Mail.objects.get(subject__startswith="Sendt retur")
    assert "Mere om delingen" in mail.body and f"/ophold/{mobility.pk}/" in mail.body


def test_those_who_may_no_longer_read_it_are_not_told(school, leader):
    gone = people.user()
    mobility = consortium.mobility(at=school, by=gone, state=State.PROPOSED)
    mobility.participants.all().delete()
    deciding.reject(mobility=mobility, note="Nej", by=leader, now=NOW)
    assert not Notice.objects.filter(user=gone).exists()


# What waits


def _tasks(actor) -> list[str]:
    return [task.title for task in Work(actor, timezone.now()).tasks]


def test_each_finds_what_waits_for_them_in_mine_opgaver(school, leader, consultant):
    writer = people.actor("contributor", school)
    objective = consortium.objective(consortium.accreditation(at=school.municipality))
    for state in State.values:
        consortium.mobility(at=school, by=writer.user, state=state, title=state, objective=objective)
    LogEntry.objects.create(
        at=NOW, user=leader.user, act="mobilities.send_back", note="Ret datoerne", subject=Mobility.objects.get(state=State.SENT_BACK)
    )
    assert _tasks(leader) == ["Læs og anbefal ”proposed”"]
    assert _tasks(consultant) == ["Godkend ”endorsed”", "Godkend ”approved” til afrejse", "Læs rapporten, og afslut ”reported”"]
    assert [task.pill for task in Work(consultant, timezone.now()).tasks][1:] == [
        f"Rejser {unbroken('1. marts 2027')}",
        f"Hjemme {unbroken('5. marts 2027')}",
    ]
    assert _tasks(writer) == ["Ret ”sent_back”", "Skriv rapporten fra ”home”", "Skriv noter fra ”under_way”"]
    assert Work(writer, timezone.now()).tasks[0].note == "Ret datoerne"
    own = {row.title for row in Work(writer, timezone.now()).journey_rows}
    assert own == {state for state in State.values if state not in {"completed", "rejected", "cancelled"}}


WHOSE = ["leader", "other_leader", "consultant", "colleague", "head", "nobody"]


@pytest.mark.parametrize("endorser", ["consultant", "nobody"])
@pytest.mark.parametrize("traveller", WHOSE)
@pytest.mark.parametrize("writer", WHOSE)
def test_what_waits_for_a_role_is_worked_out_for_many_as_for_one(school, leader, consultant, writer, traveller, endorser):
    here, department = school.municipality, places.school("Afdelingen", at=school.municipality, parent=school)
    actors = {"leader": leader, "consultant": consultant}
    actors |= {"other_leader": people.actor("school_leader", department), "head": people.actor("head", here)}
    actors["colleague"] = people.actor("consultant", here)
    users = {name: actor.user for name, actor in actors.items()} | {"nobody": people.user()}
    accreditation = consortium.accreditation(at=here)
    shared = {"of": consortium.project(accreditation), "objective": consortium.objective(accreditation)}
    for place in (here, school, department):
        for state in (State.PROPOSED, State.ENDORSED, State.APPROVED, State.REPORTED, State.DRAFT):
            made = consortium.mobility(at=place, by=users[writer], state=state, **shared)
            made.participants.update(user=users[traveller], is_leader=place == school and traveller == "nobody")
            Mobility.objects.filter(pk=made.pk).update(endorsed_by=users[endorser] if state != State.PROPOSED else None)
    for actor in actors.values():
        by_one = {one.pk for one in Mobility.objects.all() if actor.role in who_decides(one, timezone.localdate())}
        assert waiting_for(actor, Mobility.objects.all(), timezone.localdate()) == by_one


def test_the_log_of_the_municipality_tells_no_title_of_a_draft(school, consultant):
    draft = consortium.mobility(at=school, title="Hemmelig plan")
    sent = consortium.mobility(at=school, title="Kendt plan", state=State.PROPOSED)
    for mobility in (draft, sent):
        LogEntry.objects.create(at=NOW, act="mobilities.create", note="x", subject=mobility, municipality_number=school.municipality_id)
    told = lines(with_subjects(LogEntry.objects.all()), consultant)
    assert {(line.about, line.note) for line in told} == {("Kendt plan", "x"), ("Et ophold på Hasselhegnskolen", "")}


# The list


def test_the_list_is_narrowed_by_facets_and_words(school, consultant, sign_in):
    project = consortium.project(consortium.accreditation(at=school.municipality))
    host = consortium.partner(at=school.municipality, name="Instituto", country="PT", city="Porto")
    consortium.mobility(at=school, of=project, state=State.PROPOSED, host=host, title="Til Porto", activity=Activity.TEACHING)
    consortium.mobility(at=school, of=project, state=State.APPROVED, title="Til Utrecht")
    consortium.mobility(at=places.school("Bøgestenskolen", at=school.municipality), of=project, state=State.APPROVED, title="Fra Bøgesten")
    client = sign_in(consultant)

    def found(query: str) -> set[str]:
        page = client.get(f"{LIST}?{query}")
        check_page(page.content.decode())
        return {str(mobility) for mobility in page.context["page"]}

    everything = {"Til Porto", "Til Utrecht", "Fra Bøgesten"}
    assert found("") == everything
    assert found("status=approved") == {"Til Utrecht", "Fra Bøgesten"}
    assert found("status=approved&status=proposed") == everything
    assert found(f"status=approved&skole={school.pk}") == {"Til Utrecht"}
    assert found("land=PT") == {"Til Porto"}
    assert found("aktivitet=teaching") == {"Til Porto"}
    assert found(f"projekt={project.pk}") == everything
    assert found("q=porto+instituto") == {"Til Porto"}
    assert found("q=findes+ikke") == set()
    assert found("status=vrøvl&projekt=x&skole=9999999999999999999&land=%00") == everything, "a wrong choice is passed over"


def test_each_facet_counts_under_what_else_is_chosen(school, consultant, sign_in):
    project = consortium.project(consortium.accreditation(at=school.municipality))
    for state in (State.PROPOSED, State.APPROVED, State.APPROVED):
        consortium.mobility(at=school, of=project, state=state)
    page = sign_in(consultant).get(f"{LIST}?status=proposed")
    counts = {facet.name: {choice.value: choice.count for choice in facet.choices} for facet in page.context["facets"]}
    assert counts["status"] == {"proposed": 1, "approved": 2}
    assert counts["projekt"] == {str(project.pk): 1}


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_list_is_a_file_without_what_only_the_administration_sees(kind, school, leader, consultant, sign_in):
    mobility = consortium.mobility(at=school, state=State.ENDORSED)
    Support.objects.create(mobility=mobility, inclusion_costs=Decimal(4321))
    deciding.approve(mobility=mobility, is_checked=True, by=consultant, now=NOW)

    def total(actor) -> str:
        answer = sign_in(actor).get(f"{LIST}?fil={kind}")
        content = b"".join(answer.streaming_content)
        if kind == "csv":
            return content.decode("utf-8-sig").splitlines()[1].split(";")[17]
        return str(load_workbook(io.BytesIO(content)).active.cell(row=2, column=18).value)

    assert total(leader) == "1863"
    assert Decimal(total(consultant).replace(",", ".")) == Decimal(6184)


def test_an_empty_list_says_what_will_come(leader, sign_in):
    assert "Her kommer opholdene" in sign_in(leader).get(LIST).content.decode()


# Queries


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(rows, school, consultant, sign_in, django_assert_num_queries):
    project = consortium.project(consortium.accreditation(at=school.municipality))
    for _number in range(rows):
        consortium.mobility(at=school, of=project, state=State.APPROVED)
    client = sign_in(consultant)
    client.get(LIST)
    with django_assert_num_queries(14):
        client.get(LIST)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_file_asks_as_often_for_three_as_for_one(rows, school, consultant, sign_in, django_assert_num_queries):
    project = consortium.project(consortium.accreditation(at=school.municipality))
    for _number in range(rows):
        consortium.mobility(at=school, of=project, state=State.APPROVED)
    client = sign_in(consultant)
    client.get(f"{LIST}?fil=csv")
    with django_assert_num_queries(10):
        client.get(f"{LIST}?fil=csv")


@pytest.mark.parametrize("rows", [1, 3])
def test_what_waits_asks_as_often_for_three_as_for_one(rows, school, consultant, sign_in, django_assert_num_queries):
    project = consortium.project(consortium.accreditation(at=school.municipality))
    for _number in range(rows):
        consortium.mobility(at=school, of=project, state=State.ENDORSED)
    client = sign_in(consultant)
    client.get(reverse("home:work"))
    with django_assert_num_queries(25):
        client.get(reverse("home:work"))
