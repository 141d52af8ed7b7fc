"""Nobody approves their own mobility, nor a change of it once it is approved."""

import pytest

from partners.mobilities.choices import State
from portal.accounts.permissions import may
from tests.factories import consortium, people, places

pytestmark = pytest.mark.django_db


def test_who_travels_does_not_change_what_was_approved():
    municipality = places.municipality("Egsted")
    own, colleague = (people.actor("consultant", municipality) for _number in range(2))
    school = places.school(at=municipality)
    journey = consortium.mobility(at=school, by=people.role("contributor", school).user, state=State.APPROVED)
    assert may(own, "mobilities.change", journey)
    journey.participants.update(user=own.user)
    assert not may(own, "mobilities.change", journey)
    assert may(colleague, "mobilities.change", journey)
