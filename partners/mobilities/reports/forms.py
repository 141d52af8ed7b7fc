"""Beginning a report, and writing its texts."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.mobilities.choices import ReportPart
from partners.mobilities.models import Report
from partners.mobilities.reports.texts import INTRO, contents, sections_of
from partners.models import Accreditation, Project
from partners.school_years import school_year_on
from portal.accounts.actor import Actor
from portal.ui.fields import no_cpr
from portal.ui.forms import FormattedText
from portal.ui.sections import SectionForm
from portal.writing.contents import Contents
from schools.models import School
from schools.people.choices import ADMINISTRATION, RoleKind

_YEARS_BACK = 4


class BeginReportForm(forms.Form):
    """What the report is about: a project, the accreditation, or a school's year. That of a mobility is begun from the mobility."""

    about = forms.ChoiceField(label=_("Rapport om"), error_messages={"required": _("Vælg, hvad rapporten handler om.")})
    school_year = forms.ChoiceField(label=_("Skoleår"), required=False, help_text=_("Kun for en skoles årsrapport."))

    def __init__(self, *args: Any, actor: Actor, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subjects: dict[str, Project | Accreditation | School] = {}
        groups = [(label, [(key, words) for key, words in found]) for label, found in self._groups(actor)]
        self.fields["about"].choices = [("", _("Vælg")), *(group for group in groups if group[1])]
        years = [school_year_on(date(today.year - back, today.month, 1)) for back in range(_YEARS_BACK)]
        self.fields["school_year"].choices = [(year, year) for year in years]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        about_a_school = isinstance(self.subjects.get(clean.get("about", "")), School)
        if about_a_school and not clean.get("school_year") and "school_year" not in self.errors:
            self.add_error("school_year", _("Vælg skoleåret."))
        return clean

    def subject(self) -> Project | Accreditation | School:
        return self.subjects[self.cleaned_data["about"]]

    def _groups(self, actor: Actor) -> Iterator[tuple[Any, list[tuple[str, str]]]]:
        if actor.kind in ADMINISTRATION:
            yield _("Projekter"), self._named("projekt", Project.objects.visible_to(actor))
            yield _("Akkrediteringen"), self._named("akkreditering", Accreditation.objects.visible_to(actor))
            yield (
                _("Skoler"),
                self._named("skole", School.objects.visible_to(actor).filter(municipality=actor.municipality_id, parent=None)),
            )
        elif actor.kind == RoleKind.SCHOOL_LEADER:
            yield _("Skoler"), self._named("skole", School.objects.visible_to(actor).of(actor.school_id))

    def _named(self, kind: str, found: Any) -> list[tuple[str, str]]:
        things = {f"{kind}-{thing.pk}": thing for thing in found}
        self.subjects |= things
        return [(key, str(thing)) for key, thing in things.items()]


class ReportTextsForm(forms.Form):
    """Title and one text for each section of the kind."""

    title = forms.CharField(label=_("Titel"), max_length=200, validators=[no_cpr])

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for section in sections_of(report.kind):
            widget = (
                forms.Textarea(attrs={"rows": 4}) if section.key == INTRO else FormattedText(attrs={"rows": 8}, hint=section.editor_help)
            )
            self.fields[section.key] = forms.CharField(
                label=section.heading, help_text=section.help, required=False, widget=widget, validators=[no_cpr]
            )


class ReportTexts(SectionForm):
    """The page on which a report is written."""

    section = ReportPart.TEXTS
    fields_class = ReportTextsForm

    def contents(self) -> Contents:
        return contents(self.subject)

    def field_options(self) -> dict[str, Any]:
        return {"report": self.subject}
