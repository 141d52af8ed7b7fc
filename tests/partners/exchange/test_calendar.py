"""The calendar of departures and deadlines: one's own, without persons, for as long as the role lasts."""

from datetime import date, timedelta

import icalendar
import pytest
from django.urls import reverse

from partners.exchange import services
from partners.exchange.models import CalendarKey
from partners.exchange.queries import entries
from partners.mobilities.choices import State
from partners.models import GrantRound
from tests.factories import consortium, people, places

pytestmark = pytest.mark.django_db
NOW = consortium.NOW


@pytest.fixture
def school():
    return places.school("Hasselhegnskolen")


def fed(client, key: str) -> icalendar.Calendar:
    answer = client.get(reverse("exchange:feed", args=[key]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return icalendar.Calendar.from_ical(answer.content)


def test_a_journey_stands_with_its_days_and_without_its_people(client, school):
    leader = people.actor("school_leader", school)
    traveller = people.user(name="Alma Vind")
    consortium.mobility(at=school, by=traveller, state=State.APPROVED)
    key = services.make_calendar_key(by=leader, now=NOW)

    (event,) = fed(client, key).walk("VEVENT")

    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2027, 3, 1), date(2027, 3, 6))
    assert "Fælles undervisning i Utrecht (Hasselhegnskolen)" in event["summary"]
    assert "Alma" not in client.get(reverse("exchange:feed", args=[key])).content.decode()


@pytest.mark.parametrize(
    ("state", "shown"),
    [(State.DRAFT, False), (State.PROPOSED, False), (State.APPROVED, True), (State.UNDER_WAY, True), (State.CANCELLED, False)],
)
def test_only_what_will_happen_is_in_it(school, state, shown):
    consortium.mobility(at=school, state=state)

    assert bool(entries(people.actor("contributor", school), NOW)) == shown


def test_another_schools_journeys_are_not_in_it(school):
    consortium.mobility(at=places.school(at=school.municipality), state=State.APPROVED)

    assert entries(people.actor("contributor", school), NOW) == []


def test_the_administration_has_the_deadlines_of_its_projects(school):
    project = consortium.project(consortium.accreditation(at=school.municipality))
    titles = {entry.title: entry.first for entry in entries(people.actor("consultant", school.municipality), NOW)}

    assert titles == {
        f"Projekt {project.call} slutter ({project})": date(2027, 8, 31),
        f"Frist for slutrapport, projekt {project.call} ({project})": date(2027, 10, 30),
    }


def test_a_school_has_the_deadline_of_an_open_round(school):
    held = consortium.accreditation(at=school.municipality)
    GrantRound.objects.create(accreditation=held, call=2027, deadline=date(2026, 12, 1), created_at=NOW, created_by=people.user())

    assert [entry.first for entry in entries(people.actor("school_leader", school), NOW)] == [date(2026, 12, 1)]


def test_a_new_address_stops_the_old_one(client, school):
    leader = people.actor("school_leader", school)
    old = services.make_calendar_key(by=leader, now=NOW)
    new = services.make_calendar_key(by=leader, now=NOW)

    assert client.get(reverse("exchange:feed", args=[old])).status_code == 404
    fed(client, new)


def test_the_address_stops_with_the_role_with_the_account_and_on_demand(client, school):
    leader = people.actor("school_leader", school)
    key = services.make_calendar_key(by=leader, now=NOW)
    address = reverse("exchange:feed", args=[key])
    leader.role.ends_on = date(2025, 2, 1)
    leader.role.starts_on = leader.role.ends_on - timedelta(days=1)
    leader.role.save()
    assert client.get(address).status_code == 404

    leader.role.ends_on = None
    leader.role.save()
    leader.user.is_active = False
    leader.user.save()
    assert client.get(address).status_code == 404

    services.stop_calendar(by=leader, now=NOW)
    assert not CalendarKey.objects.exists()


def test_the_key_is_shown_once_and_never_kept(school, sign_in):
    client = sign_in(people.actor("school_leader", school))
    page = client.post(reverse("exchange:calendar"))
    key = page.context["address"].rpartition("/")[2].removesuffix(".ics")

    assert services.hash_of(key) == CalendarKey.objects.get().key_hash
    assert key not in client.get(reverse("exchange:calendar")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_feed_costs_the_same_for_one_and_three(client, school, count, django_assert_num_queries):
    for _number in range(count):
        consortium.mobility(at=school, state=State.APPROVED)
    key = services.make_calendar_key(by=people.actor("consultant", school.municipality), now=NOW)
    with django_assert_num_queries(6):
        client.get(reverse("exchange:feed", args=[key]))
