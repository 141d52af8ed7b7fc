"""What is missing across the consortium, who leaves, and the reminders."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from partners.grants.choices import Activity
from partners.mobilities.choices import PaperKind, PaperState, Phase, State
from partners.mobilities.models import Mobility, Paper, PaperReminder, Participant
from partners.mobilities.papers import reminders as paper_reminders
from partners.mobilities.papers import services as papers
from partners.mobilities.papers.compulsory import missing_before_departure
from partners.mobilities.papers.queries import departures, waiting_for_decision
from partners.mobilities.papers.views import lists
from portal.celery import app
from portal.home.work import Work
from portal.notices.models import Mail, Notice
from tests.factories import consortium, people, places
from tests.factories import papers as make
from tests.support.pages import check_page
from tests.support.racing import race

pytestmark = pytest.mark.django_db
START = date(2027, 3, 1)
MISSING, DEPARTURES = "/ophold/mangler/", "/ophold/afrejser/"


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr(app, "send_task", lambda name, args: None)


@pytest.fixture
def school():
    return places.school("Hasselhegnskolen")


@pytest.fixture
def consultant(school):
    return people.actor("consultant", school.municipality)


@pytest.fixture
def project(school):
    return consortium.project(consortium.accreditation(at=school.municipality))


def journey(at, project, *, by=None, in_days: int | None = None, **fields) -> Mobility:
    """An approved mobility whose documents are asked for; `in_days` counts from today."""
    if in_days is not None:
        start = timezone.localdate() + timedelta(days=in_days)
        fields |= {"starts_on": start, "ends_on": start + timedelta(days=4)}
    objective = consortium.objective(project.accreditation) if project.accreditation.objectives.count() < 10 else None
    more = {"objective": objective or project.accreditation.objectives.first(), "state": fields.pop("state", State.APPROVED)}
    made = consortium.mobility(at=at, by=by, of=project, **more, **fields)
    papers.expect(mobility=made)
    return made


def listed(client, **asked) -> str:
    answer = client.get(MISSING, asked)
    assert answer.status_code == 200
    check_page(answer.content)
    return answer.content.decode()


def test_the_list_shows_what_is_missing_the_next_departure_first(sign_in, consultant, school, project):
    journey(school, project, in_days=40, title="Den sene")
    journey(school, project, in_days=5, title="Den snare")
    page = listed(sign_in(consultant))
    assert page.index("Den snare") < page.index("Den sene")
    assert "om 5 dage" in page
    assert "Forsikring mangler" in page
    assert "Deltagerbevis" not in page
    assert "6 dokumenter" in page


def test_what_is_due_on_the_last_day_comes_when_they_have_left(sign_in, consultant, school, project):
    mobility = journey(school, project, in_days=-2, state=State.UNDER_WAY)
    make.slot(mobility, PaperKind.CERTIFICATE)
    page = listed(sign_in(consultant), fase="sidste-dag")
    assert "Deltagerbevis for" in page
    assert "er rejst" in page


@pytest.mark.parametrize("state", [State.COMPLETED, State.CANCELLED])
def test_what_is_over_asks_for_nothing(sign_in, consultant, school, project, state):
    mobility = journey(school, project, in_days=5)
    Mobility.objects.filter(pk=mobility.pk).update(state=state)
    assert "Der mangler ingen dokumenter" in listed(sign_in(consultant))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"Alfa", "Beta", "Gamma"}),
        ({"projekt": "first"}, {"Alfa", "Gamma"}),
        ({"skole": "own"}, {"Alfa", "Beta"}),
        ({"skole": "forvaltningen"}, {"Gamma"}),
        ({"fase": "foer"}, {"Alfa", "Beta", "Gamma"}),
        ({"fase": "efter"}, set()),
        ({"afrejse": "3"}, {"Alfa"}),
        ({"afrejse": "14"}, {"Alfa", "Beta"}),
        ({"afrejse": "senere"}, {"Gamma"}),
        ({"afrejse": "rejst"}, set()),
        ({"afrejse": "i morgen", "projekt": "x", "skole": "'"}, {"Alfa", "Beta", "Gamma"}),
    ],
)
def test_it_is_narrowed_and_what_is_unknown_narrows_nothing(sign_in, consultant, school, project, asked, found):
    other = consortium.project(project.accreditation)
    journey(school, project, in_days=2, title="Alfa")
    journey(school, other, in_days=10, title="Beta")
    journey(school.municipality, project, in_days=90, title="Gamma")
    given = {"first": str(project.pk), "own": str(school.pk)}
    page = listed(sign_in(consultant), **{name: given.get(value, value) for name, value in asked.items()})
    assert {title for title in ("Alfa", "Beta", "Gamma") if f">{title}</a>" in page} == found


def test_a_school_sees_its_own_and_no_other(sign_in, school, project):
    journey(school, project, in_days=5, title="Vores")
    journey(places.school(at=school.municipality), project, in_days=5, title="Deres")
    page = listed(sign_in(people.actor("school_leader", school)))
    assert "Vores" in page
    assert "Deres" not in page
    assert "Se afrejselisten" not in page


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("address", [MISSING, DEPARTURES])
def test_both_lists_are_files_too(sign_in, consultant, school, project, address, kind):
    mobility = journey(school, project, in_days=5, title="Til Gent")
    answer = sign_in(consultant).get(address, {"fil": kind})
    content = b"".join(answer.streaming_content)
    assert answer["Content-Disposition"].startswith("attachment")
    if kind == "csv":
        assert "Til Gent" in content.decode("utf-8-sig")
        assert "Forsikring mangler" in content.decode("utf-8-sig")
        assert mobility.number in content.decode("utf-8-sig")


def test_the_departures_show_who_leaves_and_what_is_missing(sign_in, consultant, school, project):
    ready = journey(school, project, in_days=3, title="Klar", state=State.CLEARED)
    make.all_approved(ready)
    journey(school, project, in_days=9, title="Ikke klar")
    journey(school, project, in_days=-30, title="Hjemme igen", state=State.HOME)
    answer = sign_in(consultant).get(DEPARTURES)
    check_page(answer.content)
    page = answer.content.decode()
    assert page.index("Klar") < page.index("Ikke klar")
    assert "3 mangler" in page
    assert "Hjemme igen" not in page
    assert str(ready.participants.get()) in page


def test_a_long_list_of_departures_goes_on_on_the_next_page(sign_in, consultant, school, project, monkeypatch):
    monkeypatch.setattr(lists, "PER_PAGE", 2)
    for days, title in ((3, "Den første"), (5, "Den anden"), (9, "Den tredje")):
        journey(school, project, in_days=days, title=title)
    client = sign_in(consultant)
    first, second = (client.get(DEPARTURES, {"side": side}).content for side in (1, 2))
    check_page(first)
    assert "Side 1 af 2" in first.decode() and "Den tredje" not in first.decode()
    assert "Den tredje" in second.decode() and "Den første" not in second.decode()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [(MISSING, 13), (DEPARTURES, 13)])
def test_the_lists_ask_as_often_for_three_as_for_one(
    sign_in, consultant, school, project, django_assert_num_queries, address, queries, rows
):
    for _row in range(rows):
        journey(school, project, in_days=5, activity=Activity.COURSE)
    client = sign_in(consultant)
    with django_assert_num_queries(queries):
        client.get(address)


@pytest.mark.parametrize("state", [state for state in PaperState if state != PaperState.SUPERSEDED])
def test_a_departure_lacks_in_the_list_what_it_lacks_on_its_page(consultant, school, project, state):
    """The list reads of the documents only what says that."""
    mobility = journey(school, project, in_days=5)
    Participant.objects.create(mobility=mobility, name="Ledsageren", kind="accompanying", position=1)
    Paper.objects.filter(mobility=mobility, kind=PaperKind.GRANT_AGREEMENT).delete()
    make.paper(mobility, PaperKind.GRANT_AGREEMENT, state)
    # Begun when another table asked for them at another time.
    Paper.objects.filter(mobility=mobility, kind=PaperKind.LEARNING_AGREEMENT).update(phase=Phase.AFTER)
    Paper.objects.filter(mobility=mobility, kind=PaperKind.CERTIFICATE).update(phase=Phase.BEFORE)
    (listed,) = departures(consultant, timezone.localdate())
    found = missing_before_departure(listed)
    assert found == missing_before_departure(Mobility.objects.get(pk=mobility.pk))
    assert sum("Modelkontrakt" in words for words in found) == (1 if state == PaperState.APPROVED else 2)
    assert any("Læringsaftale for Ledsageren" in words for words in found)


# Reminders


def mornings(days: list[int]) -> list[tuple[int, datetime]]:
    """Half past five in the morning, so many days before departure."""
    return [(day, datetime(START.year, START.month, START.day, 4, 30, tzinfo=UTC) - timedelta(days=day)) for day in days]


def test_it_reminds_45_14_and_3_days_before_once_each(school, project):
    journey(school, project, by=people.actor("contributor", school).user)
    asked = [(day, paper_reminders.remind_all(now=now)) for day, now in mornings(list(range(60, -2, -1)))]
    assert [day for day, reminded in asked if reminded] == [45, 14, 3]
    assert Notice.objects.filter(kind="papers_missing").count() == 3


def test_who_is_approved_late_is_reminded_of_the_last_mark_alone(school, project):
    journey(school, project, by=people.actor("contributor", school).user)
    asked = [(day, paper_reminders.remind_all(now=now)) for day, now in mornings([10, 9, 2, 1])]
    assert [day for day, reminded in asked if reminded] == [10, 2]
    assert list(PaperReminder.objects.values_list("days_before", flat=True)) == [14, 3]


def test_nobody_is_reminded_of_what_is_there(school, project):
    mobility = journey(school, project, by=people.actor("contributor", school).user)
    make.all_approved(mobility)
    assert paper_reminders.remind_all(now=mornings([14])[0][1]) == 0
    assert not PaperReminder.objects.exists()


@pytest.mark.parametrize("state", [State.PROPOSED, State.ENDORSED, State.UNDER_WAY, State.CANCELLED])
def test_only_what_is_approved_and_has_not_left_is_reminded_of(school, project, state):
    mobility = journey(school, project, by=people.actor("contributor", school).user)
    Mobility.objects.filter(pk=mobility.pk).update(state=state)
    assert paper_reminders.remind_all(now=mornings([14])[0][1]) == 0


def test_those_who_can_act_are_told(school, project):
    """The place while it has something to make; the administration while something waits for it, and never who travels."""
    writer, leader = people.actor("contributor", school), people.actor("school_leader", school)
    people.actor("contributor", school)
    decider, traveller = (people.actor("consultant", school.municipality) for _number in range(2))
    mobility = journey(school, project, by=writer.user)
    Participant.objects.create(mobility=mobility, user=traveller.user, name="Den rejsende", position=1)
    paper_reminders.remind_all(now=mornings([45])[0][1])
    assert set(Notice.objects.values_list("user", flat=True)) == {writer.user.pk, leader.user.pk}
    Notice.objects.all().delete()
    Paper.objects.filter(kind=PaperKind.INSURANCE).delete()
    make.paper(mobility, PaperKind.INSURANCE, PaperState.SIGNED)
    paper_reminders.remind_all(now=mornings([14])[0][1])
    assert set(Notice.objects.values_list("user", flat=True)) == {writer.user.pk, leader.user.pk, decider.user.pk}


def test_where_nobody_is_left_at_the_place_the_administration_is_told(school, project, consultant):
    journey(school, project)
    paper_reminders.remind_all(now=mornings([14])[0][1])
    assert [notice.user for notice in Notice.objects.all()] == [consultant.user]


def test_the_mail_says_what_is_missing_and_leads_to_it(school, project):
    mobility = journey(school, project, by=people.actor("contributor", school).user)
    paper_reminders.remind_all(now=mornings([14])[0][1])
    mail = Mail.objects.get()
    assert mail.subject == "Påmindelse: ”Fælles undervisning i Utrecht” rejser om 14 dage og mangler dokumenter"
    assert "- Forsikring mangler" in mail.body
    assert reverse("mobilities:papers", args=[mobility.pk]) in mail.body


@pytest.mark.django_db(transaction=True)
def test_two_workers_remind_once(school, project):
    mobility = journey(school, project, by=people.actor("contributor", school).user)
    now = mornings([14])[0][1]
    assert sorted(race(*[lambda: paper_reminders.remind(mobility=mobility, now=now)] * 4)) == [False, False, False, True]
    assert Notice.objects.count() == 1


# Mine opgaver


def work(actor) -> list[str]:
    return [task.title for task in Work(actor, timezone.now()).tasks if "okumenterne" in task.title]


def test_the_place_has_a_row_when_the_departure_is_near(school, project):
    contributor = people.actor("contributor", school)
    journey(school, project, in_days=45, title="Snart")
    journey(school, project, in_days=46, title="Senere")
    assert work(contributor) == ["Gør dokumenterne til ”Snart” færdige"]


def test_what_is_handed_in_waits_for_the_administration_and_not_for_the_place(school, project, consultant):
    contributor = people.actor("contributor", school)
    mobility = journey(school, project, in_days=20, title="Til Gent")
    make.all_approved(mobility)
    Paper.objects.filter(kind=PaperKind.INSURANCE).update(state=PaperState.SIGNED, decided_at=None, decided_by=None)
    assert work(contributor) == []
    assert work(consultant) == ["Se dokumenterne til ”Til Gent” igennem"]
    Participant.objects.create(mobility=mobility, user=consultant.user, name="Den rejsende", position=1)
    assert work(consultant) == []


@pytest.mark.parametrize(("state", "waits"), [(State.APPROVED, True), (State.CANCELLED, False)])
def test_papers_of_a_cancelled_journey_wait_for_nobody(school, project, consultant, state, waits):
    journey = consortium.mobility(at=school, of=project, state=State.APPROVED)
    make.paper(journey, PaperKind.LEARNING_AGREEMENT, PaperState.SIGNED)
    Mobility.objects.filter(pk=journey.pk).update(state=state)
    assert waiting_for_decision(consultant).exists() is waits
