"""What an upload may be. Judged by its content; its name and the type the browser tells are never asked.

Each check returns a `Checked` with the bytes to store, or raises a `BadFile` with words that help.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.files.choices import JPEG, PDF, PNG, TYPES, WEBP, FileType
from portal.files.images import re_encode
from portal.files.office import office_type
from portal.files.pdf import check_pdf
from portal.files.refusal import BadFile

__all__ = ["TYPES", "BadFile", "Checked", "check", "check_image"]

_ZIP = b"PK\x03\x04"
_SAVE_AS_IMAGE = gettext_lazy("Gem billedet som JPEG eller PNG, og vælg det igen.")
_SAVE_AS_OFFICE = gettext_lazy("Åbn filen, gem den i det nye format (.docx, .xlsx eller .pptx) eller som PDF, og vælg den igen.")
# What people often choose by mistake, recognised only to be able to help.
_REFUSED = (
    (b"\xd0\xcf\x11\xe0", gettext_lazy("Filen er i et gammelt Office-format."), _SAVE_AS_OFFICE),
    (b"GIF8", gettext_lazy("Filen er et GIF-billede."), _SAVE_AS_IMAGE),
    (b"BM", gettext_lazy("Filen er et bitmap-billede."), _SAVE_AS_IMAGE),
    (b"II*\x00", gettext_lazy("Filen er et TIFF-billede."), _SAVE_AS_IMAGE),
    (b"MM\x00*", gettext_lazy("Filen er et TIFF-billede."), _SAVE_AS_IMAGE),
    (b"MZ", gettext_lazy("Filen er et program."), gettext_lazy("Programmer kan ikke deles her.")),
    (b"{\\rtf", gettext_lazy("Filen er i RTF-format."), _SAVE_AS_OFFICE),
)


@dataclass(frozen=True)
class Checked:
    """An upload that may be stored: its type, the bytes to store, and for an image its size in pixels."""

    kind: FileType
    content: bytes
    width: int | None = None
    height: int | None = None


def check(content: bytes) -> Checked:
    """Accept PNG, JPEG, WebP, PDF, Word, Excel and PowerPoint."""
    _check_size(content)
    if kind := _image_type(content):
        return _checked_image(content, kind)
    if content.startswith(b"%PDF-"):
        check_pdf(content)
        return Checked(PDF, content)
    if content.startswith(_ZIP):
        return Checked(office_type(content), content)
    raise _refusal(content, _("Vælg en PDF, en Word-, Excel- eller PowerPoint-fil eller et billede (JPEG, PNG, WebP)."))


def check_image(content: bytes) -> Checked:
    """Accept PNG, JPEG and WebP. The picture is read and written anew, so nothing but pixels is left of it."""
    _check_size(content)
    if kind := _image_type(content):
        return _checked_image(content, kind)
    raise _refusal(content, _("Vælg et billede i JPEG, PNG eller WebP."))


def _check_size(content: bytes) -> None:
    if not content:
        raise BadFile(_("Filen er tom."), _("Se efter, om det er den rigtige, og vælg den igen."))
    if len(content) > settings.UPLOAD_MAX_BYTES:
        raise too_large()


def too_large() -> BadFile:
    """The refusal of a file that is larger than the portal takes."""
    return BadFile(
        _("Filen fylder mere end %(limit)s MB.") % {"limit": settings.UPLOAD_MAX_BYTES // 1024 // 1024},
        _("Gør den mindre, fx ved at gemme billederne i en lavere opløsning, og vælg den igen."),
    )


def _image_type(content: bytes) -> FileType | None:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    return None


def _checked_image(content: bytes, kind: FileType) -> Checked:
    picture = re_encode(content, kind)
    return Checked(kind, picture.content, picture.width, picture.height)


def _refusal(content: bytes, otherwise: str) -> BadFile:
    """The most helpful refusal: what it is when we know it, else what it must be."""
    if content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"mif1", b"avif"}:
        return BadFile(_("Filen er et billede i et format, som ikke alle kan se."), str(_SAVE_AS_IMAGE))
    for signature, what, remedy in _REFUSED:
        if content.startswith(signature):
            return BadFile(str(what), str(remedy))
    beginning = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if beginning.startswith(b"<"):
        if b"<svg" in content[:4096].lower():
            return BadFile(_("Filen er en SVG-tegning."), str(_SAVE_AS_IMAGE))
        return BadFile(_("Filen er en webside."), _("Gem siden som PDF, og vælg den igen."))
    return BadFile(_("Filen er ikke i et format, vi kan tage imod."), otherwise)
