"""`manage.py seed`: a large, invented portal, once, and never among what is real."""

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Q

from portal.home.management.commands import seed
from portal.home.seeding import making
from schools.models import Municipality, School
from schools.people.choices import RoleKind
from schools.people.models import Role
from tests.factories import places
from tests.factories import trials as make
from trials.choices import State
from trials.finding.models import Entry
from trials.models import TrialAction, Version

pytestmark = pytest.mark.django_db
SIZES = {"municipalities": 2, "schools": 4, "trial_actions": 30}


@pytest.fixture(autouse=True)
def _only_the_rows(monkeypatch):
    """VACUUM cannot run inside the transaction of a test, and the tables are there."""
    monkeypatch.setattr(seed.Command, "_settle", lambda self: None)
    monkeypatch.setattr(seed.Command, "_make_tables", lambda self: None)


def test_what_is_seeded_can_be_found_and_is_marked_as_invented():
    call_command("seed", **SIZES)
    assert (Municipality.objects.count(), School.objects.count(), TrialAction.objects.count()) == (2, 4, 30)
    assert Municipality.objects.filter(is_fictional=True).count() == 2
    published = Version.objects.filter(state=State.PUBLISHED)
    assert 0 < published.count() == Entry.objects.count() <= 30


def test_those_whose_pages_are_measured_have_a_role_and_cannot_sign_in():
    call_command("seed", **SIZES)
    roles = Role.objects.select_related("user").order_by("kind")
    assert [role.kind for role in roles] == [RoleKind.CONSULTANT, RoleKind.FACILITATOR, RoleKind.SCHOOL_LEADER]
    assert not any(role.user.has_usable_password() for role in roles)


def test_what_is_more_than_can_be_written_is_copied_with_all_its_parts(monkeypatch):
    monkeypatch.setattr(making, "MOST_WRITTEN", 10)
    call_command("seed", **SIZES)
    assert TrialAction.objects.count() == Version.objects.count() == 30
    assert Entry.objects.count() == Version.objects.filter(state=State.PUBLISHED).count()
    assert not TrialAction.objects.filter(Q(people=None) | Q(schools=None) | Q(versions__observations=None)).exists()
    make.draft()


def test_once_is_enough():
    call_command("seed", **SIZES)
    with pytest.raises(CommandError, match="allerede"):
        call_command("seed", **SIZES)


def test_real_content_is_left_alone_unless_told():
    make.draft(at=places.school(at=places.municipality("Egsted")))
    Municipality.objects.update(is_fictional=False)
    with pytest.raises(CommandError, match="rigtige"):
        call_command("seed", **SIZES)
    call_command("seed", beside_real_content=True, **SIZES)
    assert TrialAction.objects.count() == 31


@pytest.mark.parametrize("wrong", [{"municipalities": 0}, {"municipalities": 5}, {"trial_actions": 0}, {"trial_actions": 20_001}])
def test_sizes_that_make_no_portal_are_refused(wrong):
    with pytest.raises(CommandError, match=r"mindst|deles"):
        call_command("seed", **{**SIZES, **wrong})
