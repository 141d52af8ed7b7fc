"""The sections around the story: facts, people and readers, pictures and files."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.files.fields import CheckedImage, CheckedUpload
from portal.text.ordering import in_danish_order
from portal.ui.fields import Checks, date_field, model_field
from portal.ui.pictures import PictureFields
from portal.ui.rows import RowForm, RowSet, row_set
from portal.writing.contents import Contents
from schools.fields import SchoolsChoice
from schools.models import School
from schools.networks.models import Network
from schools.people.rows import PeopleSet, PersonForm
from trials.choices import AttachmentKind, Grade, Life, NextStep, Section, Visibility
from trials.colleagues import colleagues
from trials.forms.sections import SectionForm
from trials.models import Attachment, Image, ResponsiblePerson, TrialAction, Version
from trials.services.parts import NewFile

_HAS_OUTCOME = (Life.RUNNING, Life.PAUSED, Life.NEVER_STARTED, Life.EVALUATED)
_EARLIEST_SCHOOL_YEAR = 2015


class FactsFields(forms.Form):
    scope = model_field(TrialAction, "scope", label=_("Hvor foregår det?"), widget=forms.RadioSelect)
    schools = SchoolsChoice(
        label=_("Hvilke skoler?"),
        queryset=School.objects.none(),
        required=False,
        help_text=_("Når I har valgt ”En eller flere skoler”. Ellers nævnes ingen skole."),
    )
    school_year = forms.ChoiceField(label=_("Skoleår"), required=False, help_text=_("Vælg et skoleår, eller skriv datoerne herunder."))
    starts_on = date_field(TrialAction, "starts_on", required=False, label=_("Begynder"))
    ends_on = date_field(TrialAction, "ends_on", required=False, label=_("Slutter"))
    grades = Checks(label=_("Klassetrin"), choices=Grade.choices)
    life = model_field(TrialAction, "life", label=_("Hvor langt er I?"), widget=forms.RadioSelect)
    outcome = forms.ChoiceField(
        label=_("Hvordan gik det?"),
        choices=[*TrialAction._meta.get_field("outcome").choices, ("", _("Det ved vi ikke endnu"))],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Det, der ikke gik som ventet, er lige så meget værd for andre."),
    )
    next_steps = Checks(label=_("Hvad sker der nu?"), choices=NextStep.choices, help_text=_("Sæt gerne flere krydser."))
    effort_hours = model_field(Version, "effort_hours", help_text=_("Fx ”To lektioner om ugen i 12 uger”."))
    effort_staff = model_field(Version, "effort_staff", help_text=_("Fx ”To lærere og en pædagog”."))
    effort_money = model_field(Version, "effort_money", help_text=_("Fx ”Ingen ekstra penge” eller ”4.000 kr. til materialer”."))
    effort_preparation = model_field(Version, "effort_preparation", help_text=_("Fx ”Et fælles møde på to timer før start”."))
    video_url = model_field(
        Version,
        "video_url",
        help_text=_("Adressen skal begynde med https://."),
        error_messages={"invalid": _("Det er ikke en hel adresse. Kopiér den fra browserens adresselinje.")},
    )
    video_is_captioned = forms.BooleanField(label=_("Videoen er tekstet"), required=False)

    def __init__(self, *args: Any, version: Version, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["schools"].queryset = _schools(version.trial, today)
        self.fields["school_year"].choices = _school_years(version.trial.school_year, today)

    def clean(self) -> dict[str, Any]:
        clean = super().clean()
        starts_on, ends_on = clean.get("starts_on"), clean.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("Slutdatoen ligger før begyndelsen. Ret en af dem."))
        if clean.get("outcome") and clean.get("life") not in _HAS_OUTCOME:
            self.add_error(
                "outcome", _("En idé har endnu ikke noget resultat. Vælg ”Det ved vi ikke endnu”, eller ret ”Hvor langt er I?”.")
            )
        return clean


def _schools(trial: TrialAction, today: date) -> QuerySet[School]:
    """Open schools of the municipality, and those already chosen."""
    near = School.objects.filter(municipality=trial.municipality_id)
    chosen = near.filter(pk__in=trial.schools.values("pk"))
    return (near.open_on(today) | chosen).select_related("parent").distinct()


def _school_years(chosen: str, today: date) -> list[tuple[str, Any]]:
    """From next school year and back, newest first. A school year turns on 1 August."""
    this = today.year if today.month >= 8 else today.year - 1
    years = [f"{year}/{(year + 1) % 100:02}" for year in range(this + 1, _EARLIEST_SCHOOL_YEAR - 1, -1)]
    return [("", _("Intet skoleår valgt")), *((year, year) for year in sorted({*years, *filter(None, [chosen])}, reverse=True))]


class FactsSection(SectionForm):
    section = Section.FACTS
    fields_class = FactsFields

    def field_options(self) -> dict[str, Any]:
        return {"version": self.version, "today": self.today}

    def cleaned(self) -> Contents:
        return super().cleaned() | {"schools": [school.pk for school in self.fields.cleaned_data["schools"]]}


class PeopleFields(forms.Form):
    contact_email = model_field(
        TrialAction, "contact_email", help_text=_("Helst en fælles postkasse, så den også virker, når nogen skifter job.")
    )
    contact_phone = model_field(TrialAction, "contact_phone", widget=forms.TextInput(attrs={"type": "tel"}))
    visibility = model_field(Version, "visibility", widget=forms.RadioSelect, label=_("Hvem må læse den, når den er publiceret?"))
    networks = forms.ModelMultipleChoiceField(
        label=_("Hvilke netværk og partnerskaber?"),
        queryset=Network.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Kun når du har valgt ”Valgte netværk og partnerskaber”."),
    )

    def __init__(self, *args: Any, version: Version, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["networks"].queryset = _networks(version)
        if version.trial.home_school_id is None and version.visibility != Visibility.SCHOOL:
            self.fields["visibility"].choices = [choice for choice in Visibility.choices if choice[0] != Visibility.SCHOOL]

    def clean(self) -> dict[str, Any]:
        clean = super().clean()
        if clean.get("visibility") == Visibility.NETWORKS and not clean.get("networks"):
            self.add_error("networks", _("Vælg mindst ét netværk eller partnerskab, eller vælg andre læsere."))
        return clean


def _networks(version: Version) -> QuerySet[Network]:
    """The networks that the municipality takes part in, and those already chosen."""
    member = Q(memberships__municipality=version.trial.municipality_id, memberships__left_on=None)
    return Network.objects.filter(member | Q(pk__in=version.networks.values("pk"))).distinct().order_by(*in_danish_order("name"))


class ResponsibleForm(PersonForm):
    remove_label = _("Fjern den ansvarlige")

    name = model_field(ResponsiblePerson, "name", label=_("eller skriv et navn"), required=False)
    title = model_field(ResponsiblePerson, "title", help_text=_("Fx ”Pædagogisk leder”."))


class PeopleSection(SectionForm):
    section = Section.PEOPLE
    fields_class = PeopleFields

    def field_options(self) -> dict[str, Any]:
        return {"version": self.version}

    def row_sets(self) -> dict[str, RowSet]:
        roles = {role.user_id: role for role in colleagues(self.version.trial, self.today)}
        return {"people": self.rows_of(row_set(ResponsibleForm, PeopleSet), "people", form_kwargs={"roles": roles})}

    def cleaned(self) -> Contents:
        networks = self.fields.cleaned_data["networks"] if self.fields.cleaned_data["visibility"] == Visibility.NETWORKS else []
        return super().cleaned() | {"networks": [network.pk for network in networks]}


class ImageForm(PictureFields, RowForm):
    remove_label = _("Fjern billedet")


class AttachmentForm(RowForm):
    remove_label = _("Fjern filen")
    title = model_field(Attachment, "title")
    kind = model_field(Attachment, "kind")


class FileSet(RowSet):
    """Stored files: new ones come by upload, never as an empty row. They keep the order in which they were posted, or are moved by one."""

    first_rows = 0

    def rows(self) -> list[Contents]:
        rows = super().rows()
        name, _dot, move = self.move.partition(":")
        at = next((at for at, row in enumerate(rows) if str(row["row"]) == name), None)
        to = None if at is None else at + {"op": -1, "ned": 1}.get(move, 0)
        if at is not None and to is not None and 0 <= to < len(rows):
            rows[at], rows[to] = rows[to], rows[at]
        return rows

    move = ""


class NewImageForm(PictureFields):
    file = CheckedImage(
        label=_("Vælg et billede"), help_text=_("JPEG, PNG eller WebP, højst 10 MB. Sted og tidspunkt fjernes fra billedet.")
    )


class NewAttachmentForm(forms.Form):
    file = CheckedUpload(label=_("Vælg en fil"), help_text=_("PDF, Word, Excel, PowerPoint eller et billede, højst 10 MB."))
    title = model_field(Attachment, "title", required=False, help_text=_("Det, læseren ser. Fx ”Årshjul for samarbejdet”."))
    kind = model_field(Attachment, "kind", initial=AttachmentKind.TEMPLATE, required=False)


class FilesSection(SectionForm):
    """Pictures and files. What is right is kept even when something else is wrong: a browser cannot choose a file again by itself."""

    section = Section.FILES
    saves_in_part = True
    holds_removal = True

    def row_sets(self) -> dict[str, RowSet]:
        self.new_image = NewImageForm(self.data, self.files, prefix="new_image")
        self.new_attachment = NewAttachmentForm(self.data, self.files, prefix="new_attachment")
        sets = {
            "images": self.rows_of(row_set(ImageForm, FileSet), "images"),
            "attachments": self.rows_of(row_set(AttachmentForm, FileSet), "attachments"),
        }
        for name, rows in sets.items():
            rows.move = self.data.get(f"flyt_{name}", "") if self.data else ""
        return sets

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.new_image.is_valid(), self.new_attachment.is_valid()])

    def cleaned(self) -> Contents:
        """Every part that is right."""
        found: Contents = {name: rows.rows() for name, rows in self.sets.items() if rows.is_valid()}
        found["new_images"] = self._chosen(self.new_image)
        found["new_attachments"] = self._chosen(self.new_attachment)
        return found

    def _chosen(self, form: forms.Form) -> list[NewFile]:
        if not form.is_valid() or not form.cleaned_data["file"]:
            return []
        upload: UploadedFile = self.files[form.add_prefix("file")]
        words = {name: value for name, value in form.cleaned_data.items() if name != "file"}
        return [NewFile(form.cleaned_data["file"], upload.name or "", words)]

    def keep_errors_of(self, posted: "FilesSection") -> None:  # type: ignore[override]
        """Show, on the page after a save in part, what could not be saved as it was typed."""
        if not posted.new_image.is_valid():
            self.new_image = posted.new_image
        if not posted.new_attachment.is_valid():
            self.new_attachment = posted.new_attachment
        self.sets |= {name: rows for name, rows in posted.sets.items() if not rows.is_valid()}

    def images(self) -> list[tuple[Image, forms.Form]]:
        return self._beside(self.version.images.all(), "images")

    def attachments(self) -> list[tuple[Attachment, forms.Form]]:
        return self._beside(self.version.attachments.all(), "attachments")

    def _beside(self, stored: Any, name: str) -> list:
        known = {str(thing.pk): thing for thing in stored}
        rows = [(known.get(str(form["row"].value())), form) for form in self.sets[name].forms]
        return [(thing, form) for thing, form in rows if thing]

    def all_forms(self) -> Iterator[forms.Form]:
        yield from super().all_forms()
        yield from (self.new_image, self.new_attachment)
