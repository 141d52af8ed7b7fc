"""Form fields for uploads: those that are stored have been checked when they come out, those that are only read have not."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from portal.files.checks import BadFile, Checked, check, check_image, too_large
from portal.files.choices import TYPES
from portal.files.refusal import refused
from portal.files.tables import MOST_BYTES


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
            raise ValidationError(refused(refusal), code="bad_file") from refusal


class CheckedImage(CheckedUpload):
    """A picture: PNG, JPEG or WebP."""

    accepted = tuple(kind.media_type for kind in TYPES.values() if kind.is_image)
    check = staticmethod(check_image)


class Photo(CheckedImage):
    """A picture; a phone offers its camera."""

    accepted = ("image/*",)


class FileToRead(forms.FileField):
    """A file that is read at once and not stored. What is in it is for its reader to judge, also when that is nothing."""

    def __init__(self, *, accept: str, **kwargs: Any) -> None:
        self.accept = accept
        super().__init__(
            **{"allow_empty_file": True, "widget": forms.FileInput, "error_messages": {"required": _("Vælg en fil.")}, **kwargs}
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {**super().widget_attrs(widget), "accept": self.accept}


class FileForm(forms.Form):
    """Chooses a file to be read. Whoever builds on it adds the field `file`, a FileToRead."""

    most_bytes = MOST_BYTES

    def content(self) -> bytes:
        """No more than it takes to see that the file is too large."""
        return self.cleaned_data["file"].read(self.most_bytes + 1)
