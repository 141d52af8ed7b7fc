"""Two words that mean the same."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_LONGEST = 60


class SynonymForm(forms.Form):
    one = forms.CharField(label=_("Ordet"), max_length=_LONGEST, error_messages={"required": _("Skriv et ord.")})
    other = forms.CharField(
        label=_("betyder det samme som"),
        help_text=_("Det må gerne være et kort udtryk, for eksempel ”ustabilt fremmøde”. Skriv ikke navne på personer."),
        max_length=_LONGEST,
        error_messages={"required": _("Skriv det andet ord.")},
    )

    def pair(self) -> dict[str, Any]:
        return {"one": self.cleaned_data["one"], "other": self.cleaned_data["other"]}
