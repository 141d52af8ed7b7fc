from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from portal.home import services
from portal.home.services import accessibility, retention


@shared_task
def beat_heart() -> None:
    services.beat(name="worker", now=timezone.now())


@shared_task
def purge() -> None:
    retention.purge(now=timezone.now())


@shared_task
def remind_of_statement() -> None:
    accessibility.remind_of_statement(now=timezone.now())


@worker_ready.connect
def beat_at_once(**_: object) -> None:
    """Show life when the worker starts, before beat asks for it the first time."""
    beat_heart.apply_async(expires=20)
