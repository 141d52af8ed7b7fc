"""The small form that begins a proposal."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.mobilities.forms.sections import activities_for
from partners.mobilities.models import Mobility
from partners.models import Project
from portal.accounts.actor import Actor
from portal.ui.fields import model_field
from schools.fields import SchoolChoice
from schools.models import School


def _token() -> str:
    return uuid4().hex


class ProjectChoice(forms.ModelChoiceField):
    def label_from_instance(self, project: Project) -> str:
        return f"{project.call} · {project.code}"


class StartForm(forms.Form):
    """Title, activity, project. What the portal knows is not asked for. `token` is new each time the page is opened."""

    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32, initial=_token)
    title = model_field(
        Mobility,
        "title",
        required=True,
        help_text=_("Et kort navn, I selv ville bruge. Kan ændres senere."),
        error_messages={"required": _("Skriv en titel.")},
    )
    activity = forms.ChoiceField(
        label=_("Hvad slags ophold?"), widget=forms.RadioSelect, error_messages={"required": _("Vælg det, der passer bedst.")}
    )

    def __init__(self, *args: Any, actor: Actor, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        activities = activities_for(Mobility(municipality_id=actor.municipality_id))
        self.fields["activity"].choices = [(one.value, one.label) for one in activities]  # type: ignore[attr-defined]
        self.projects = list(Project.objects.visible_to(actor).running())
        self._ask_project()
        self._ask_school(today)

    def _ask_project(self) -> None:
        """Asked only when there is a choice."""
        if len(self.projects) > 1:
            self.fields["project"] = ProjectChoice(
                label=_("Projekt"),
                queryset=Project.objects.visible_to(self.actor).running(),
                required=False,
                empty_label=str(_("Det ved vi ikke endnu")),
            )

    def _ask_school(self, today: date) -> None:
        """A school with departments says which of them travels."""
        self.schools = []
        if self.actor.school_id:
            schools = School.objects.visible_to(self.actor).of(self.actor.school_id).open_on(today).select_related("parent")
            self.schools = list(schools)
            if len(self.schools) > 1:
                self.fields["school"] = SchoolChoice(
                    label=_("Hvor på skolen?"), queryset=schools, initial=self.actor.school_id, widget=forms.RadioSelect, empty_label=None
                )

    def clean(self) -> dict[str, Any]:
        if self.actor.school_id and not self.schools:
            raise forms.ValidationError(_("Skolen er lukket, så der kan ikke skrives nye ophold for den."))
        return super().clean() or {}

    def draft(self) -> dict[str, Any]:
        """The cleaned form, as `proposing.start` takes it."""
        clean = self.cleaned_data
        only = self.projects[0] if len(self.projects) == 1 else None
        return {
            "title": clean["title"],
            "activity": clean["activity"],
            "project": clean.get("project") or only,
            "school": clean.get("school") or (self.schools[0] if self.schools else None),
            "token": clean["token"],
        }
