from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.mobilities.models import PublicResult
from portal.ui.fields import no_cpr


class ResultForm(forms.Form):
    """The page that everyone may read, as the administration words it."""

    title = forms.CharField(
        label=_("Titel"), max_length=150, validators=[no_cpr], help_text=_("Det, de kom hjem med. Fx ”To voksne i timen”.")
    )
    learned = forms.CharField(
        label=_("Det lærte de"),
        widget=forms.Textarea(attrs={"rows": 10}),
        validators=[no_cpr],
        help_text=_("Uden navne på nogen, hverken voksne eller elever. Deltagernes eget resumé står her som forslag."),
    )


class PublishForm(forms.Form):
    nobody_recognised = forms.BooleanField(
        label=_("Jeg har læst teksten igennem, og ingen kan genkendes i den."),
        error_messages={"required": _("Læs teksten igennem, og sæt kryds, før du offentliggør den.")},
    )


class WithdrawForm(forms.Form):
    note = forms.CharField(
        label=_("Hvorfor trækkes siden tilbage?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[no_cpr],
        error_messages={"required": _("Skriv en begrundelse. Den står i loggen.")},
    )


def result_form(data: Any, result: PublicResult | None, summaries: list[str], title: str) -> ResultForm:
    """Begun with what is stored, else with the participants' own summaries."""
    initial = {"title": result.title, "learned": result.learned} if result else {"title": title, "learned": "\n\n".join(summaries)}
    return ResultForm(data, initial=initial)
