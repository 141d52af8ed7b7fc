from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class FileType:
    """A kind of file that may be uploaded: `label` is the short name that people know."""

    media_type: str
    label: str | Promise
    extension: str
    is_image: bool = False


PNG = FileType("image/png", _("Billede"), "png", is_image=True)
JPEG = FileType("image/jpeg", _("Billede"), "jpg", is_image=True)
WEBP = FileType("image/webp", _("Billede"), "webp", is_image=True)
PDF = FileType("application/pdf", "PDF", "pdf")
DOCX = FileType("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word", "docx")
XLSX = FileType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel", "xlsx")
PPTX = FileType("application/vnd.openxmlformats-officedocument.presentationml.presentation", "PowerPoint", "pptx")

TYPES = {kind.media_type: kind for kind in (PNG, JPEG, WEBP, PDF, DOCX, XLSX, PPTX)}

# The longest side of a stored image, and the widths that smaller copies are made in.
LONGEST_SIDE = 3000
WIDTHS = (320, 640, 1280)


class ImagePeople(models.TextChoices):
    """Whether anybody can be recognised in a picture."""

    NONE = "none", _("Ingen genkendelige elever")
    RECOGNISABLE = "recognisable", _("Nogen kan genkendes")


class ImageBasis(models.TextChoices):
    """What a picture of recognisable people rests on."""

    ASSESSMENT = "assessment", _("Konkret vurdering")
    CONSENT = "consent", _("Samtykke")
