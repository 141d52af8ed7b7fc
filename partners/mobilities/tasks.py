from celery import shared_task
from django.utils import timezone

from partners.mobilities.services import deciding


@shared_task
def follow_the_calendar() -> None:
    deciding.follow_the_calendar(now=timezone.now())
