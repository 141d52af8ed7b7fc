"""The demonstration's mobilities: loaded through the services on any day of the year, some in every state."""

from collections import Counter
from datetime import date

import pytest

from partners.mobilities.choices import State
from partners.mobilities.models import Mobility
from portal.home.demo_content import content
from portal.home.demo_content.consortium import make_consortium
from portal.home.demo_content.mobilities import STAYS, make_mobilities
from portal.home.demo_content.places import load_people_and_places
from portal.workflow.models import LogEntry

pytestmark = pytest.mark.django_db


def test_there_are_thirty_in_every_state():
    assert len(STAYS) == 30
    assert {stay.state for stay in STAYS} == set(State)


@pytest.mark.parametrize("today", [date(2026, 6, 1), date(2026, 11, 26), date(2027, 5, 31), date(2027, 6, 1), date(2029, 2, 14)])
def test_they_stand_where_they_should_on_any_day(today):
    world = load_people_and_places(content.people_and_places(), password="x")
    make_consortium(content.consortium(today), world)
    made = make_mobilities(world, today=today)
    assert Counter(Mobility.objects.values_list("state", flat=True)) == Counter(stay.state for stay in STAYS)
    assert len({mobility.number for mobility in made if mobility.number}) == sum(stay.state != State.DRAFT for stay in STAYS)
    assert Mobility.objects.values("project").distinct().count() == 2
    assert not LogEntry.objects.filter(act__startswith="mobilities.", at__date__gt=today).exists()
