"""What a machine that watches asks for, in Prometheus' text format. Read from the rows and from PostgreSQL, so it is the same whichever process answers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.db import connection
from django.db.models import Count, Min, Sum

from portal.documents.choices import ACTIVE
from portal.documents.models import Document
from portal.files.models import StoredFile
from portal.home import health
from portal.home.models import Heartbeat
from portal.home.queries import unconfirmed_kinds
from portal.notices.choices import MailState
from portal.notices.models import Mail

_LATELY = timedelta(minutes=15)
type Labels = dict[str, str]


@dataclass(frozen=True)
class Metric:
    """All are gauges: what is so now."""

    name: str
    tells: str
    samples: Iterable[tuple[Labels, float]]

    def lines(self) -> Iterator[str]:
        yield f"# HELP afproevet_{self.name} {self.tells}"
        yield f"# TYPE afproevet_{self.name} gauge"
        for labels, value in self.samples:
            yield f"afproevet_{self.name}{_written(labels)} {value:g}"


def report(now: datetime) -> str:
    return "".join(f"{line}\n" for metric in metrics(now) for line in metric.lines())


def metrics(now: datetime) -> list[Metric]:
    """The parts, the two queues with their oldest and what failed, and the database."""
    parts = health.report(now)
    return [
        Metric(
            "part_up",
            "1 when the part answers (database, storage, broker, worker).",
            [({"part": part}, said == "ok") for part, said in parts.items()],
        ),
        Metric("worker_silence_seconds", "Since the worker last showed that it works.", _single(_silence(now))),
        Metric("documents", "Builds by state.", _by_state(Document)),
        Metric("document_oldest_waiting_seconds", "Age of the oldest build that is not finished.", _single(_oldest_document(now))),
        Metric("mails", "Mails by state.", _by_state(Mail)),
        Metric("mail_oldest_waiting_seconds", "How long the mail that waits longest has been due.", _single(_oldest_mail(now))),
        Metric("people_lately", "People who were signed in and active within 15 minutes.", _single(_people(now))),
        Metric("stored_files", "Uploads kept.", _single(StoredFile.objects.count())),
        Metric("stored_bytes", "Bytes of the uploads kept.", _single(StoredFile.objects.aggregate(sum=Sum("size"))["sum"] or 0)),
        Metric("retention_unconfirmed", "Kinds of data without a confirmed period.", _single(len(unconfirmed_kinds()))),
        Metric("database_bytes", "Size of the database.", _single(_asked("SELECT pg_database_size(current_database())"))),
        Metric("database_connections", "Connections to the database by state.", _connections()),
        Metric("database_longest_transaction_seconds", "Age of the oldest transaction.", _single(_asked(_LONGEST_TRANSACTION))),
    ]


_LONGEST_TRANSACTION = """
    SELECT coalesce(max(extract(epoch FROM now() - xact_start)), 0) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_CONNECTIONS = "SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1 ORDER BY 1"


def _single(value: float) -> list[tuple[Labels, float]]:
    return [({}, value)]


def _by_state(model: type[Document] | type[Mail]) -> list[tuple[Labels, float]]:
    """Also states in which there are none, so that a graph doesn't break off."""
    found = dict(model._default_manager.order_by().values_list("state").annotate(count=Count("pk")))
    return [({"state": state}, found.get(state, 0)) for state, _label in model._meta.get_field("state").choices]  # type: ignore[union-attr]


def _silence(now: datetime) -> float:
    beaten = Heartbeat.objects.filter(name="worker").values_list("beaten_at", flat=True).first()
    return _since(beaten, now) if beaten else float("inf")


def _oldest_document(now: datetime) -> float:
    return _since(Document.objects.filter(state__in=ACTIVE).aggregate(oldest=Min("requested_at"))["oldest"], now)


def _oldest_mail(now: datetime) -> float:
    waiting = Mail.objects.filter(state__in=[MailState.QUEUED, MailState.SENDING], due_at__lte=now)
    return _since(waiting.aggregate(oldest=Min("due_at"))["oldest"], now)


def _people(now: datetime) -> int:
    return UserSession.objects.filter(last_seen_at__gt=now - _LATELY).values("user").distinct().count()


def _since(moment: datetime | None, now: datetime) -> float:
    """0 where nothing waits."""
    return max((now - moment).total_seconds(), 0) if moment else 0


def _asked(query: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return float(cursor.fetchone()[0])


def _connections() -> list[tuple[Labels, float]]:
    with connection.cursor() as cursor:
        cursor.execute(_CONNECTIONS)
        return [({"state": state}, count) for state, count in cursor.fetchall()]


def _written(labels: Labels) -> str:
    return "{" + ",".join(f'{name}="{value}"' for name, value in labels.items()) + "}" if labels else ""
