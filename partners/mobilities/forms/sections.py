"""The six sections of a proposal. Nothing is compulsory in a draft: what the rules refuse is told beside the field and saved all the same."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.choices import AccreditationState, PartnerKind
from partners.countries import country_name
from partners.grants.choices import Activity
from partners.mobilities.choices import Company, ParticipantKind, Section
from partners.mobilities.granting import HOSTING, PUPIL_ACTIVITIES, STORED, Typed, support_of
from partners.mobilities.missing import SECTION_OF
from partners.mobilities.models import Mobility, Participant, Support
from partners.mobilities.people import colleagues
from partners.mobilities.sections import contents
from partners.mobilities.services.drafting import SUPPORT
from partners.models import Accreditation, PartnerOrganisation, Project, Wording
from portal.files.fields import CheckedUpload
from portal.text.personal_data import holds_cpr
from portal.ui import sections
from portal.ui.fields import NumberChoice, date_field, model_field, plain_field
from portal.ui.rows import RowSet, row_set
from portal.writing.contents import Contents
from schools.people.rows import PeopleSet, PersonForm

NOT_CHOSEN = ("", _("Ikke valgt"))
_WHOLE_DAYS = {"invalid": _("Skriv et helt antal dage. Halve dage tæller ikke.")}


class SectionForm(sections.SectionForm):
    section: Section
    row_labels = {"people": _("Person %(number)s")}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in fields_checked(self.section):
            if name in self.fields.fields:
                self.fields.fields[name].also_told_by = f"afvist-{name}"

    @property
    def mobility(self) -> Mobility:
        return self.subject

    def contents(self) -> Contents:
        return contents(self.mobility, self.section)

    def field_options(self) -> dict[str, Any]:
        return {"mobility": self.mobility}

    def typed(self) -> tuple[Mobility, Typed]:
        """The mobility as it would be with what is right on the page, for the calculation beside it; nothing is saved."""
        self.is_valid()
        found = Mobility.objects.select_related("project", "host", "school").get(pk=self.mobility.pk)
        for name, value in self._values().items():
            setattr(found, name, value)
        return found, self._typed_rows()

    def _values(self) -> Contents:
        """The stored fields of the section as they are typed, those that are right."""
        return {name: value for name, value in self.fields.cleaned_data.items() if name in self.stored}

    def _typed_rows(self) -> Typed:
        return STORED


class SectionFields(forms.Form):
    """The single fields of a section; they know the mobility they are about."""

    def __init__(self, *args: Any, mobility: Mobility, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mobility = mobility
        self.set_choices(mobility)

    def set_choices(self, mobility: Mobility) -> None:
        """Fill the choices that depend on the mobility."""


def _zero(value: int | None) -> int:
    return value or 0


# Activity and project


class ActivityFields(SectionFields):
    title = model_field(Mobility, "title", required=False, help_text=_("Kort, så den kan stå i en liste. Fx ”To voksne i klassen, Gent”."))
    project_id = NumberChoice(label=_("Projekt"), help_text=_("Det projekt, der betaler. Datoerne skal ligge inden for dets periode."))
    activity = forms.ChoiceField(label=_("Aktivitet"), required=False, widget=forms.RadioSelect)
    course_name = model_field(Mobility, "course_name", required=False, help_text=_("Kun ved kurser: navnet, som udbyderen skriver det."))

    def set_choices(self, mobility: Mobility) -> None:
        self.fields["project_id"].choices = [NOT_CHOSEN, *((project.pk, _project_label(project)) for project in projects_for(mobility))]
        self.fields["activity"].choices = [(one.value, one.label) for one in activities_for(mobility)]


def projects_for(mobility: Mobility) -> list[Project]:
    """The projects of the municipality that take mobilities, and the one already chosen."""
    running = Q(pk__in=Project.objects.running().values("pk")) | Q(pk=mobility.project_id)
    return list(Project.objects.filter(running, accreditation__municipality=mobility.municipality_id).order_by("-call", "-pk"))


def _project_label(project: Project) -> str:
    return f"{project.call} · {project.code}"


def activities_for(mobility: Mobility) -> list[Activity]:
    """What the accreditation has opened for. Activities of pupils and hosting are hidden until then."""
    held = Accreditation.objects.filter(municipality=mobility.municipality_id, state=AccreditationState.VALID).first()
    closed = set() if held and held.has_pupil_activities else set(PUPIL_ACTIVITIES)
    closed |= set() if held and held.has_hosting else set(HOSTING)
    return [one for one in Activity if one not in closed or one == mobility.activity]


class ActivitySection(SectionForm):
    section = Section.ACTIVITY
    fields_class = ActivityFields


# Host


class HostFields(SectionFields):
    host_id = NumberChoice(label=_("Vælg en vært, I kender"))
    mentor = model_field(
        Mobility, "mentor", required=False, help_text=_("Den, I følger hos værten. En mentor har højst to deltagere ad gangen.")
    )
    # A new host is written by the button only: half a name is no partner (static/js/writing.js waits with what begins with new_).
    new_name = forms.CharField(label=_("Navn på organisationen"), max_length=200, required=False)
    new_kind = forms.ChoiceField(label=_("Slags"), choices=PartnerKind.choices, initial=PartnerKind.SCHOOL, required=False)
    new_country = forms.ChoiceField(label=_("Land"), required=False)
    new_city = forms.CharField(label=_("By"), max_length=100, required=False)

    def set_choices(self, mobility: Mobility) -> None:
        hosts = PartnerOrganisation.objects.filter(Q(merged_into=None) | Q(pk=mobility.host_id), municipality=mobility.municipality_id)
        self.fields["host_id"].choices = [NOT_CHOSEN, *((host.pk, host_label(host)) for host in hosts)]
        self.fields["new_country"].choices = [NOT_CHOSEN, *countries_to_visit()]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("new_name") and not clean.get("new_country"):
            self.add_error("new_country", _("Vælg det land, værten ligger i."))
        return clean


def host_label(host: PartnerOrganisation) -> str:
    return ", ".join(filter(None, [host.name, host.city, country_name(host.country)]))


def countries_to_visit() -> list[tuple[str, str]]:
    """Countries that some call year pays for, by name."""
    codes = "AT BE BG CY CZ DE EE EL ES FI FR HR HU IE IS IT LI LT LU LV MK MT NL NO PL PT RO RS SE SI SK TR".split()
    return sorted(((code, country_name(code)) for code in codes), key=lambda pair: pair[1])


class HostSection(SectionForm):
    section = Section.HOST
    fields_class = HostFields

    def cleaned(self) -> Contents:
        clean = dict(self.fields.cleaned_data)
        new = {name.removeprefix("new_"): clean.pop(name) for name in list(clean) if name.startswith("new_")}
        return clean | {"new_host": new | {"kind": new["kind"] or PartnerKind.SCHOOL} if new["name"] else None}


# Time and journey


class TimeFields(SectionFields):
    starts_on = date_field(Mobility, "starts_on", required=False)
    ends_on = date_field(Mobility, "ends_on", required=False)
    days = model_field(Mobility, "days", required=False, error_messages=_WHOLE_DAYS)
    travel_days = model_field(
        Mobility, "travel_days", required=False, error_messages=_WHOLE_DAYS, help_text=_("Højst 2, ved grøn rejse højst 6.")
    )
    is_green = forms.BooleanField(
        label=_("Vi rejser grønt"), required=False, help_text=_("Tog, bus, samkørsel eller cykel det meste af vejen.")
    )
    km = model_field(Mobility, "km", required=False, help_text=_("Fra by til by efter Kommissionens afstandsberegner, og kun den ene vej."))

    def clean(self) -> dict[str, Any]:
        """The dates' order is the one thing that a draft cannot hold."""
        clean = super().clean() or {}
        first, last = clean.get("starts_on"), clean.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("Opholdet slutter, før det begynder. Ret en af datoerne."))
        return clean | {"travel_days": _zero(clean.get("travel_days"))}


class EvidenceForm(forms.Form):
    file = CheckedUpload(
        label=_("Kommissionens beregning"), help_text=_("Et skærmbillede eller en PDF fra beregneren, højst 10 MB. Erstatter den, der er.")
    )


class TimeSection(SectionForm):
    """What is right is kept also when the file is not: a browser cannot choose it again by itself."""

    section = Section.TIME
    fields_class = TimeFields

    def row_sets(self) -> dict[str, RowSet]:
        self.evidence = EvidenceForm(self.data, self.files, prefix="new_evidence")
        return {}

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.evidence.is_valid()])

    def all_forms(self) -> Any:
        yield from super().all_forms()
        yield self.evidence

    def cleaned(self) -> Contents:
        checked = self.evidence.cleaned_data.get("file")
        name = self.files[self.evidence.add_prefix("file")].name if checked and self.files else ""
        return super().cleaned() | {"new_evidence": (checked, name or "") if checked else None}


# People


class PeopleFields(SectionFields):
    company = forms.ChoiceField(label=_("Hvem rejser?"), required=False, widget=forms.RadioSelect)
    pupils = model_field(Mobility, "pupils", required=False, help_text=_("Kun antallet. Skriv ingen navne på elever."))
    accompanying = model_field(
        Mobility, "accompanying", required=False, help_text=_("Voksne, der følger eleverne hele tiden. Skriv dem også herunder.")
    )

    def set_choices(self, mobility: Mobility) -> None:
        self.takes_pupils = bool(set(activities_for(mobility)) & PUPIL_ACTIVITIES) or mobility.company == Company.PUPILS
        self.fields["company"].choices = [choice for choice in Company.choices if choice[0] != Company.PUPILS or self.takes_pupils]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        return clean | {name: _zero(clean.get(name)) for name in ("pupils", "accompanying")}


class TravellerForm(PersonForm):
    remove_label = _("Fjern personen")

    name = model_field(Participant, "name", label=_("eller skriv et navn"), required=False)
    title = model_field(Participant, "title", required=False)
    email = model_field(Participant, "email", required=False)
    kind = model_field(Participant, "kind", required=False, initial=ParticipantKind.PARTICIPANT, widget=forms.RadioSelect)
    is_leader = model_field(Participant, "is_leader", required=False)

    def clean(self) -> dict[str, Any]:
        clean = super().clean()
        clean["kind"] = clean.get("kind") or ParticipantKind.PARTICIPANT
        if holds_cpr(" ".join([clean.get("name") or "", clean.get("title") or ""])):
            self.add_error("name", _("Skriv ikke CPR-numre. Navn og stilling er nok."))
        return clean


class PeopleSection(SectionForm):
    section = Section.PEOPLE
    fields_class = PeopleFields

    def row_sets(self) -> dict[str, RowSet]:
        roles = {role.user_id: role for role in colleagues(self.mobility, self.today)}
        return {"people": self.rows_of(row_set(TravellerForm, PeopleSet), "people", form_kwargs={"roles": roles})}

    def _typed_rows(self) -> Typed:
        rows = [form.cleaned_data for form in self.sets["people"].forms if getattr(form, "cleaned_data", None)]
        people = [
            Participant(name=row.get("name") or "", kind=row.get("kind") or ParticipantKind.PARTICIPANT) for row in rows if _is_person(row)
        ]
        return Typed(people=people)


def _is_person(row: Contents) -> bool:
    return bool((row.get("name") or row.get("user_id")) and not row.get("DELETE"))


# Purpose


class PurposeFields(SectionFields):
    objective_id = NumberChoice(label=_("Mål i Erasmus-planen"), widget=forms.RadioSelect)
    how_it_serves = plain_field(Mobility, "how_it_serves", 4, required=False)
    expected_learning = plain_field(Mobility, "expected_learning", 4, required=False, label=_("Hvad vil I lære?"))
    programme = plain_field(Mobility, "programme", 6, required=False, help_text=_("Kan vente, til værten har sendt det."))
    sharing = plain_field(Mobility, "sharing", 4, required=False, label=_("Hvordan deler I det, I lærer?"))

    def set_choices(self, mobility: Mobility) -> None:
        self.fields["objective_id"].choices = objectives_for(mobility)


def objectives_for(mobility: Mobility) -> list[tuple[int, str]]:
    """The objectives of the plan that holds, in its wording, and the one already chosen."""
    current = Q(plan__state="current", plan__accreditation__municipality=mobility.municipality_id)
    found = {wording.objective_id: str(wording) for wording in Wording.objects.filter(current).order_by("plan__accreditation", "position")}
    if mobility.objective_id and mobility.objective_id not in found:
        found[mobility.objective_id] = str(mobility.objective)
    return list(found.items())


class PurposeSection(SectionForm):
    section = Section.PURPOSE
    fields_class = PurposeFields


# Money


class MoneyFields(SectionFields):
    language_participants = model_field(Mobility, "language_participants", required=False, help_text=_("Ikke ved kurser og gruppeophold."))
    short_is_justified = forms.BooleanField(
        label=_("Opholdet er kortere end normalt, og det er begrundet"), required=False, help_text=_("Kun ved korte elevophold.")
    )
    fewer_opportunities = model_field(
        Support,
        "fewer_opportunities",
        required=False,
        initial=None,
        help_text=_("Et antal og intet andet. Skriv aldrig hvem, og aldrig hvorfor."),
    )
    inclusion_costs = model_field(Support, "inclusion_costs", required=False, initial=None, help_text=_("Det, støtten koster i alt."))
    exceptional_costs = model_field(
        Support, "exceptional_costs", required=False, initial=None, help_text=_("Fx visum eller en dyr rejse fra en fjern egn.")
    )

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        return clean | {"language_participants": _zero(clean.get("language_participants"))}


class MoneySection(SectionForm):
    section = Section.MONEY
    fields_class = MoneyFields

    @property
    def is_reported(self) -> bool:
        """Whether something has been written of support. What it was is not shown here again."""
        return support_of(self.mobility).pk is not None

    def _typed_rows(self) -> Typed:
        support = support_of(self.mobility)
        for name in SUPPORT:
            if (value := self.fields.cleaned_data.get(name)) is not None:
                setattr(support, name, value)
        return Typed(support=support)


SECTION_FORMS: dict[Section, type[SectionForm]] = {
    form.section: form for form in (ActivitySection, HostSection, TimeSection, PeopleSection, PurposeSection, MoneySection)
}


def fields_checked(section: Section) -> list[str]:
    """The fields of a section that the calculator may refuse, by the names of its checks."""
    return [name for name, where in SECTION_OF.items() if where == section]
