"""The fields about a picture, the same wherever one is shown: what it shows, who can be recognised, and what showing it rests on."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.files.choices import ImageBasis, ImagePeople
from portal.files.models import Picture
from portal.ui.fields import date_field, model_field


class PictureFields(forms.Form):
    """What is said about a picture, whether it is stored or about to be. Half an answer is kept; what it lacks stands in the task list."""

    alt = model_field(
        Picture,
        "alt",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For dem, der ikke kan se billedet: hvad viser det? Skriv ikke navne på børn."),
    )
    caption = model_field(Picture, "caption", help_text=_("Står under billedet. Kan udelades."))
    people = forms.ChoiceField(
        label=_("Kan nogen genkendes på billedet?"), choices=ImagePeople.choices, widget=forms.RadioSelect, required=False
    )
    basis = forms.ChoiceField(
        label=_("Grundlag"),
        choices=ImageBasis.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=_(
            "Samtykke, når billedet viser bestemte personer. Konkret vurdering, når det viser en situation, og ingen kan føle sig udstillet."
        ),
    )
    basis_date = date_field(Picture, "basis_date", required=False)
    valid_until = date_field(
        Picture, "valid_until", required=False, help_text=_("Dagen efter fjerner portalen selv billedet, også fra det, der er publiceret.")
    )

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        given, until = clean.get("basis_date"), clean.get("valid_until")
        if clean.get("people") == ImagePeople.RECOGNISABLE and given and until and until < given:
            self.add_error("valid_until", _("Slutdatoen ligger før vurderingen eller samtykket. Ret en af dem."))
        elif clean.get("people") == ImagePeople.RECOGNISABLE and until and until < timezone.localdate():
            self.add_error(
                "valid_until", _("Den dag er gået, så portalen ville fjerne billedet i nat. Skriv en senere, eller fjern billedet.")
            )
        return clean
