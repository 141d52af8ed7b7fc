from celery import shared_task
from django.utils import timezone

from trials.services import reminders


@shared_task
def remind() -> None:
    reminders.remind_all(now=timezone.now())
