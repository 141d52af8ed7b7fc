"""A reviewer's decision as it comes from the page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.text.normalise import normalise


class DecisionForm(forms.Form):
    """The note that goes with a decision; whether it is compulsory is the gate's to say."""

    note = forms.CharField(
        label=_("Bemærkninger til dem, der skriver"),
        help_text=_("Skal udfyldes, når du sender retur. De står øverst, når skribenten åbner teksten."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        required=False,
    )

    def clean_note(self) -> str:
        return normalise(self.cleaned_data["note"])


class WithdrawalForm(DecisionForm):
    """Withdrawing is confirmed: it takes a page away from its readers."""

    confirmed = forms.BooleanField(
        label=_("Ja, prøvehandlingen skal ikke længere kunne læses"),
        error_messages={"required": _("Sæt kryds, hvis du vil trække den tilbage.")},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        note = self.fields["note"]
        note.label, note.help_text = _("Hvorfor trækkes den tilbage?"), _("Begrundelsen vises for alle på prøvehandlingens adresse.")


class ReasonForm(forms.Form):
    """Why a system administrator needs to read a text."""

    reason = forms.CharField(
        label=_("Hvorfor har du brug for at læse den?"),
        help_text=_("Begrundelsen sendes til dem, der har skrevet, og står i historikken."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Skriv, hvorfor du har brug for at læse teksten.")},
    )
