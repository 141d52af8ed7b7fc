from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from partners.exchange.choices import DateFormat, Item, YesNo
from partners.exchange.columns import Manner
from partners.exchange.models import ColumnMapping
from partners.models import Project
from portal.accounts.actor import Actor
from portal.files.fields import FileForm, FileToRead

_COLUMN = "kolonne-"
XLSX, CSV = "xlsx", "csv"


class ExportForm(forms.Form):
    """Which project goes out, in whose columns, as which file."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Projekt"), empty_label=None)
    mapping = forms.ModelChoiceField(ColumnMapping.objects.none(), label=_("Kolonner"), required=False, empty_label=_("Portalens egne"))
    fil = forms.ChoiceField(label=_("Fil"), choices=[(XLSX, "Excel"), (CSV, "CSV")], widget=forms.RadioSelect, initial=XLSX)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, actor)


class ImportForm(FileForm):
    """A file, whose project it is, and how its columns are read."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Projekt"), empty_label=None)
    mapping = forms.ModelChoiceField(ColumnMapping.objects.none(), label=_("Kolonner"), empty_label=None)
    file = FileToRead(
        label=_("Filen fra Kommissionens værktøj (.xlsx eller .csv)"),
        help_text=_("Højst 2.000 rækker og 5 MB."),
        accept=".xlsx,.csv",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, actor)


def _offer(form: forms.Form, actor: Actor) -> None:
    form.fields["project"].queryset = Project.objects.visible_to(actor)  # type: ignore[attr-defined]
    form.fields["mapping"].queryset = ColumnMapping.objects.visible_to(actor)  # type: ignore[attr-defined]


class HeadsForm(FileForm):
    """A file whose headings are to be told apart: an empty template of the tool, or anything it has written."""

    file = FileToRead(
        label=_("En fil med kolonnerne (.xlsx eller .csv)"),
        help_text=_("Kommissionens skabelon eller en eksport. Kun overskrifterne bliver læst."),
        accept=".xlsx,.csv",
    )


class MappingForm(forms.Form):
    """What each heading holds. The headings follow with the form, so that nothing of the file is kept meanwhile."""

    name = forms.CharField(label=_("Navn"), max_length=100, help_text=_("Fx ”Beneficiary Module, foråret 2026”"))
    date_format = forms.ChoiceField(label=_("Datoer skrives"), choices=DateFormat.choices)
    yes_no = forms.ChoiceField(label=_("Ja og nej skrives"), choices=YesNo.choices)

    def __init__(self, heads: Sequence[str], *args: Any, chosen: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heads = list(heads)
        for number, head in enumerate(self.heads):
            self.fields[f"{_COLUMN}{number}"] = forms.ChoiceField(
                label=head,
                choices=[("", _("Bruges ikke")), *Item.choices],
                required=False,
                initial=(chosen or {}).get(head) or guessed(head),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        used = [item for item in (cleaned.get(f"{_COLUMN}{number}") for number in range(len(self.heads))) if item]
        for item in {item for item in used if used.count(item) > 1}:
            raise ValidationError(_("”%(item)s” er valgt for to kolonner.") % {"item": Item(item).label})
        if not used:
            raise ValidationError(_("Vælg mindst én kolonne."))
        return cleaned

    def columns(self) -> list[tuple[str, str]]:
        return [(head, self.cleaned_data[f"{_COLUMN}{number}"]) for number, head in enumerate(self.heads)]

    def manner(self) -> Manner:
        return Manner(self.cleaned_data["date_format"], self.cleaned_data["yes_no"])


# Words that headings of the Commission's files have been seen to hold; a guess, which the form shows and a person confirms.
_SOUNDS_LIKE: list[tuple[str, Item]] = [
    ("mobility id", Item.NUMBER),
    ("mob id", Item.MODULE_NUMBER),
    ("activity type", Item.ACTIVITY),
    ("sending organisation oid", Item.SENDER_OID),
    ("sending organisation", Item.SENDER),
    ("receiving organisation oid", Item.HOST_OID),
    ("receiving organisation", Item.HOST),
    ("receiving country", Item.HOST_COUNTRY),
    ("receiving city", Item.HOST_CITY),
    ("start date", Item.STARTS_ON),
    ("end date", Item.ENDS_ON),
    ("travel days", Item.TRAVEL_DAYS),
    ("green travel", Item.GREEN),
    ("number of participants", Item.PARTICIPANTS),
    ("accompanying", Item.ACCOMPANYING),
    ("distance", Item.KM),
    ("email", Item.EMAILS),
    ("e-mail", Item.EMAILS),
    ("survey", Item.SURVEY),
    ("participant report", Item.SURVEY),
]


def guessed(head: str) -> str:
    """The item that a heading sounds like: our own name for it, or one of the tool's."""
    said = " ".join(head.casefold().replace("_", " ").split())
    own = {str(item.label).casefold(): item for item in Item}
    if said in own:
        return own[said].value
    return next((item.value for words, item in _SOUNDS_LIKE if words in said), "")
