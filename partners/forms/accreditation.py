from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.choices import AccreditationState, valid_oid
from partners.forms.fields import FreeText, Line
from partners.forms.rates import SchoolYear
from partners.models import Accreditation, ExclusionRate, Plan
from portal.accounts.models import User
from portal.files.fields import CheckedUpload
from portal.ui.forms import DateInput
from portal.ui.rows import NumberedForm
from schools.models import School

FIELDS = ("code", "oid", "starts_on", "ends_on", "has_pupil_activities", "has_hosting")
_MOST_PEOPLE = 12
_MOST_OBJECTIVES = 10


class AccreditationForm(forms.Form):
    """What the agency's letter says. How the accreditation stands is asked once; later it is changed step by step."""

    code = Line(label=gettext_lazy("Akkrediteringens kode"), max_length=40, help_text=gettext_lazy("fx 2021-1-DK01-KA120-SCH-000012345"))
    oid = Line(
        label=gettext_lazy("Kommunens OID"),
        max_length=9,
        validators=[valid_oid],
        help_text=gettext_lazy("Et E og otte cifre, fx E10123456."),
    )
    starts_on = forms.DateField(label=gettext_lazy("Gælder fra"), widget=DateInput)
    ends_on = forms.DateField(label=gettext_lazy("Gælder til og med"), widget=DateInput)
    state = forms.ChoiceField(
        label=gettext_lazy("Hvordan står den?"),
        choices=[
            (AccreditationState.APPLIED, AccreditationState.APPLIED.label),
            (AccreditationState.VALID, AccreditationState.VALID.label),
        ],
        widget=forms.RadioSelect,
        initial=AccreditationState.VALID,
    )
    has_pupil_activities = forms.BooleanField(
        label=gettext_lazy("Elevophold"),
        required=False,
        help_text=gettext_lazy("Elevernes ophold er skjult i portalen, til akkrediteringen åbner for dem."),
    )
    has_hosting = forms.BooleanField(
        label=gettext_lazy("Værtskab"),
        required=False,
        help_text=gettext_lazy("Besøg udefra er skjult i portalen, til akkrediteringen åbner for dem."),
    )

    def __init__(self, *args: Any, known: Accreditation | None, **kwargs: Any) -> None:
        initial = {name: getattr(known, name) for name in FIELDS} if known else None
        super().__init__(*args, initial=initial, **kwargs)
        if known:
            del self.fields["state"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("Akkrediteringen kan ikke slutte, før den begynder."))
        return cleaned


class PersonForm(NumberedForm):
    """One responsible person and the task. A row without a person is no row."""

    row_label = gettext_lazy("Ansvarlig %(number)s")

    user = forms.ModelChoiceField(
        label=gettext_lazy("Person"), queryset=User.objects.none(), required=False, empty_label=gettext_lazy("Ingen")
    )
    task = Line(label=gettext_lazy("Opgave"), max_length=100, required=False, help_text=gettext_lazy("fx økonomi, partnere, rapporter"))

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["user"]
        field.queryset = User.objects.filter(pk__in=[person.pk for person in people]).order_by("name", "pk")
        field.label_from_instance = lambda person: person.name


class _People(forms.BaseFormSet):
    def chosen(self) -> list[tuple[User, str]]:
        return [(form.cleaned_data["user"], form.cleaned_data.get("task", "")) for form in self.forms if form.cleaned_data.get("user")]


_people_rows = forms.formset_factory(PersonForm, formset=_People, extra=2, max_num=_MOST_PEOPLE, absolute_max=_MOST_PEOPLE)


def people_rows(data: Any, known: list[dict[str, Any]], people: list[User]) -> Any:
    """Those who are responsible as rows, with two empty ones: at least two people are wanted."""
    return _people_rows(data, initial=known, prefix="person", form_kwargs={"people": people})


class FileForm(forms.Form):
    title = Line(label=gettext_lazy("Titel"), max_length=150, help_text=gettext_lazy("fx ”Brev om akkrediteringen”."))
    file = CheckedUpload(label=gettext_lazy("Fil"), required=True, error_messages={"required": gettext_lazy("Vælg en fil.")})


class ObjectiveForm(NumberedForm):
    """The words of one objective. A row with nothing in it is no row."""

    row_label = gettext_lazy("Mål %(number)s")

    objective = forms.IntegerField(required=False, widget=forms.HiddenInput)
    position = forms.IntegerField(
        label=gettext_lazy("Nummer"), required=False, min_value=1, max_value=99, help_text=gettext_lazy("Ret nummeret for at flytte målet.")
    )
    title = Line(label=gettext_lazy("Mål"), max_length=200, required=False)
    explanation = FreeText(label=gettext_lazy("Forklaring"), required=False, rows=5)
    timing = Line(
        label=gettext_lazy("Tidsplan"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Hvornår skal det være nået, og i hvilke trin?"),
    )
    measure = FreeText(label=gettext_lazy("Sådan måles fremskridt"), required=False, rows=3)
    remove = forms.BooleanField(label=gettext_lazy("Fjern målet fra planen"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("remove") and not cleaned.get("title") and (self.is_written or cleaned.get("objective")):
            self.add_error("title", _("Skriv målet, eller sæt kryds ved ”Fjern målet fra planen”."))
        return cleaned

    @property
    def is_written(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("title", "explanation", "timing", "measure"))


class _Objectives(forms.BaseFormSet):
    def rows(self) -> list[dict[str, Any]]:
        """In the order of their numbers; those without one come last."""
        written = [form.cleaned_data for form in self.forms if form.is_written and not form.cleaned_data.get("remove")]
        return sorted(written, key=lambda row: row.get("position") or 1000)


_objective_rows = forms.formset_factory(
    ObjectiveForm, formset=_Objectives, extra=1, max_num=_MOST_OBJECTIVES, absolute_max=_MOST_OBJECTIVES, validate_max=True
)


def objective_rows(data: Any, plan: Plan) -> Any:
    known = [
        {"objective": one.objective_id, **{name: getattr(one, name) for name in ("position", "title", "explanation", "timing", "measure")}}
        for one in plan.wordings.all()
    ]
    return _objective_rows(data, initial=known, prefix="maal")


class PlanForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = FreeText(
        label=gettext_lazy("Hvorfor bliver planen ændret?"),
        required=False,
        rows=3,
        help_text=gettext_lazy("Skal stå der, før en ny version kan vedtages. Styrelsen og skolerne læser det."),
    )


class CircleForm(forms.Form):
    """Who travels in a school year. The schools stand in the order of their exclusion rates, so the reason can be seen."""

    school_year = SchoolYear()
    includes_administration = forms.BooleanField(label=gettext_lazy("Forvaltningen rejser med"), required=False)
    schools = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Skoler"), queryset=School.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    reason = FreeText(
        label=gettext_lazy("Hvorfor netop dem?"),
        help_text=gettext_lazy("Skolerne kan læse begrundelsen. Skriv den, så en skole, der ikke kom med, forstår den."),
    )

    def __init__(self, *args: Any, choices: list[tuple[School, ExclusionRate | None]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["schools"]
        field.queryset = School.objects.filter(pk__in=[school.pk for school, _rate in choices])
        field.choices = [(school.pk, _with_rate(school, rate)) for school, rate in choices]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("schools") and not cleaned.get("includes_administration"):
            self.add_error("schools", _("Vælg mindst én skole, eller sæt kryds ved forvaltningen."))
        return cleaned


def _with_rate(school: School, rate: ExclusionRate | None) -> str:
    if rate is None:
        return _("%(school)s (intet tal)") % {"school": school.name}
    if rate.shown_percent is None:
        return _("%(school)s (tallet vises ikke)") % {"school": school.name}
    said = {"school": school.name, "percent": str(rate.percent).replace(".", ","), "year": rate.school_year}
    return _("%(school)s (%(percent)s %%, %(year)s)") % said


class HandOverForm(forms.Form):
    """Who gives what they do in the consortium to whom."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Hvem giver sine opgaver videre?"), queryset=User.objects.none(), empty_label=gettext_lazy("Vælg en person")
    )
    successor = forms.ModelChoiceField(
        label=gettext_lazy("Hvem tager over?"),
        queryset=User.objects.none(),
        empty_label=gettext_lazy("Vælg en person"),
        help_text=gettext_lazy("Skal have en rolle samme sted. Det hele flyttes på én gang, og kollegaen får besked."),
    )

    def __init__(self, *args: Any, holders: list[User], people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, given in (("person", holders), ("successor", people)):
            field: Any = self.fields[name]
            field.queryset = User.objects.filter(pk__in=[person.pk for person in given]).order_by("name", "pk")
            field.label_from_instance = lambda person: person.name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("person") and cleaned.get("person") == cleaned.get("successor"):
            raise ValidationError(_("Vælg to forskellige personer."))
        return cleaned


class PersonChoices(forms.Form):
    """Who at a school is responsible; two at least are wanted."""

    people = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Hvem er ansvarlige?"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Mindst to, så arbejdet ikke hænger på én."),
    )


def person_choices(data: Any, *, people: list[User], chosen: list[User]) -> PersonChoices:
    form = PersonChoices(data, initial={"people": [person.pk for person in chosen]})
    offered = {person.pk: person for person in [*people, *chosen]}
    field: Any = form.fields["people"]
    field.queryset = User.objects.filter(pk__in=offered).order_by("name", "pk")
    field.label_from_instance = lambda person: person.name
    return form
