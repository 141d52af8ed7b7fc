"""Forms for deciding on a proposal, cancelling a mobility, changing an approved one, and naming the place of departure."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.mobilities.forms.sections import TimeFields
from partners.mobilities.models import DeparturePlace, Mobility
from portal.ui.fields import no_cpr
from portal.workflow.gate import Transition

# In the order of the page: yes, not yet, no.
DECISIONS = ("endorse", "approve", "send_back", "reject")
_HINTS = {
    "endorse": _("Forvaltningen får forslaget og afgør det."),
    "approve": _("Tilskuddet fryses og tages af projektets budget."),
    "send_back": _("De, der har skrevet det, retter det til og sender det igen."),
    "reject": _("Det bliver ikke til noget. De får din begrundelse."),
}
CHECKLIST = {
    "fits": _("Opholdet tjener det mål i Erasmus-planen, der er valgt"),
    "budget": _("Budgettet holder, også for kategorierne"),
    "papers": _("Dokumenter og forsikring er på plads eller aftalt"),
}


@dataclass(frozen=True)
class Card:
    """One decision as the page shows it."""

    option: Any
    label: str | Promise
    hint: str | Promise


def note_field(label: str | Promise, *, required: bool, hint: str | Promise = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=2000,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[no_cpr],
        error_messages={"required": _("Skriv en begrundelse, så modtageren ved hvorfor.")},
    )


class DecisionForm(forms.Form):
    """The decisions open to the reader; to approve takes a yes to the whole checklist, to refuse takes a reason."""

    decision = forms.ChoiceField(
        label=_("Hvad beslutter du?"), widget=forms.RadioSelect, error_messages={"required": _("Vælg, hvad du beslutter.")}
    )
    note = note_field(
        _("Bemærkning"), required=False, hint=_("Skal skrives, når du sender retur eller afviser. De, der har skrevet forslaget, ser den.")
    )

    def __init__(self, *args: Any, offered: list[Transition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {row.name: row for row in sorted(offered, key=lambda row: DECISIONS.index(row.name))}
        self.fields["decision"].choices = [(name, row.label) for name, row in self.rows.items()]  # type: ignore[attr-defined]
        if "approve" in self.rows:
            for name, label in CHECKLIST.items():
                self.fields[name] = forms.BooleanField(label=label, required=False)
            self.order_fields([*CHECKLIST, "decision", "note"])

    @property
    def checks(self) -> list[forms.BoundField]:
        return [self[name] for name in CHECKLIST if name in self.fields]

    @property
    def cards(self) -> list[Card]:
        return [Card(option, row.label, _HINTS[row.name]) for option, row in zip(self["decision"], self.rows.values(), strict=True)]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        row = self.rows.get(clean.get("decision", ""))
        if row and row.needs_note and not clean.get("note", "").strip() and "note" not in self.errors:
            self.add_error("note", _("Skriv en begrundelse, så modtageren ved hvorfor."))
        if row and row.name == "approve":
            for name in [name for name in CHECKLIST if not clean.get(name)]:
                self.add_error(name, _("Sæt kryds, når det er i orden. Ellers send retur eller afvis."))
        return clean

    @property
    def is_checked(self) -> bool:
        return all(self.cleaned_data.get(name) for name in CHECKLIST)


class CancelForm(forms.Form):
    note = note_field(_("Hvorfor bliver det ikke til noget?"), required=True)
    is_force_majeure = forms.BooleanField(
        label=_("Det skyldes force majeure"),
        required=False,
        help_text=_("Noget, ingen kunne forudse eller gøre ved. Kun da kan udgifter dækkes."),
    )


class ChangeForm(TimeFields):
    """Dates and distance of an approved mobility, as they turned out; the approved grant stands beside."""

    note = note_field(_("Hvorfor er det ændret?"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_on", "ends_on", "days"):  # the calendar moves it by them
            self.fields[name].required = True

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "note"}


class DeparturePlaceForm(forms.ModelForm):
    class Meta:
        model = DeparturePlace
        fields = ["city", "latitude", "longitude"]
        help_texts = {
            "city": _("Den by, rejserne regnes fra."),
            "latitude": _("I grader, fx 56,13. Står på kortet i de fleste korttjenester."),
            "longitude": _("I grader, fx 8,97."),
        }


class ProposeForm(forms.Form):
    """The one question that is asked before a proposal is sent."""

    nobody = forms.BooleanField(
        label=_("Ingen elev eller familie kan genkendes i det, vi har skrevet"),
        error_messages={"required": _("Sæt kryds, når du har læst det igennem. Er du i tvivl, så skriv det om først.")},
    )


def initial_of(mobility: Mobility) -> dict[str, Any]:
    """What an approved mobility's form of change starts from."""
    return {name: getattr(mobility, name) for name in TimeFields.base_fields}
