"""Ordering a document from a page, and handing out its file. The view has found the subject and asked for the permission first."""

from django.contrib import messages
from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.documents import services as documents
from portal.documents.models import Document
from portal.workflow.gate import Refused


def order(request: HttpRequest, *, kind: str, subject: Model, language: str) -> None:
    """Order it, or tell on the next page why it can't be."""
    try:
        documents.request(kind=kind, subject=subject, language=language, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))


def deliver(document: Document | None, volume: int | None = None) -> FileResponse:
    """Answer with the file, or with that of one volume; 404 when there is none (yet), or when the storage has lost it."""
    if document is None or not document.is_ready:
        raise Http404(_("Dokumentet er ikke klar."))
    made = document if volume is None else document.volumes.filter(number=volume).first()
    if made is None or not made.file:
        raise Http404(_("Bindet findes ikke."))
    try:
        stored = made.file.open("rb")
    except FileNotFoundError as error:
        raise Http404(_("Filen findes ikke længere.")) from error
    response = FileResponse(stored, content_type="application/pdf", filename=made.file_name, as_attachment=False)
    response["Cache-Control"] = "private, no-store"
    response["ETag"] = f'"{made.checksum}"'
    return response
