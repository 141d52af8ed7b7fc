"""Keeping a text under a name, and choosing two to compare."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import model_field
from trials.kept import KeptText
from trials.models import NamedVersion


class KeepForm(forms.Form):
    name = model_field(
        NamedVersion, "name", help_text=_("Fx ”Før vi korter af”."), error_messages={"required": _("Giv versionen et navn.")}
    )
    reason = model_field(
        NamedVersion,
        "reason",
        help_text=_("En linje til jer selv. Fx ”Den lange udgave, som lærerne kender”."),
        error_messages={"required": _("Skriv, hvorfor I gemmer den.")},
    )


class CompareForm(forms.Form):
    """Two of the texts, by their keys."""

    fra = forms.ChoiceField(label=_("Fra"))
    til = forms.ChoiceField(label=_("Til"))

    def __init__(self, data: Any = None, *, kept: list[KeptText], words: list[tuple[str, str]]) -> None:
        super().__init__(data, initial={"fra": kept[-1].key, "til": kept[0].key} if kept else {})
        self.known = {text.key: text for text in kept}
        for field in self.fields.values():
            field.choices = words  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        clean = super().clean()
        if clean.get("fra") and clean.get("fra") == clean.get("til"):
            self.add_error("til", _("Vælg to forskellige tekster."))
        return clean

    def chosen(self) -> tuple[KeptText, KeptText]:
        return self.known[self.cleaned_data["fra"]], self.known[self.cleaned_data["til"]]
