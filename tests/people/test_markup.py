"""Each page of the room as it is built: headings, labels, ids, nothing inline; in both languages."""

import pytest
from django.urls import reverse
from django.utils import timezone

from schools.people.models import Role
from tests.factories import people, places, trials
from tests.support.pages import check_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> dict:
    school = places.school("Hasselhegnskolen")
    leader = people.actor("school_leader", school, who=people.user("Birgit Ravn"))
    jonas = people.role("contributor", school, who=people.user("Jonas Tved"))
    line = people.role("contributor", school, who=people.user("Line Abild"))
    for title, responsible in {"Klippekortet": [jonas], "Makkerlæsning": [jonas, line]}.items():
        trial = trials.draft(at=school, complete=False, title=title).trial
        for position, role in enumerate(responsible):
            trial.people.create(user=role.user, name=role.user.name, position=position)
    network = places.network(school.municipality, name="Flere børn med", purpose="Sammen om flere børn.")
    trials.published(at=school, area=places.focus_area(network))
    now = timezone.now()
    people.invitation("contributor", school, token="ny", invited_at=now)
    people.invitation("contributor", school, token="kendt", invited_at=now, email=line.user.email)
    people.invitation("contributor", school, token="gammel")
    return {"leader": leader, "role": jonas, "network": network}


PAGES = {
    "the list": lambda world: reverse("people:list"),
    "the list of former roles": lambda world: reverse("people:list") + "?vis=tidligere",
    "inviting": lambda world: reverse("people:invite"),
    "giving a role": lambda world: reverse("people:give_role", args=[world["role"].user_id]),
    "ending a role": lambda world: reverse("people:end_role", args=[world["role"].pk]),
    "the second factor": lambda world: reverse("people:second_factor"),
    "somebody else's invitation": lambda world: reverse("people:accept", args=["ny"]),
    "an invitation that has expired": lambda world: reverse("people:accept", args=["gammel"]),
    "the networks": lambda world: reverse("networks:list"),
    "a network": lambda world: reverse("networks:detail", args=[world["network"].slug]),
}
OPEN = ["the networks", "a network", "an invitation that has expired", "somebody else's invitation"]


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_signed_in(sign_in, world, page, language):
    client = sign_in(world["leader"])
    client.cookies["sprog"] = language
    check_page(client.get(PAGES[page](world)).content)


@pytest.mark.parametrize("page", OPEN)
def test_as_a_visitor(client, world, page):
    check_page(client.get(PAGES[page](world)).content)


@pytest.mark.parametrize("page", ["inviting", "giving a role", "ending a role"])
def test_with_errors(sign_in, world, page):
    answer = sign_in(world["leader"]).post(PAGES[page](world), {"last_day": "vrøvl"})
    assert 'id="fejl"' in answer.content.decode()
    check_page(answer.content)


def test_for_somebody_known(client, world):
    address = reverse("people:accept", args=["kendt"])
    check_page(client.get(address).content)
    client.force_login(Role.objects.get(user__name="Line Abild").user)
    check_page(client.get(address).content)


def test_for_a_contributor(sign_in, world):
    check_page(sign_in(people.actor("contributor", places.school())).get(reverse("people:list")).content)
