from celery import shared_task
from django.utils import timezone

from portal.home import services


@shared_task
def beat_heart() -> None:
    services.beat(name="worker", now=timezone.now())
