"""Presence: a sign of life per person and text, forgotten as soon as the person leaves or falls silent."""

from datetime import timedelta

import pytest

from portal.workflow.models import LogEntry
from portal.writing import services
from portal.writing.models import Presence
from portal.writing.queries import SILENCE, who
from portal.writing.tasks import sweep_presence
from tests.factories import people, places
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db
MOMENT = timedelta(seconds=1)


@pytest.fixture
def text():
    """Anything that can be written on; the room knows none of those above it."""
    return places.school()


@pytest.fixture
def jonas():
    return people.user("Jonas Tved")


def test_who_is_here_and_where(text, jonas):
    services.here(subject=text, user=jonas, now=NOW, section="fakta")
    (sign,) = who(subject=text, now=NOW)
    assert (sign.user, sign.section) == (jonas, "fakta")
    assert who(subject=text, now=NOW, besides=jonas) == []
    assert who(subject=places.school(), now=NOW) == []


def test_a_new_sign_takes_the_place_of_the_old(text, jonas):
    services.here(subject=text, user=jonas, now=NOW, section="fakta")
    services.here(subject=text, user=jonas, now=NOW + MOMENT, section="fremover")
    assert [(sign.section, sign.seen_at) for sign in Presence.objects.all()] == [("fremover", NOW + MOMENT)]


@pytest.mark.parametrize(("section", "is_here"), [("fakta", False), ("fremover", True)])
def test_who_leaves_one_section_may_have_opened_another_already(section, is_here, text, jonas):
    services.here(subject=text, user=jonas, now=NOW, section="fakta")
    services.gone(subject=text, user=jonas, section=section)
    assert bool(who(subject=text, now=NOW)) is is_here


def test_who_falls_silent_is_not_here_and_is_swept_away(text, jonas):
    services.here(subject=text, user=jonas, now=NOW)
    assert services.sweep(now=NOW + SILENCE) == 0
    assert who(subject=text, now=NOW + SILENCE + MOMENT) == []
    assert services.sweep(now=NOW + SILENCE + MOMENT) == 1
    assert not LogEntry.objects.exists()


def test_the_sweep_runs_by_itself(text, jonas, settings):
    services.here(subject=text, user=jonas, now=NOW.replace(year=2020))
    assert any(entry["task"] == sweep_presence.name for entry in settings.CELERY_BEAT_SCHEDULE.values())
    sweep_presence()
    assert not Presence.objects.exists()
