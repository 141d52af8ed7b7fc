"""The reminder after two weeks."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.urls import reverse

from portal.notices.models import Mail, Notice
from schools.people.models import Role
from tests.factories import people, places
from tests.factories import trials as make
from tests.support.racing import race
from trials.choices import State
from trials.models import Version
from trials.services import reminders, review

pytestmark = pytest.mark.django_db
SENT = make.NOW
DAYS = [timedelta(days=number) for number in range(61)]


def reminded(user=None) -> int:
    found = Notice.objects.filter(kind="reminder")
    return (found.filter(user=user) if user else found).count()


def waiting(state: str = State.SUBMITTED, **fields) -> Version:
    return make.in_state(state, at=fields.pop("at", None) or places.school(), **fields)


@pytest.mark.parametrize(("days", "comes"), [(0, 0), (1, 0), (13, 0), (14, 1), (15, 1), (27, 1)])
def test_it_comes_after_fourteen_days(days, comes):
    waiting()
    assert reminders.remind_all(now=SENT + DAYS[days]) == comes


def test_it_comes_once_and_again_after_as_many_days():
    waiting()
    days = [day for day in range(60) if reminders.remind_all(now=SENT + DAYS[day])]
    assert days == [14, 28, 42, 56]


def test_the_days_are_those_of_the_danish_calendar():
    """Sent at half past eleven in the evening of 2 November: the fourteenth day begins at midnight, an hour before it does in UTC."""
    version = waiting()
    Version.objects.filter(pk=version.pk).update(submitted_at=datetime(2026, 11, 2, 22, 30, tzinfo=UTC))
    assert reminders.remind_all(now=datetime(2026, 11, 15, 22, 59, tzinfo=UTC)) == 0
    assert reminders.remind_all(now=datetime(2026, 11, 15, 23, 1, tzinfo=UTC)) == 1


@pytest.mark.parametrize(
    "sent", [datetime(2026, 3, 20, 9, 0, tzinfo=UTC), datetime(2026, 10, 20, 9, 0, tzinfo=UTC)], ids=["spring", "autumn"]
)
def test_fourteen_days_are_fourteen_days_when_the_clock_changes(sent):
    version = waiting()
    Version.objects.filter(pk=version.pk).update(submitted_at=sent)
    mornings = [datetime(sent.year, sent.month, sent.day, 4, 30, tzinfo=UTC) + day for day in DAYS[:31]]
    assert [number for number, morning in enumerate(mornings) if reminders.remind_all(now=morning)] == [14, 28]


def test_those_who_can_decide_are_told_and_nobody_else():
    school = places.school()
    consultant, head = people.role("consultant", school.municipality).user, people.role("head", school.municipality).user
    left = people.role("consultant", school.municipality, ends_on=(SENT + DAYS[3]).date()).user
    version = waiting(at=school)
    reminders.remind_all(now=SENT + DAYS[14])
    told = Notice.objects.filter(kind="reminder")
    assert {consultant.pk, head.pk} <= set(told.values_list("user", flat=True))
    kinds = set(Role.objects.filter(user__in=told.values("user")).values_list("kind", flat=True))
    assert kinds == {"consultant", "head"}
    assert not told.filter(user=left).exists()
    assert {notice.url for notice in told} == {reverse("trials:review", args=[version.pk])}
    assert told.first().text == "Påmindelse: ”Klippekortet” har ventet på gennemsyn i 14 dage"
    assert Mail.objects.filter(kind="reminder").count() == told.count()


def test_writers_are_reminded_of_what_came_back():
    school = places.school()
    version = waiting(State.RETURNED, at=school)
    writer = version.writers.get()
    assert reminders.remind_all(now=SENT + DAYS[14]) == 1
    (notice,) = Notice.objects.filter(kind="reminder", user=writer)
    assert notice.url == reverse("trials:write", args=[version.pk])
    assert "har ligget til tilretning i 14 dage" in notice.text
    assert not Notice.objects.filter(kind="reminder", user=version.returned_by).exists()


@pytest.mark.parametrize("state", [State.DRAFT, State.APPROVED, State.PUBLISHED, State.WITHDRAWN])
def test_what_waits_for_nobody_is_not_reminded_of(state):
    waiting(state)
    assert reminders.remind_all(now=SENT + DAYS[30]) == 0


def test_a_text_that_is_sent_again_begins_to_wait_anew():
    school = places.school()
    version = waiting(at=school)
    leader, consultant = people.actor("school_leader", school), people.actor("consultant", school.municipality)
    reminders.remind_all(now=SENT + DAYS[14])
    review.send_back(version=version, note="Mere", by=consultant, now=SENT + DAYS[15])
    assert reminders.remind_all(now=SENT + DAYS[28]) == 0
    review.submit(version=version, nobody_recognised=True, by=leader, now=SENT + DAYS[28])
    assert [day for day in range(28, 60) if reminders.remind_all(now=SENT + DAYS[day])] == [42, 56]


def test_an_english_reader_is_reminded_in_english_words_of_the_frame():
    school = places.school()
    reader = people.role("head", school.municipality, who=people.user(language="en")).user
    waiting(at=school)
    reminders.remind_all(now=SENT + DAYS[14])
    mail = Mail.objects.get(kind="reminder", user=reader)
    assert mail.language == "en"
    assert "Kind regards" in mail.body


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_instant_remind_once():
    for _number in range(2):
        waiting()
    done = race(*[partial(reminders.remind_all, now=SENT + DAYS[14])] * 6)
    assert sum(done) == 2
    per_person = Notice.objects.filter(kind="reminder").values_list("user", "subject_id")
    assert len(per_person) == len(set(per_person)) == 2


@pytest.mark.django_db(transaction=True)
def test_a_decision_at_the_same_instant_leaves_nothing_half_done():
    school = places.school()
    consultant, version = people.actor("consultant", school.municipality), waiting(at=school)
    answers = race(
        partial(reminders.remind_all, now=SENT + DAYS[14]),
        partial(review.approve, version=version, by=consultant, now=SENT + DAYS[14]),
    )
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    version.refresh_from_db()
    assert version.state == State.APPROVED
