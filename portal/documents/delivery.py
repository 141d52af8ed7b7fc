"""Handing out a document's file. The view has asked the subject and the permission first."""

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from portal.documents.models import Document


def deliver(document: Document) -> FileResponse:
    """Answer with the file; 404 when there is none (yet), or when the storage has lost it."""
    if not document.is_ready:
        raise Http404(_("Dokumentet er ikke klar."))
    try:
        stored = document.file.open("rb")
    except FileNotFoundError as error:
        raise Http404(_("Filen findes ikke længere.")) from error
    response = FileResponse(stored, content_type="application/pdf", filename=document.file_name, as_attachment=False)
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = f'"{document.checksum}"'
    return response
