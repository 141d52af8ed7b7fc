"""Form fields for uploads. What comes out of them has been checked and may be stored."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from portal.files.checks import BadFile, Checked, check, check_image, too_large
from portal.files.choices import TYPES


class CheckedUpload(forms.FileField):
    """A file of any kind the portal takes. Cleans to a `Checked`, or to None when nothing was chosen."""

    accepted = tuple(f".{kind.extension}" for kind in TYPES.values())
    check = staticmethod(check)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "allow_empty_file": True, **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {**super().widget_attrs(widget), "accept": ",".join(self.accepted)}

    def clean(self, data: UploadedFile | None, initial: Any = None) -> Checked | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            if upload.size > settings.UPLOAD_MAX_BYTES:
                raise too_large()
            return type(self).check(upload.read())
        except BadFile as refusal:
            raise ValidationError(str(refusal), code="bad_file") from refusal


class CheckedImage(CheckedUpload):
    """A picture: PNG, JPEG or WebP."""

    accepted = tuple(kind.media_type for kind in TYPES.values() if kind.is_image)
    check = staticmethod(check_image)


class Photo(CheckedImage):
    """A picture; a phone offers its camera."""

    accepted = ("image/*",)
