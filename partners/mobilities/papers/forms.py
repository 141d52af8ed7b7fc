"""What is asked for when a document is drafted, signed, handed in and decided on."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.mobilities.choices import PaperLanguage, Signer
from partners.mobilities.models import Paper
from portal.files.fields import CheckedUpload
from portal.text.normalise import normalise_line
from portal.ui.fields import no_cpr
from portal.ui.forms import DateInput

_COPY_HELP = _("PDF eller billede. Tag ikke sider med, hvor der står kontonummer, CPR-nummer eller pasnummer.")


class DraftForm(forms.Form):
    languages = forms.ChoiceField(
        label=_("Sprog"),
        choices=PaperLanguage.choices,
        widget=forms.RadioSelect,
        initial=PaperLanguage.BOTH,
        help_text=_("Vælg begge, når værten skal skrive under: så står teksten på begge sprog, og der skrives under én gang."),
        error_messages={"required": _("Vælg, hvilke sprog dokumentet skal være på.")},
    )


class HandInForm(forms.Form):
    file = CheckedUpload(
        label=_("Fil"), help_text=_COPY_HELP, required=True, error_messages={"required": _("Vælg den fil, du vil lægge op.")}
    )


class SignForm(forms.Form):
    """A name and a date for each who must sign, and the signed copy. Whoever has not signed yet is left empty."""

    file = CheckedUpload(label=_("Det underskrevne eksemplar"), help_text=_COPY_HELP)

    def __init__(self, *args: Any, paper: Paper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paper = paper
        got = {signature.signer: signature for signature in paper.signatures.all()}
        for signer in map(Signer, paper.signers):
            signature = got.get(signer)
            self.fields[f"name_{signer}"] = forms.CharField(
                label=_("%(who)s: navn") % {"who": signer.label},
                max_length=150,
                required=False,
                validators=[no_cpr],
                initial=signature.name if signature else self._expected(signer),
            )
            self.fields[f"date_{signer}"] = forms.DateField(
                label=_("%(who)s: dato for underskrift") % {"who": signer.label},
                widget=DateInput,
                required=False,
                initial=signature.signed_on if signature else None,
                error_messages={"invalid": _("Skriv datoen som dag, måned og år.")},
            )
        self.order_fields([name for name in self.fields if name != "file"])

    def _expected(self, signer: Signer) -> str:
        return self.paper.participant.name if signer == Signer.PARTICIPANT and self.paper.participant else ""

    def clean(self) -> dict[str, Any]:
        """A signature is a name with a date; nothing is signed in the future. Something must be told."""
        for signer in self.paper.signers:
            self._check(signer)
        if not self.errors and not self.signatures() and not self.cleaned_data.get("file"):
            self.add_error(None, gettext("Skriv, hvem der har skrevet under og hvornår, eller vælg det underskrevne eksemplar."))
        return self.cleaned_data

    def _check(self, signer: str) -> None:
        name, signed_on = self.cleaned_data.get(f"name_{signer}", ""), self.cleaned_data.get(f"date_{signer}")
        if signed_on and not normalise_line(name):
            self.add_error(f"name_{signer}", gettext("Skriv navnet på den, der har skrevet under."))
        if signed_on and signed_on > timezone.localdate():
            self.add_error(f"date_{signer}", gettext("Datoen ligger i fremtiden. Skriv den dato, der står på papiret."))

    def signatures(self) -> dict[Signer, tuple[str, date]]:
        """Those that have a date: a name alone is the one who is expected to sign."""
        return {
            Signer(signer): (normalise_line(self.cleaned_data[f"name_{signer}"]), signed_on)
            for signer in self.paper.signers
            if (signed_on := self.cleaned_data.get(f"date_{signer}"))
        }


class DecideForm(forms.Form):
    note = forms.CharField(
        label=_("Begrundelse"),
        help_text=_("Skal skrives, når du afviser. De, der laver dokumentet, får den at vide."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
        validators=[no_cpr],
    )


class ReopenForm(forms.Form):
    note = forms.CharField(
        label=_("Hvorfor skal dokumentet åbnes igen?"),
        help_text=_("Opholdet kan ikke rejse, før der er godkendt en ny version."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        validators=[no_cpr],
        error_messages={"required": _("Skriv, hvorfor dokumentet skal åbnes igen.")},
    )
