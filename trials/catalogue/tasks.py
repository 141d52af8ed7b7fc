from celery import shared_task
from django.utils import timezone

from trials.catalogue.services import measuring


@shared_task
def measure_edition(edition_id: int) -> None:
    measuring.measure_some(edition_id=edition_id, now=timezone.now())


@shared_task
def measure_drafts() -> None:
    measuring.measure_drafts()
