"""The numbers for a machine that watches: the two queues, what failed, the worker, the database; for nobody without the token."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.home import metrics, services
from portal.notices.choices import MailKind, MailState
from portal.notices.models import Mail
from tests.factories import matrix_world
from tests.factories import trials as make

pytestmark = pytest.mark.django_db
NOW = make.NOW


def _value(report: str, sample: str) -> float:
    return float(re.search(rf"^{re.escape('afproevet_' + sample)} (\S+)$", report, re.MULTILINE)[1])


def _mail(state: MailState, due_at, **fields) -> None:
    Mail.objects.create(
        kind=MailKind.RETURNED, email="a@b.example", language="da", subject="x", created_at=NOW, due_at=due_at, state=state, **fields
    )


@pytest.mark.parametrize(
    ("token", "given", "status"),
    [("", "", 404), ("", "Bearer ", 404), ("hemmelig", "", 404), ("hemmelig", "Bearer forkert", 404), ("hemmelig", "Bearer hemmelig", 200)],
)
def test_only_the_one_who_knows_the_token_is_told(client, settings, token, given, status):
    settings.METRICS_TOKEN = token
    assert client.get(reverse("home:metrics"), headers={"authorization": given}).status_code == status


def test_the_queue_of_mails_is_counted_with_what_waits_longest_and_what_failed():
    _mail(MailState.QUEUED, NOW - timedelta(minutes=7))
    _mail(MailState.QUEUED, NOW - timedelta(minutes=2))
    _mail(MailState.QUEUED, NOW + timedelta(hours=1))
    _mail(MailState.FAILED, NOW - timedelta(days=3))
    told = metrics.report(NOW)
    assert (_value(told, 'mails{state="queued"}'), _value(told, 'mails{state="failed"}'), _value(told, 'mails{state="sent"}')) == (3, 1, 0)
    assert _value(told, "mail_oldest_waiting_seconds") == 7 * 60


def test_the_queue_of_builds_is_counted_with_what_waits_longest():
    world = matrix_world.build(["visitor", "consultant", "editor", "head", "school_leader", "contributor", "superuser_without_a_role"])
    told = metrics.report(NOW + timedelta(minutes=3))
    assert _value(told, 'documents{state="requested"}') == 1 and _value(told, 'documents{state="ready"}') >= 1
    assert _value(told, "document_oldest_waiting_seconds") == 180
    assert world.ordered.pk


def test_a_silent_worker_shows():
    assert _value(metrics.report(NOW), "worker_silence_seconds") == float("inf")
    services.beat(name="worker", now=NOW - timedelta(seconds=300))
    told = metrics.report(NOW)
    assert (_value(told, "worker_silence_seconds"), _value(told, 'part_up{part="worker"}'), _value(told, 'part_up{part="database"}')) == (
        300,
        0,
        1,
    )


def test_every_line_is_one_that_prometheus_reads_and_names_nobody():
    make.published(title="Klippekortet")
    told = metrics.report(timezone.now())
    lines = told.splitlines()
    assert all(re.fullmatch(r'# (HELP|TYPE) \w+ .+|\w+(\{\w+="[\w -]+"(,\w+="[\w -]+")*\})? (-?[\d.e+-]+|inf)', line) for line in lines)
    names = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(names) == len(set(names)) == 13
    assert _value(told, "database_bytes") > 1_000_000 and "Klippekortet" not in told


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_as_often_for_three_as_for_one(rows, django_assert_num_queries):
    for _number in range(rows):
        _mail(MailState.QUEUED, NOW)
    metrics.report(NOW)
    with django_assert_num_queries(14):
        metrics.report(NOW)
