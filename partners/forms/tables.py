"""A call year's table as a file."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.grants.rates import BadTable, read
from portal.files.refusal import refused

_MOST_BYTES = 200_000


class TableFileForm(forms.Form):
    """The JSON file, or on the second page what it held."""

    file = forms.FileField(
        label=gettext_lazy("Satser som JSON-fil"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        help_text=gettext_lazy("Hent årets fil, ret tal og kilder i den, og vælg den. ”call” er indkaldelsens år."),
    )
    text = forms.CharField(required=False, max_length=_MOST_BYTES, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "file" in self.errors:
            return cleaned
        written = self._written(cleaned)
        try:
            cleaned["table"] = json.loads(written)
            read(cleaned["table"])
        except (ValueError, RecursionError) as error:
            broken = _("Filen er ikke gyldig JSON i UTF-8. Hent årets fil, ret i den, og vælg den.")
            self.add_error("file", refused(error if isinstance(error, BadTable) else broken))
        return cleaned

    def _written(self, cleaned: dict[str, Any]) -> str:
        if file := cleaned.get("file"):
            if file.size > _MOST_BYTES:
                raise ValidationError({"file": refused(_("Filen er for stor til at være satser."))})
            return file.read().decode("utf-8-sig", errors="replace")
        if not cleaned.get("text"):
            raise ValidationError({"file": _("Vælg en fil.")})
        return cleaned["text"]
