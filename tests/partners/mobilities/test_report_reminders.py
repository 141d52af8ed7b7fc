"""Reminders of the report: 7, 21 and 30 days after the return, once each."""

from datetime import timedelta

import pytest
from django.urls import reverse

from partners.mobilities.choices import State
from partners.mobilities.homecoming.services import reminders as report_reminders
from partners.mobilities.models import Participant
from portal.notices.models import Mail, Notice
from tests.factories import consortium, people, places
from tests.support.racing import race

pytestmark = pytest.mark.django_db
NOW = consortium.NOW


def home(**fields):
    returned = fields.pop("returned", NOW.date())
    values = {"state": State.HOME, "starts_on": returned - timedelta(days=4), "ends_on": returned, **fields}
    return consortium.mobility(at=places.school(), **values)


def after(days: int):
    return NOW + timedelta(days=days)


@pytest.mark.parametrize(("days", "comes"), [(0, 0), (6, 0), (7, 1), (20, 1), (21, 1), (30, 1), (45, 1)])
def test_when_it_comes(days, comes):
    home()
    assert report_reminders.remind_all(now=after(days)) == comes


def test_it_comes_three_times_and_no_more():
    home()
    assert [day for day in range(60) if report_reminders.remind_all(now=after(day))] == [7, 21, 30]


def test_what_was_missed_is_not_made_up_for():
    home()
    assert [day for day in range(25, 60) if report_reminders.remind_all(now=after(day))] == [25, 30]


@pytest.mark.parametrize("state", [state for state in State.values if state != State.HOME])
def test_only_those_who_are_home_and_have_not_reported(state):
    home(state=state)
    assert report_reminders.remind_all(now=after(7)) == 0


def test_those_who_travelled_are_told_and_led_to_the_report():
    mobility = home()
    other, gone = people.user(), people.user(is_active=False)
    Participant.objects.create(mobility=mobility, user=other, name="B", position=1)
    Participant.objects.create(mobility=mobility, user=gone, name="C", position=2)
    Participant.objects.create(mobility=mobility, name="Uden bruger", position=3)
    report_reminders.remind_all(now=after(7))
    told = Notice.objects.filter(kind="report_due")
    assert set(told.values_list("user", flat=True)) == {mobility.created_by_id, other.pk}
    assert {notice.url for notice in told} == {reverse("mobilities:homecoming", args=[mobility.pk])}
    assert told.first().text == "Påmindelse: rapporten fra ”Fælles undervisning i Utrecht” mangler, 7 dage efter hjemkomsten"
    assert Mail.objects.filter(kind="report_due").count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_remind_once():
    mobility = home()
    found = race(*(lambda: report_reminders.remind(mobility=mobility, now=after(7)) for _number in range(6)))
    assert sorted(found) == [False] * 5 + [True]
    assert Notice.objects.filter(kind="report_due").count() == 1
