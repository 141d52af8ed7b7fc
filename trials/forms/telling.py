"""The sections that tell the story: title, what was done, what changed, what was measured, what comes, what was learned."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import date_field, model_field, plain_field, text_field
from portal.ui.forms import DateInput
from portal.ui.rows import MOST_ROWS, RowForm, RowSet, row_set
from portal.writing.contents import Contents
from schools.networks.models import FocusArea
from trials import pasted_values
from trials.choices import MeasureKind, Met, ObservationKind, Perspective, Section
from trials.forms.sections import SectionForm
from trials.models import Adjustment, Expectation, Measure, MeasureValue, Observation, Version
from trials.queries import STANDFIRST_ADVISED


class FocusAreas(forms.ModelMultipleChoiceField):
    """The focus areas offered to a municipality, each with its figure."""

    widget = forms.CheckboxSelectMultiple


class IntroFields(forms.Form):
    title = model_field(Version, "title", help_text=_("Kort, så den kan stå i en liste. Fx ”Klippekortet”."))
    headline = model_field(
        Version, "headline", help_text=_("Sig med få ord, hvad I prøvede. Fx ”Fire værksteder i stedet for fag efter frokost”.")
    )
    standfirst = plain_field(
        Version,
        "standfirst",
        rows=5,
        help_text=format_lazy(
            _("Det, man læser først. Den læses bedst med {shortest}–{longest} tegn; kortere eller længere går også."),
            shortest=STANDFIRST_ADVISED[0],
            longest=STANDFIRST_ADVISED[1],
        ),
    )
    focus_areas = FocusAreas(
        label=_("Fokusområder"),
        queryset=FocusArea.objects.none(),
        required=False,
        help_text=_("Vælg det eller de områder, der passer bedst."),
    )
    leading_area = forms.ModelChoiceField(
        label=_("Vigtigste fokusområde"),
        queryset=FocusArea.objects.none(),
        required=False,
        empty_label=_("Det første, I har valgt"),
        help_text=_("Giver siden og kataloget figur og farve."),
    )

    def __init__(self, *args: Any, version: Version, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = FocusArea.objects.offered_to(version.trial.municipality_id)
        chosen = version.focus_areas.values("pk")
        areas = FocusArea.objects.filter(Q(pk__in=offered.values("pk")) | Q(pk__in=chosen)).order_by("number", "pk")
        self.fields["focus_areas"].queryset = self.fields["leading_area"].queryset = areas


class IntroSection(SectionForm):
    section = Section.INTRO
    fields_class = IntroFields

    def field_options(self) -> dict[str, Any]:
        return {"version": self.version}

    def cleaned(self) -> Contents:
        """The leading area is one of the areas, also when only it was chosen."""
        leading = self.fields.cleaned_data["leading_area"]
        areas = dict.fromkeys([*self.fields.cleaned_data["focus_areas"], *([leading] if leading else [])])
        return super().cleaned() | {"focus_areas": [area.pk for area in areas], "leading_area": leading and leading.pk}


class DoneFields(forms.Form):
    done = text_field(Version, "done", rows=18, label=_("Udfordringen, og hvad I gjorde"))


class DoneSection(SectionForm):
    section = Section.DONE
    fields_class = DoneFields


class FutureFields(forms.Form):
    future = text_field(Version, "future", label=_("Hvad sker der nu?"))


class FutureSection(SectionForm):
    section = Section.FUTURE
    fields_class = FutureFields


class LearnedFields(forms.Form):
    learned = text_field(
        Version,
        "learned",
        label=_("Det har vi lært"),
        help_text=_("Skriv ét punkt pr. linje, og begynd linjen med en bindestreg: ”- ”."),
        editor_hint=_("Skriv ét punkt pr. linje. Knappen ”Punktliste” laver punkterne."),
    )


class LearnedSection(SectionForm):
    section = Section.LEARNED
    fields_class = LearnedFields


class ExpectationForm(RowForm):
    remove_label = _("Fjern forventningen")
    perspective = forms.ChoiceField(label=_("Hvem handler det om?"), choices=[("", _("Vælg")), *Perspective.choices])
    text = plain_field(Expectation, "text", rows=3)
    by_when = date_field(Expectation, "by_when", required=False, label=_("Hvornår venter I senest at se det?"))


class LockedExpectationForm(RowForm):
    """After the start the expectation itself is shown, and only what came of it is written."""

    met = model_field(Expectation, "met", widget=forms.RadioSelect, initial=Met.NOT_YET)
    observed = plain_field(Expectation, "observed", rows=4)


class LockedExpectationSet(RowSet):
    """The locked expectations: none can be added or taken away."""

    first_rows = 0

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields.pop("DELETE", None)


class AdjustmentForm(RowForm):
    remove_label = _("Fjern justeringen")
    made_on = date_field(Adjustment, "made_on")
    text = plain_field(Adjustment, "text", rows=3)


class AdjustmentSet(RowSet):
    first_rows = 0


class ExpectedSection(SectionForm):
    """Open until the start; from then on locked, with what came of it and dated adjustments."""

    section = Section.EXPECTED

    @property
    def is_open(self) -> bool:
        """As the page was when it was opened: what was typed then must be shown again, also when it has been locked since."""
        return self.version.trial.expectations_open(self.today) if self.data is None else self.data.get("open") == "1"

    def row_sets(self) -> dict[str, RowSet]:
        if self.is_open:
            return {"expectations": self.rows_of(row_set(ExpectationForm), "expectations")}
        return {
            "expectations": self.rows_of(row_set(LockedExpectationForm, LockedExpectationSet), "expectations"),
            "adjustments": self.rows_of(row_set(AdjustmentForm, AdjustmentSet), "adjustments"),
        }

    def name_rows(self, name: str, rows: RowSet, within: str = "") -> None:
        """A locked expectation is called by its perspective."""
        super().name_rows(name, rows, within)
        if name == "expectations" and not self.is_open:
            for expectation, form in self.locked_rows():
                form.row_name = str(Perspective(expectation.perspective).label)

    def locked_rows(self) -> list[tuple[Expectation, forms.Form]]:
        """Each expectation with the form for what came of it."""
        known = {expectation.pk: expectation for expectation in self.version.trial.expectations.all()}
        rows = [(known.get(form.posted_number() or 0), form) for form in self.sets["expectations"].forms]
        return [(expectation, form) for expectation, form in rows if expectation]


class ChangeFields(forms.Form):
    change = text_field(Version, "change", rows=8, label=_("Fri indledning"), help_text=_("Kan springes over."))


class ObservationForm(RowForm):
    remove_label = _("Fjern perspektivet")
    perspectives = forms.MultipleChoiceField(
        label=_("Set fra"),
        choices=Perspective.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    own_label = model_field(Observation, "own_label", help_text=_("Kan udelades. Fx ”børnehaveklasselederne”."))
    kind = model_field(Observation, "kind", initial=ObservationKind.SEEN, widget=forms.RadioSelect)
    text = text_field(Observation, "text", rows=7)

    def clean(self) -> dict[str, Any]:
        """What is half done may wait until it is sent (trials.queries.missing_parts); what contradicts itself may not."""
        clean = super().clean()
        if clean.get("kind") == ObservationKind.NOT_YET and clean.get("text"):
            self.add_error(
                "kind", _("Når der er skrevet en tekst, er noget observeret. Vælg en anden slags, eller flyt teksten til et andet afsnit.")
            )
        return clean


class ChangeSection(SectionForm):
    section = Section.CHANGE
    fields_class = ChangeFields

    def row_sets(self) -> dict[str, RowSet]:
        return {"observations": self.rows_of(row_set(ObservationForm), "observations")}


class MeasureValueForm(RowForm):
    taken_on = forms.DateField(label=_("Dato"), widget=DateInput())
    kind = forms.ChoiceField(label=_("Hvornår"), choices=[("", _("Vælg")), *MeasureKind.choices])
    value = model_field(MeasureValue, "value", localize=True, widget=forms.TextInput(attrs={"inputmode": "decimal"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "value" in self.initial:
            self.initial = {**self.initial, "value": _short(self.initial["value"])}


def _short(value: Decimal) -> Decimal:
    """14 instead of 14,00."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


class MeasureValueSet(RowSet):
    first_rows = 2


class MeasureForm(RowForm):
    """A measure with its own set of dated values."""

    remove_label = _("Fjern målingen")

    name = model_field(Measure, "name", help_text=_("Fx ”Elever, der er i klassen kl. 13”."))
    unit = model_field(Measure, "unit", help_text=_("Fx ”elever pr. dag” eller ”procent”."))
    source = model_field(
        Measure, "source", help_text=_("Hvor kommer tallene fra, og hvad skal man passe på? Fx ”Optalt af lærerne; syge er ikke talt med”.")
    )
    sentence = model_field(Measure, "sentence", help_text=_("Det, man skal se i tallene."))
    pasted = forms.CharField(
        label=_("Indsæt fra et regneark"),
        help_text=_("Kopiér kolonnerne dato og tal, og gerne en tredje med før, undervejs eller efter. Én linje pr. tal."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=20_000,
        strip=False,
        required=False,
    )

    def __init__(self, *args: Any, more: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posted = self.is_bound and f"{self.prefix}-values-TOTAL_FORMS" in self.data
        self.values = row_set(MeasureValueForm, MeasureValueSet)(
            self.data if posted else None, prefix=f"{self.prefix}-values", initial=self.initial.get("values", []), more=more
        )

    def numbers(self) -> dict[str, int | None]:
        return super().numbers() | self.values.numbers()

    def has_changed(self) -> bool:
        return super().has_changed() or self.values.has_changed()

    def clean_pasted(self) -> str:
        """Each line that cannot be read is named, and what was pasted stays in the field."""
        text: str = self.cleaned_data["pasted"]
        pasted = pasted_values.read(text)
        if pasted.faults:
            raise forms.ValidationError([forms.ValidationError(fault) for fault in pasted.faults])
        there = {_same(value) for value in self.initial.get("values", [])}
        if len(there | {(value.taken_on, value.value) for value in pasted.values}) > MOST_ROWS:
            raise forms.ValidationError(_("Der kan højst stå %(most)s tal i én måling."), params={"most": MOST_ROWS})
        return text

    def as_row(self) -> Contents:
        row = super().as_row()
        typed = self.values.rows()
        return row | {"values": [*typed, *self._new_values(row.pop("pasted"), typed)]}

    def _new_values(self, pasted: str, typed: list[Contents]) -> list[Contents]:
        """The pasted values that are not there already: pasting a longer sheet again, or saving twice, doubles none."""
        removed = {value["row"] for value in typed if value.get("remove")}
        stored = [value for value in self.initial.get("values", []) if value["row"] not in removed]
        there = {_same(value) for value in [*stored, *typed] if not value.get("remove")}
        found = pasted_values.read(pasted, is_first=not there).values
        return [
            {"row": None, "taken_on": value.taken_on, "kind": value.kind, "value": value.value}
            for value in found
            if (value.taken_on, value.value) not in there
        ]


def _same(value: Contents) -> tuple[Any, Any]:
    return value["taken_on"], value["value"]


class MeasureSet(RowSet):
    """Measures, each checked with its values."""

    def is_valid(self) -> bool:
        rows_right = super().is_valid()
        values = [form.values for form in self.forms if form.values.is_bound and not self._should_delete_form(form)]
        return all(rows.is_valid() for rows in values) and rows_right


class MeasuresSection(SectionForm):
    section = Section.MEASURES

    def row_sets(self) -> dict[str, RowSet]:
        return {"measures": self.rows_of(row_set(MeasureForm, MeasureSet), "measures", form_kwargs={"more": self.more})}

    def name_rows(self, name: str, rows: RowSet, within: str = "") -> None:
        super().name_rows(name, rows, within)
        for form in rows.forms if name == "measures" else []:
            self.name_rows("values", form.values, form.row_name)

    def all_forms(self) -> Iterator[forms.Form]:
        for form in super().all_forms():
            yield form
            yield from form.values.forms if isinstance(form, MeasureForm) else ()
