from celery import shared_task
from django.utils import timezone

from portal.notices import services


@shared_task
def send_mail(mail_id: int) -> None:
    services.send(mail_id=mail_id, now=timezone.now())


@shared_task
def sweep_mails() -> None:
    services.sweep(now=timezone.now())


@shared_task
def gather_digests() -> None:
    services.gather_all(now=timezone.now())
