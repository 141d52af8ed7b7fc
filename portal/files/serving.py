"""Answering with a stored file. The caller has found it through its subject and asked for permission."""

from django.http import FileResponse, Http404

from portal.files.choices import TYPES, WIDTHS
from portal.files.models import StoredFile

# Who may see a file can change, so no shared cache keeps it, and a browser only pictures, while a page is read.
_PICTURE, _OTHER = "private, max-age=300", "private, no-store"


def file_response(stored: StoredFile, *, as_attachment: bool, name: str = "", width: str = "") -> FileResponse:
    """Return the file itself, or for an image its copy in `width` (320, 640 or 1280; anything else gives the whole).

    `name` is what the file is called when it is saved, without its ending. 404 when the storage has lost it.
    """
    kind = TYPES[stored.media_type]
    try:
        content = stored.file.storage.open(_wanted(stored, width))
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content,
        as_attachment=as_attachment or not kind.is_image,
        filename=f"{name}.{kind.extension}" if name else stored.original_name,
        content_type=stored.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = _PICTURE if kind.is_image else _OTHER
    return response


def _wanted(stored: StoredFile, width: str) -> str:
    chosen = int(width) if width in map(str, WIDTHS) else 0
    if not chosen or chosen >= (stored.width or 0):
        return stored.file.name
    copy = stored.copy_name(chosen)
    return copy if stored.file.storage.exists(copy) else stored.file.name
