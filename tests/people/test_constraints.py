from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from schools.people.choices import PLACES, PlaceKind, RoleKind
from schools.people.models import Role
from tests.factories import people, places

pytestmark = pytest.mark.django_db
DAY = people.DAY


@pytest.fixture
def somewhere() -> dict:
    school = places.school()
    return {"school": school, "municipality": school.municipality, "network": places.network()}


@pytest.mark.parametrize("kind", RoleKind)
@pytest.mark.parametrize("place", PlaceKind)
def test_a_kind_of_role_is_held_at_its_own_sort_of_place(kind, place, somewhere):
    if place in PLACES[kind]:
        assert people.role(kind, somewhere[place]).place == somewhere[place]
        return
    with pytest.raises(IntegrityError, match="role_place_fits_kind"), transaction.atomic():
        people.role(kind, somewhere[place])


def test_a_role_has_one_place_only(somewhere):
    role = people.role("editor", somewhere["municipality"])
    role.network = somewhere["network"]
    with pytest.raises(IntegrityError, match="role_place_fits_kind"), transaction.atomic():
        role.save()


def test_a_role_ends_no_earlier_than_it_begins(somewhere):
    assert people.role("ppr", somewhere["municipality"], starts_on=DAY, ends_on=DAY)
    with pytest.raises(IntegrityError, match="role_dates_in_order"), transaction.atomic():
        people.role("ppr", somewhere["municipality"], starts_on=DAY, ends_on=DAY - timedelta(days=1))


def test_the_same_role_is_held_once_at_a_time_but_may_come_back(somewhere):
    person = people.user()
    people.role("ppr", somewhere["municipality"], who=person, ends_on=date(2025, 6, 30))
    people.role("ppr", somewhere["municipality"], who=person, starts_on=DAY)
    with pytest.raises(IntegrityError, match="role_once_without_end"), transaction.atomic():
        people.role("ppr", somewhere["municipality"], who=person, starts_on=DAY)


@pytest.mark.parametrize(
    ("starts", "ends", "in_force"), [(-10, None, True), (0, None, True), (1, None, False), (-10, 0, True), (-10, -1, False)]
)
def test_a_role_is_in_force_to_its_last_day(starts, ends, in_force, somewhere):
    ends_on = None if ends is None else DAY + timedelta(days=ends)
    role = people.role("ppr", somewhere["municipality"], starts_on=DAY + timedelta(days=starts), ends_on=ends_on)
    assert (role in Role.objects.on(DAY)) is in_force


def test_a_role_is_named_as_people_say_it(somewhere):
    role = people.role("school_leader", places.school("Hasselhegnskolen"))
    assert role.label == "Skoleleder, Hasselhegnskolen"


def test_an_unanswered_invitation_is_there_once_whatever_the_case_of_the_address(somewhere):
    people.invitation("contributor", somewhere["school"], email="ny@skolen.example")
    with pytest.raises(IntegrityError, match="invitation_once_unanswered"), transaction.atomic():
        people.invitation("contributor", somewhere["school"], email="NY@skolen.example")
    people.invitation("school_leader", somewhere["school"], email="ny@skolen.example")


def test_an_invitation_is_not_both_accepted_and_withdrawn(somewhere):
    invitation = people.invitation("contributor", somewhere["school"])
    invitation.accepted_at = invitation.withdrawn_at = invitation.invited_at
    invitation.accepted_by = invitation.invited_by
    with pytest.raises(IntegrityError, match="invitation_accepted_or_withdrawn"), transaction.atomic():
        invitation.save()
