"""Who sees which mobilities."""

import pytest

from partners.mobilities.choices import State
from partners.mobilities.models import Mobility
from tests.factories import consortium, people, places

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "draft", "proposed"),
    [
        ("contributor", True, True),
        ("school_leader", True, True),
        ("consultant", False, True),
        ("head", False, True),
        ("editor", False, True),
        ("ppr", False, False),
        ("system_administrator", False, False),
    ],
)
def test_a_school_sees_its_own_and_the_administration_what_is_proposed(kind, draft, proposed):
    school = places.school()
    made = {state: consortium.mobility(at=school, state=state) for state in (State.DRAFT, State.PROPOSED)}
    place = school if kind in {"contributor", "school_leader"} else school.municipality

    seen = Mobility.objects.visible_to(people.actor(kind, place))

    assert [made[State.DRAFT] in seen, made[State.PROPOSED] in seen] == [draft, proposed]


@pytest.mark.parametrize("kind", ["school_leader", "consultant"])
def test_nothing_is_seen_across_schools_and_municipalities(kind):
    mine, other = places.school(), places.school()
    consortium.mobility(at=other, state=State.APPROVED)

    assert not Mobility.objects.visible_to(people.actor(kind, mine if kind == "school_leader" else mine.municipality)).exists()


def test_those_who_travel_see_their_journey_in_any_role():
    made = consortium.mobility(at=places.municipality(), state=State.APPROVED)
    traveller = made.participants.get().user

    assert made in Mobility.objects.visible_to(people.actor("contributor", places.school(), who=traveller))
