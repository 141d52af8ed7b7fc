from celery import shared_task
from django.utils import timezone

from trials.services import images, reminders


@shared_task
def remind() -> None:
    reminders.remind_all(now=timezone.now())


@shared_task
def remove_expired_images() -> None:
    images.remove_expired(now=timezone.now())
