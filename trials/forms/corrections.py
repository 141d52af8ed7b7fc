"""Correcting a locked expectation, as it comes from the page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import model_field, plain_field
from portal.writing.contents import fingerprint
from trials.models import Expectation, ExpectationCorrection


class CorrectionForm(forms.Form):
    """The text as it should have been, and why. `seen` is a stamp of the text that the page was opened with."""

    seen = forms.CharField(widget=forms.HiddenInput)
    text = plain_field(Expectation, "text", rows=4, label=_("Sådan skal der stå"))
    note = model_field(
        ExpectationCorrection,
        "note",
        label=_("Hvorfor?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Læseren ser det ved siden af, med det, der stod før. Fx ”Vi kom til at skrive 24 i stedet for 20”."),
        error_messages={"required": _("Skriv, hvorfor forventningen rettes, så læseren kan se det.")},
    )

    def __init__(self, data: Any = None, *, expectation: Expectation) -> None:
        super().__init__(data, initial={"text": expectation.text, "seen": stamp_of(expectation)})
        self.expectation = expectation

    def correction(self) -> dict[str, str]:
        """The cleaned form, as `corrections.correct_expectation` takes it."""
        clean = self.cleaned_data
        is_as_seen = clean["seen"] == stamp_of(self.expectation)
        return {"text": clean["text"], "note": clean["note"], "seen": self.expectation.text if is_as_seen else ""}


def stamp_of(expectation: Expectation) -> str:
    return fingerprint({"text": expectation.text})
