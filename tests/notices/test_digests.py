"""The mail of the day."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.conf import settings

from portal.accounts.models import User
from portal.notices import services
from portal.notices.choices import Delivery, MailKind
from portal.notices.models import Mail, Notice
from schools.people.models import Role
from tests.factories import people, places
from tests.factories import trials as make
from tests.support.racing import race

pytestmark = pytest.mark.django_db
NOW = make.NOW
MORNING = datetime(2026, 11, 3, 5, 0, tzinfo=UTC)  # 6.00 in Denmark


def reader(**fields) -> User:
    return people.role("contributor", places.school(), who=people.user(**fields)).user


def told(user: User, text: str = "Godkendt: ”Klippekortet”", **fields) -> Notice:
    values = {"kind": "approved", "url": "/skriv/7/vis/", "created_at": NOW, "delivery": Delivery.DAILY, **fields}
    return Notice.objects.create(user=user, text=text, **values)


def test_what_was_told_since_yesterday_comes_in_one_mail_with_links():
    person = reader()
    first, second = told(person, "Sendt retur: ”Morgenvagten”"), told(person)
    assert services.gather_all(now=MORNING) == 1
    mail = Mail.objects.get(kind=MailKind.DIGEST)
    assert (mail.user, mail.subject) == (person, "Siden sidst: 2 beskeder")
    assert mail.body.index("- Sendt retur: ”Morgenvagten”") < mail.body.index("- Godkendt: ”Klippekortet”")
    assert mail.body.count(f"{settings.SITE_URL}/skriv/7/vis/") == 2
    assert f"{settings.SITE_URL}/beskeder/valg/" in mail.body
    assert {notice.digest_id for notice in Notice.objects.all()} == {mail.pk}
    assert {first.pk, second.pk} == set(mail.notices.values_list("pk", flat=True))


NOT_MAILED = {
    "wanted at once": {"delivery": Delivery.AT_ONCE},
    "not wanted": {"delivery": Delivery.NEVER},
    "read already": {"read_at": NOW},
    "older than a week": {"created_at": MORNING - timedelta(days=8)},
    "told later": {"created_at": MORNING + timedelta(minutes=1)},
}


@pytest.mark.parametrize("fields", NOT_MAILED.values(), ids=NOT_MAILED.keys())
def test_what_does_not_belong_in_it(fields):
    told(reader(), **fields)
    assert services.gather_all(now=MORNING) == 0
    assert not Mail.objects.exists()


def test_who_has_no_role_any_more_or_a_closed_account_gets_none():
    left, closed, without = reader(), reader(is_active=False), people.user()
    Role.objects.filter(user=left).update(ends_on=NOW.date())
    for person in (left, closed, without):
        told(person)
    assert services.gather_all(now=MORNING) == 0


def test_a_notice_is_gathered_once_and_a_day_has_one_mail():
    person = reader()
    told(person)
    services.gather_all(now=MORNING)
    told(person, created_at=MORNING)
    assert services.gather_all(now=MORNING + timedelta(hours=3)) == 0, "the day has had its mail"
    assert services.gather_all(now=MORNING + timedelta(days=1)) == 1
    assert [mail.notices.count() for mail in Mail.objects.order_by("pk")] == [1, 1]


@pytest.mark.parametrize("day", [datetime(2026, 3, 29, 4, 0, tzinfo=UTC), datetime(2026, 10, 25, 5, 0, tzinfo=UTC)], ids=["23 h", "25 h"])
def test_the_day_the_clock_is_put_forward_or_back_has_one_mail_like_the_days_around_it(day):
    """Six o'clock in Denmark on each of the three days; a second waking the same evening gives nothing."""
    person, given = reader(), []
    mornings = {
        "before": day + timedelta(hours=1 if day.month == 3 else -1) - timedelta(days=1),
        "on": day,
        "after": day + timedelta(days=1),
    }
    for morning in mornings.values():
        told(person, created_at=morning - timedelta(hours=2))
        given.append(services.gather_all(now=morning))
        told(person, created_at=morning + timedelta(hours=1))
        given.append(services.gather_all(now=morning + timedelta(hours=15)))
    assert given == [1, 0, 1, 0, 1, 0]


def test_it_is_in_the_receivers_language_like_what_it_gathers():
    person = reader(language="en")
    told(person, "Approved: “Klippekortet”")
    services.gather_all(now=MORNING)
    mail = Mail.objects.get()
    assert mail.language == "en"
    assert "Approved: “Klippekortet”" in mail.body
    assert "Kind regards" in mail.body


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_instant_write_one_mail_to_each():
    readers = [reader() for _number in range(3)]
    for person in readers:
        told(person)
        told(person)
    written = race(*[partial(services.gather_all, now=MORNING)] * 6)
    assert sum(written) == 3
    assert sorted(Mail.objects.values_list("user", flat=True)) == sorted(person.pk for person in readers)
    assert [mail.notices.count() for mail in Mail.objects.all()] == [2, 2, 2]


@pytest.mark.django_db(transaction=True)
def test_the_mail_is_in_the_queue_when_the_transaction_is_over(woken):
    told(reader())
    services.gather_all(now=MORNING)
    assert woken == [("send_mail", Mail.objects.get().pk)]
