from celery import shared_task
from django.utils import timezone

from partners.mobilities.homecoming.services import photos
from partners.mobilities.homecoming.services import reminders as report_reminders
from partners.mobilities.papers import reminders as paper_reminders
from partners.mobilities.services import deciding


@shared_task
def follow_the_calendar() -> None:
    deciding.follow_the_calendar(now=timezone.now())


@shared_task
def remind_of_papers() -> None:
    paper_reminders.remind_all(now=timezone.now())


@shared_task
def remind_of_reports() -> None:
    report_reminders.remind_all(now=timezone.now())


@shared_task
def remove_expired_photos() -> None:
    photos.remove_expired(now=timezone.now())
