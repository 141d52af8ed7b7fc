"""Handing out a document's file. The view has asked the subject and the permission first."""

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from portal.documents.models import Document


def deliver(document: Document, volume: int | None = None) -> FileResponse:
    """Answer with the file, or with that of one volume; 404 when there is none (yet), or when the storage has lost it."""
    if not document.is_ready:
        raise Http404(_("Dokumentet er ikke klar."))
    made = document if volume is None else document.volumes.filter(number=volume).first()
    if made is None or not made.file:
        raise Http404(_("Bindet findes ikke."))
    try:
        stored = made.file.open("rb")
    except FileNotFoundError as error:
        raise Http404(_("Filen findes ikke længere.")) from error
    response = FileResponse(stored, content_type="application/pdf", filename=made.file_name, as_attachment=False)
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = f'"{made.checksum}"'
    return response
