from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.urls import reverse
from kombu import Connection

from portal.home import health, services
from portal.home.models import Heartbeat
from portal.home.tasks import beat_heart

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def queue(settings, tmp_path):
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": str(tmp_path / "queue")}
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "queue"


@pytest.mark.django_db
def test_all_is_well_when_the_worker_has_beaten_lately(client, queue):
    beat_heart()
    answer = client.get(reverse("home:health"))
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "storage": "ok", "broker": "ok", "worker": "ok"}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("age", "said"), [(None, "has not started"), (health.HEARTBEAT_MAX_AGE, "silent since 2026-11-22"), (timedelta(seconds=79), "ok")]
)
def test_the_worker_is_judged_by_its_last_heartbeat(queue, age, said):
    if age is not None:
        services.beat(name="worker", now=NOW - age)
    assert health.report(NOW)["worker"].startswith(said)


@pytest.mark.django_db
def test_a_silent_worker_makes_the_answer_503_and_names_only_the_part(client, queue):
    answer = client.get(reverse("home:health"))
    assert (answer.status_code, answer.json()["worker"], answer.json()["database"]) == (503, "has not started", "ok")


@pytest.mark.django_db
def test_one_row_is_kept_per_process():
    services.beat(name="worker", now=NOW)
    services.beat(name="worker", now=NOW + timedelta(seconds=20))
    assert [str(row) for row in Heartbeat.objects.all()] == ["worker 2026-11-22 12:00:20"]


@pytest.mark.django_db
def test_a_database_that_is_gone_is_named(queue, monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", refuse)
    parts = health.report(NOW)
    assert (parts["database"], parts["worker"], parts["storage"]) == ("does not answer", "unknown", "ok")


@pytest.mark.django_db
def test_a_broker_that_is_gone_is_named(settings, monkeypatch):
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {}
    monkeypatch.setattr(health.app, "connection_for_write", lambda **_: Connection("redis://127.0.0.1:1/0"))
    assert health.report(NOW)["broker"] == "does not answer"


@pytest.mark.django_db
def test_a_folder_that_cannot_be_written_is_named(settings, queue, monkeypatch):
    monkeypatch.setattr(health.os, "access", lambda path, mode: False)
    parts = health.report(NOW)
    assert (parts["storage"], parts["broker"]) == ("cannot be written", "cannot be written")


@pytest.mark.django_db
def test_the_workers_check_fails_without_a_heartbeat_and_passes_with_one(queue):
    with pytest.raises(CommandError, match="worker: has not started"):
        call_command("health", "worker")
    beat_heart()
    said = StringIO()
    call_command("health", "worker", stdout=said)
    assert "worker: ok" in said.getvalue()


def test_beats_check_looks_at_the_schedule_it_writes(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with pytest.raises(CommandError, match="has sent nothing lately"):
        call_command("health", "beat")
    (tmp_path / "celerybeat-schedule").touch()
    call_command("health", "beat", stdout=StringIO())


def test_the_webs_check_says_when_nobody_answers(settings):
    settings.PORT = 1
    with pytest.raises(CommandError, match="does not answer"):
        call_command("health", "web")
