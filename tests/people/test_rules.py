"""Who may give which role where, for every kind of role."""

import pytest

from portal.accounts.actor import Actor
from portal.accounts.permissions import may
from schools.models import School
from schools.people.choices import PLACES, RoleKind
from schools.people.models import Role
from schools.people.queries import kinds_given_by, places_of
from tests.factories import people, places

pytestmark = pytest.mark.django_db
DAY = people.DAY

# Columns: contributor, school leader (own school) · the same in a department · at a neighbouring school · ppr, consultant, editor, head,
# system administrator (own municipality) · consultant elsewhere · editor, facilitator (own network) · editor of another network
WHO_GIVES = {
    "contributor": "-- -- -- ----- - -- -",
    "school_leader": "cs cs -- ----- - -- -",
    "ppr": "-- -- -- ----- - -- -",
    "consultant": "cs cs cs pkeh- - -- -",
    "editor": "-- -- -- ----- - -- -",
    "head": "cs cs cs pkeh- - -- -",
    "system_administrator": "cs cs cs pkeha - -- -",
    "editor of the network": "-- -- -- ----- - ef -",
    "facilitator": "-- -- -- ----- - ef -",
    "superuser without a role": "-- -- -- ----- - -- -",
    "visitor": "-- -- -- ----- - -- -",
}


@pytest.fixture
def world() -> dict:
    school = places.school()
    here, elsewhere = school.municipality, places.municipality()
    return {
        "school": school,
        "department": places.school(at=here, parent=school),
        "neighbour": places.school(at=here),
        "here": here,
        "elsewhere": elsewhere,
        "network": places.network(here),
        "other": places.network(elsewhere),
    }


def _actor(who: str, world: dict) -> Actor:
    if who == "visitor":
        return Actor()
    if who == "superuser without a role":
        return Actor(people.user(is_staff=True, is_superuser=True))
    place = {"contributor": "school", "school_leader": "school", "editor of the network": "network", "facilitator": "network"}.get(
        who, "here"
    )
    return people.actor(who.split(" ")[0], world[place])


def _posts(world: dict) -> list[tuple[str, Role]]:
    asked = [("cs", ["contributor", "school_leader"], name) for name in ("school", "department", "neighbour")]
    asked += [("pkeha", ["ppr", "consultant", "editor", "head", "system_administrator"], "here"), ("k", ["consultant"], "elsewhere")]
    asked += [("ef", ["editor", "facilitator"], "network"), ("e", ["editor"], "other")]
    return [
        (letter, people.unsaved(kind, world[name])) for letters, kinds, name in asked for letter, kind in zip(letters, kinds, strict=True)
    ]


@pytest.mark.parametrize("who", WHO_GIVES)
@pytest.mark.parametrize("permission", ["people.invite", "people.give_role", "people.end_role"])
def test_who_gives_which_role_where(who, permission, world):
    actor = _actor(who, world)
    found = "".join(letter if may(actor, permission, post) else "-" for letter, post in _posts(world))
    assert found == WHO_GIVES[who].replace(" ", "")


@pytest.mark.parametrize("who", WHO_GIVES)
def test_the_form_offers_what_the_rules_allow(who, world):
    actor = _actor(who, world)
    offered = places_of(actor, DAY)
    for place in offered:
        sort = type(place)._meta.model_name
        kinds = {kind for kind in kinds_given_by(actor, offered) if sort in PLACES[kind]}
        assert kinds == {kind for kind in RoleKind if sort in PLACES[kind] and may(actor, "people.invite", people.unsaved(kind, place))}
    assert bool(offered) == may(actor, "people.see")


@pytest.mark.parametrize("who", ["school_leader", "consultant", "head", "system_administrator", "facilitator", "editor of the network"])
def test_nobody_ends_their_own_role(who, world):
    actor = _actor(who, world)
    assert not may(actor, "people.end_role", actor.role)


WHO_SEES = {
    "contributor": "own",
    "school_leader": "own school department",
    "ppr": "own",
    "consultant": "own school department neighbour here",
    "editor": "own",
    "head": "own school department neighbour here",
    "system_administrator": "own school department neighbour here",
    "editor of the network": "own network",
    "facilitator": "own network",
    "superuser without a role": "",
    "visitor": "",
}


@pytest.mark.parametrize("who", WHO_SEES)
def test_whose_roles_are_in_sight(who, world):
    kinds = {"here": "ppr", "elsewhere": "ppr", "network": "facilitator", "other": "facilitator"}
    roles = {name: people.role(kinds.get(name, "contributor"), place) for name, place in world.items()}
    actor = _actor(who, world)
    seen = set(Role.objects.visible_to(actor))
    named = {name for name, role in roles.items() if role in seen} | ({"own"} if actor.role in seen else set())
    assert named == set(WHO_SEES[who].split())


def test_a_closed_school_is_not_offered(world):
    School.objects.filter(pk=world["neighbour"].pk).update(closed_on=DAY)
    assert world["neighbour"] not in places_of(_actor("consultant", world), DAY)
