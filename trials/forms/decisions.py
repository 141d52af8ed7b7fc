"""A reviewer's decision as it comes from the page."""

from collections.abc import Sequence

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.text.normalise import normalise
from portal.ui.fields import no_cpr

# What each decision is called on the page, with what it leads to.
DECISIONS: dict[str, tuple[str | Promise, str | Promise]] = {
    "approve_and_publish": (
        _("Godkend og publicér"),
        _("De, der må læse den, kan læse den med det samme. De, der har skrevet, får besked."),
    ),
    "approve": (_("Godkend, publicér senere"), _("Teksten ligger klar. Du vælger selv dagen, fx sammen med et katalog.")),
    "publish": (_("Publicér"), _("De, der må læse den, kan læse den med det samme. De, der har skrevet, får besked.")),
    "return": (_("Send retur med bemærkninger"), _("De, der har skrevet, ser bemærkningerne ved teksten. En note er nødvendig.")),
    "withdraw": (_("Træk tilbage"), _("Adressen bliver stående og siger, hvornår og hvorfor den er trukket tilbage.")),
}
APPROVALS = ("approve_and_publish", "approve")


class DecisionForm(forms.Form):
    """The reviewer's answer to whether anybody can be recognised, the decision, and the note that goes with it."""

    recognised = forms.ChoiceField(
        label=_("Kan et barn, en familie eller en kollega genkendes?"),
        choices=[("no", _("Nej, ingen kan genkendes")), ("yes", _("Ja, eller jeg er i tvivl"))],
        widget=forms.RadioSelect,
        required=False,
    )
    decision = forms.ChoiceField(
        label=_("Hvad er din afgørelse?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg en afgørelse.")},
    )
    note = forms.CharField(
        label=_("Note til dem, der har skrevet"),
        help_text=_("Valgfri, når du godkender. Skal udfyldes, når du sender retur; så står den øverst, når de åbner teksten."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        required=False,
        validators=[no_cpr],
    )

    def __init__(self, offered: Sequence[str], data=None) -> None:
        super().__init__(data, initial={"decision": offered[0] if len(offered) == 1 else None})
        self.fields["decision"].choices = [(name, DECISIONS[name][0]) for name in offered]
        if not set(offered) & set(APPROVALS):
            del self.fields["recognised"]

    def clean_note(self) -> str:
        return normalise(self.cleaned_data["note"])

    def clean(self) -> dict:
        """Who approves has answered no to the question; a yes or a doubt means that the text must be written anew."""
        if self.cleaned_data.get("decision") in APPROVALS and self.cleaned_data.get("recognised") != "no":
            doubt = _("Er du i tvivl, så send teksten retur, og skriv i noten, hvad der skal skrives om.")
            self.add_error("recognised", doubt if self.cleaned_data.get("recognised") == "yes" else _("Svar, før du godkender."))
        return self.cleaned_data

    @property
    def nobody_recognised(self) -> bool:
        return self.cleaned_data.get("recognised") == "no"

    def cards(self) -> list[dict]:
        """Each decision with its words, as a card to choose."""
        return [
            {"option": option, "label": DECISIONS[str(option.data["value"])][0], "hint": DECISIONS[str(option.data["value"])][1]}
            for option in self["decision"]
        ]


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
        validators=[no_cpr],
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Skriv, hvorfor du har brug for at læse teksten.")},
    )
