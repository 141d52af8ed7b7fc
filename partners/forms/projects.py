import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.choices import AccessionState, ProjectState, valid_oid, valid_project_code
from partners.forms.fields import FreeText, Line
from partners.grants.choices import Activity, Category
from partners.grants.queries import table_of
from partners.grants.rates import BadTable, Limits
from partners.models import ConsortiumMembership, Project
from partners.money import written
from partners.months import last_day_after
from portal.files.fields import CheckedUpload
from portal.ui.forms import DateInput
from schools.models import School

TARGETS = ("participants", "days", "accompanying", "fewer_opportunities", "blended", "green")
_MOST_EURO = Decimal("99999999.99")
# A dot or a space before three digits.
_GROUPING = re.compile(r"(?<=\d)[.\s\u00a0](?=\d{3}(?!\d))")


class EuroField(forms.DecimalField):
    """An amount as Danes write it: 6.000,50 is six thousand and a half."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": _MOST_EURO, "max_digits": 10, "decimal_places": 2, "localize": True, **kwargs})

    def to_python(self, value: Any) -> Any:
        return super().to_python(_GROUPING.sub("", value) if isinstance(value, str) else value)


def limits_of(call: int) -> Limits | None:
    """The limits of a call year; None when the portal has no table for it."""
    try:
        return table_of(call).limits
    except BadTable:
        return None


class ProjectForm(forms.Form):
    """One year's project, as it was applied for or granted."""

    code = Line(
        label=gettext_lazy("Projektets kode"),
        max_length=40,
        validators=[valid_project_code],
        help_text=gettext_lazy("fx 2026-1-DK01-KA121-SCH-000123456"),
    )
    call = forms.IntegerField(
        label=gettext_lazy("Indkaldelse"), min_value=2021, max_value=2099, help_text=gettext_lazy("Året, hvis satser gælder.")
    )
    starts_on = forms.DateField(label=gettext_lazy("Begynder"), widget=DateInput, help_text=gettext_lazy("Som regel 1. juni."))
    ends_on = forms.DateField(
        label=gettext_lazy("Slutter"),
        widget=DateInput,
        required=False,
        help_text=gettext_lazy("Tom: så længe et projekt varer, 15 måneder."),
    )
    requested_grant = EuroField(label=gettext_lazy("Søgt tilskud i euro"), required=False, initial=0)
    state = forms.ChoiceField(
        label=gettext_lazy("Hvordan står det?"),
        choices=[(ProjectState.APPLIED, ProjectState.APPLIED.label), (ProjectState.RUNNING, ProjectState.RUNNING.label)],
        widget=forms.RadioSelect,
        initial=ProjectState.APPLIED,
    )

    def __init__(self, *args: Any, known: Project | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        if known:
            del self.fields["state"]
            if known.is_extended:
                del self.fields["ends_on"]

    def clean_requested_grant(self) -> Decimal:
        return self.cleaned_data["requested_grant"] or Decimal(0)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "ends_on" in self.fields and "ends_on" not in self.errors and cleaned.get("starts_on") and cleaned.get("call"):
            self._clean_period(cleaned)
        elif self.known and cleaned.get("starts_on") and cleaned["starts_on"] > self.known.ends_on:
            self.add_error(
                "starts_on", _("Projektet slutter %(day)s og kan ikke begynde efter det.") % {"day": date_format(self.known.ends_on)}
            )
        return cleaned

    def _clean_period(self, cleaned: dict[str, Any]) -> None:
        limits = limits_of(cleaned["call"])
        if limits is None:
            self.add_error("call", _("Portalen har ingen satser for det år. Læg dem ind under Satser først."))
            return
        usual = last_day_after(cleaned["starts_on"], limits.project_months)
        cleaned["ends_on"] = cleaned.get("ends_on") or usual
        if cleaned["ends_on"] < cleaned["starts_on"]:
            self.add_error("ends_on", _("Projektet kan ikke slutte, før det begynder."))
        elif cleaned["ends_on"] > usual:
            said = {"months": limits.project_months, "day": date_format(usual)}
            self.add_error("ends_on", _("Et projekt varer højst %(months)d måneder, altså til %(day)s. Forlæng det bagefter.") % said)


class ExtendForm(forms.Form):
    """A later end, with the reason that the agency was given."""

    ends_on = forms.DateField(label=gettext_lazy("Ny sidste dag"), widget=DateInput)
    extension_reason = FreeText(label=gettext_lazy("Hvorfor bliver projektet forlænget?"), rows=3)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project

    def clean_ends_on(self) -> date:
        last, limits = self.cleaned_data["ends_on"], limits_of(self.project.call)
        if last <= self.project.ends_on:
            raise forms.ValidationError(_("Den nye dag skal ligge efter %(day)s.") % {"day": date_format(self.project.ends_on)})
        if limits and last > (most := last_day_after(self.project.starts_on, limits.most_project_months)):
            said = {"months": limits.most_project_months, "day": date_format(most)}
            raise forms.ValidationError(_("Et projekt kan højst vare %(months)d måneder, altså til %(day)s.") % said)
        return last


class GrantForm(forms.Form):
    grant = EuroField(
        label=gettext_lazy("Bevilget tilskud i euro"),
        help_text=gettext_lazy("Er det mindre end søgt, bliver mål og budget mindre i samme forhold. De kan rettes bagefter."),
    )


class TargetForm(forms.Form):
    """What one activity aims for."""

    activity = forms.CharField(widget=forms.HiddenInput)
    participants = forms.IntegerField(label=gettext_lazy("Deltagere"), required=False, min_value=0, max_value=9999)
    days = forms.IntegerField(label=gettext_lazy("Dage i alt"), required=False, min_value=0, max_value=99999)
    accompanying = forms.IntegerField(label=gettext_lazy("Ledsagere"), required=False, min_value=0, max_value=9999)
    fewer_opportunities = forms.IntegerField(label=gettext_lazy("Med færre muligheder"), required=False, min_value=0, max_value=9999)
    blended = forms.IntegerField(label=gettext_lazy("Med en del på nettet"), required=False, min_value=0, max_value=9999)
    green = forms.IntegerField(label=gettext_lazy("Med grøn rejse"), required=False, min_value=0, max_value=9999)

    @property
    def row_name(self) -> str:
        value = self["activity"].value()
        return str(dict(Activity.choices).get(value, value))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("fewer_opportunities", "blended", "green"):
            if (cleaned.get(name) or 0) > (cleaned.get("participants") or 0) + (cleaned.get("accompanying") or 0):
                self.add_error(name, _("Der kan ikke være flere, end der rejser."))
        return cleaned


class _Targets(forms.BaseFormSet):
    def rows(self) -> list[dict[str, Any]]:
        named = ({**form.cleaned_data, **{name: form.cleaned_data.get(name) or 0 for name in TARGETS}} for form in self.forms)
        return [row for row in named if any(row[name] for name in TARGETS)]


_target_rows = forms.formset_factory(TargetForm, formset=_Targets, extra=0, max_num=20, absolute_max=20)


def target_rows(data: Any, project: Project) -> Any:
    """One row for each activity that is open."""
    known = {target.activity: target for target in project.targets.all()}
    opened = project.accreditation.open_activities
    offered = [*opened, *(activity for activity in known if activity not in opened)]
    initial = [{"activity": str(a), **{name: getattr(known[a], name) if a in known else None for name in TARGETS}} for a in offered]
    return _target_rows(data, initial=initial, prefix="maal")


class BudgetForm(forms.Form):
    """What the project may use in each category; together no more than the grant."""

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit = project.grant or project.requested_grant
        known = {line.category: line.amount for line in project.budget.all()}
        for category in Category:
            self.fields[category.value] = EuroField(label=category.label, required=False, initial=known.get(category.value))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        total = sum((amount for amount in cleaned.values() if amount), Decimal(0))
        if self.limit and total > self.limit:
            said = {"total": written(total), "limit": written(self.limit)}
            raise forms.ValidationError(_("Budgettet er %(total)s euro, men tilskuddet kun %(limit)s euro.") % said)
        return cleaned

    def lines(self) -> dict[str, Decimal]:
        return {category: amount for category, amount in self.cleaned_data.items() if amount}


class MembersForm(forms.Form):
    """Schools that join the consortium in a project."""

    schools = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Skoler"),
        queryset=School.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Vælg mindst én skole.")},
    )
    joined_on = forms.DateField(label=gettext_lazy("Med fra"), widget=DateInput)

    def __init__(self, *args: Any, schools: Iterable[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["schools"]
        field.queryset = schools


class MembershipForm(forms.Form):
    """What the request says of a member."""

    oid = Line(
        label=gettext_lazy("Skolens OID"),
        max_length=9,
        required=False,
        validators=[valid_oid],
        help_text=gettext_lazy("Et E og otte cifre."),
    )
    accession = forms.ChoiceField(
        label=gettext_lazy("Tiltrædelseserklæring"),
        choices=[(state.value, state.label) for state in (AccessionState.MISSING, AccessionState.SENT)],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Den bliver underskrevet, når I lægger den underskrevne op."),
    )
    left_on = forms.DateField(
        label=gettext_lazy("Forlader konsortiet den"),
        widget=DateInput,
        required=False,
        help_text=gettext_lazy("Kun hvis skolen ikke skal være med længere."),
    )

    def __init__(self, *args: Any, membership: ConsortiumMembership, **kwargs: Any) -> None:
        known = {"oid": membership.oid, "accession": membership.accession, "left_on": membership.left_on}
        super().__init__(*args, **{"initial": known, **kwargs})
        self.membership = membership
        if membership.accession == AccessionState.SIGNED:
            del self.fields["accession"]

    def clean_left_on(self) -> date | None:
        left = self.cleaned_data["left_on"]
        if left and left < self.membership.joined_on:
            raise forms.ValidationError(_("Skolen kan ikke forlade konsortiet, før den kom med."))
        return left


class SignForm(forms.Form):
    """The signed accession form."""

    signed_on = forms.DateField(label=gettext_lazy("Underskrevet den"), widget=DateInput)
    file = CheckedUpload(
        label=gettext_lazy("Den underskrevne erklæring"), required=True, error_messages={"required": gettext_lazy("Vælg en fil.")}
    )
