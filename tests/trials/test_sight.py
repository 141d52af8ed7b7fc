"""What is asked by place, which costs little, is what may be seen of the place, which costs much (trials.models.version)."""

import pytest

from schools.models import Municipality, School
from tests.factories import people, places
from tests.factories import trials as make
from trials.choices import State, Visibility
from trials.models import Version

pytestmark = pytest.mark.django_db
SENT = (State.SUBMITTED, State.APPROVED)


@pytest.fixture
def here() -> Municipality:
    return places.municipality("Egsted")


@pytest.fixture
def school(here) -> School:
    """With a text of its own in every state and for every reader; so has its neighbour, and somebody else writes too."""
    school = places.school(at=here)
    for at in (school, places.school(at=here)):
        for state in set(State) - {State.ARCHIVED}:
            make.in_state(state, at=at)
        for visibility in set(Visibility) - {Visibility.EVERYONE}:
            make.published(at=at, visibility=visibility)
    for at in (places.school(at=here, parent=school), places.school(at=places.municipality("Hovby"))):
        make.draft(at=at)
        make.in_state(State.SUBMITTED, at=at)
        archived = make.published(at=at)
        Version.objects.filter(pk=archived.pk).update(state=State.ARCHIVED)  # as the next version's publication does
    make.draft(at=here)
    return school


def test_a_school_sees_all_it_writes(here, school):
    schools = [school, *school.departments.all()]
    for kind in ("contributor", "school_leader"):
        actor = people.actor(kind, school)
        own = Version.objects.of_place(actor)
        assert set(own) == set(Version.objects.visible_to(actor).filter(trial__home_school__in=schools))
        assert {version.state for version in own} == set(State)
        assert not Version.objects.of_municipality(actor).exists()
        assert not Version.objects.waiting_for_review(actor).exists()


def test_the_administration_sees_the_whole_municipality_but_what_schools_have_yet_to_send(here, school):
    for kind in ("consultant", "editor", "head"):
        actor = people.actor(kind, here)
        seen = set(Version.objects.visible_to(actor).filter(trial__municipality=here))
        assert set(Version.objects.of_municipality(actor)) == seen
        assert set(Version.objects.of_place(actor)) == {version for version in seen if version.trial.home_school is None} != set()
        assert set(Version.objects.waiting_for_review(actor)) == {version for version in seen if version.state in SENT} != set()
    for actor in (people.actor("facilitator", places.network(here)), people.actor("system_administrator", here)):
        assert not Version.objects.of_municipality(actor).exists()
        assert not Version.objects.of_place(actor).exists()
