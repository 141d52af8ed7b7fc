from celery import shared_task
from django.utils import timezone

from trials.services import images


@shared_task
def remove_expired_images() -> None:
    images.remove_expired(now=timezone.now())
