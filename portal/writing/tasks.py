from celery import shared_task
from django.utils import timezone

from portal.writing import services


@shared_task
def sweep_presence() -> None:
    services.sweep(now=timezone.now())
