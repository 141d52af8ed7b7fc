from celery import shared_task
from django.utils import timezone

from portal.documents import building, services


@shared_task
def build_document(document_id: int) -> None:
    building.build(document_id=document_id)


@shared_task
def sweep_documents() -> None:
    services.sweep(now=timezone.now())
