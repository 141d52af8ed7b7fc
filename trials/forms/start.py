"""The small form that begins a trial action."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.files.fields import Photo
from portal.ui.fields import model_field
from schools.fields import SchoolChoice, SchoolsChoice
from schools.models import School
from schools.people.choices import ADMINISTRATION
from trials.choices import Life, Scope
from trials.models import TrialAction, Version
from trials.services.parts import NewFile

_BEGINNINGS = [
    (Life.IDEA, _("Vi vil prøve noget")),
    (Life.RUNNING, _("Vi er i gang")),
    (Life.EVALUATED, _("Vi har prøvet det")),
]


def _token() -> str:
    return uuid4().hex


class StartForm(forms.Form):
    """Title, one sentence, how far it is, and a photo if there is one. What the portal knows is not asked for.

    `token` is new each time the page is opened: a form that is sent twice begins one draft.
    """

    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32, initial=_token)
    title = model_field(
        Version,
        "title",
        label=_("Titel"),
        required=True,
        help_text=_("Et kort navn, I selv ville bruge. Kan ændres senere."),
        error_messages={"required": _("Skriv en titel.")},
    )
    summary = forms.CharField(
        label=_("Hvad vil I prøve, eller hvad har I prøvet?"),
        help_text=_("Én sætning er nok nu."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    life = forms.ChoiceField(
        label=_("Hvor langt er I?"),
        choices=_BEGINNINGS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg det, der passer bedst.")},
    )

    photo = Photo(
        label=_("Et billede, hvis I har et"),
        help_text=_("Fx af rummet eller materialet, uden børn, der kan genkendes. Sted og tidspunkt fjernes fra billedet."),
    )

    def clean(self) -> dict[str, Any]:
        """A browser cannot choose a file again by itself: where something else is wrong, the photo is asked for once more."""
        clean = super().clean()
        if self.errors and clean.get("photo"):
            self.add_error("photo", _("Vælg billedet igen, når resten er rettet."))
        return clean

    def place(self) -> dict[str, Any]:
        """Where it is written and tried, as `drafts.start` takes it."""
        raise NotImplementedError

    def draft(self) -> dict[str, Any]:
        """The cleaned form, as `drafts.start` takes it."""
        clean = self.cleaned_data
        return {
            "title": clean["title"],
            "summary": clean["summary"],
            "life": Life(clean["life"]),
            "photo": NewFile(clean["photo"], self.files[self.add_prefix("photo")].name or "", {}) if clean["photo"] else None,
            "token": clean["token"],
            **self.place(),
        }


class SchoolStartForm(StartForm):
    """For a school. It is asked where only when it has departments to choose from."""

    def __init__(self, *args: Any, actor: Actor, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schools = School.objects.visible_to(actor).of(actor.school_id).open_on(today).select_related("parent")
        if len(self.schools) > 1:
            self.fields["home_school"] = SchoolChoice(
                label=_("Hvor på skolen?"), queryset=self.schools, initial=actor.school_id, widget=forms.RadioSelect, empty_label=None
            )
            self.order_fields([name for name in self.fields if name != "photo"])

    def clean(self) -> dict[str, Any]:
        if not self.schools:
            raise forms.ValidationError(_("Skolen er lukket, så der kan ikke skrives nye prøvehandlinger for den."))
        return super().clean()

    def place(self) -> dict[str, Any]:
        school = self.cleaned_data.get("home_school") or self.schools[0]
        return {"home_school": school, "scope": Scope.NAMED, "schools": [school]}


class AdministrationStartForm(StartForm):
    """For the administration, which says whether it is about the whole municipality or some schools."""

    scope = model_field(TrialAction, "scope", label=_("Hvor foregår det?"), widget=forms.RadioSelect, initial=Scope.MUNICIPALITY)

    def __init__(self, *args: Any, actor: Actor, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = School.objects.visible_to(actor).filter(municipality=actor.municipality_id).open_on(today).select_related("parent")
        self.fields["schools"] = SchoolsChoice(
            label=_("Hvilke skoler?"), queryset=schools, required=False, help_text=_("Kun når det foregår på skoler, I vil nævne.")
        )
        self.order_fields([name for name in self.fields if name != "photo"])

    def clean(self) -> dict[str, Any]:
        clean = super().clean()
        if clean.get("schools") and clean.get("scope") != Scope.NAMED:
            self.add_error("schools", _("Fjern krydserne, eller vælg ”En eller flere skoler”."))
        return clean

    def place(self) -> dict[str, Any]:
        return {"home_school": None, "scope": Scope(self.cleaned_data["scope"]), "schools": self.cleaned_data["schools"]}


def start_form(actor: Actor, today: date, data: Any = None, files: Any = None) -> StartForm:
    """The form for the actor's kind of place."""
    form = AdministrationStartForm if actor.kind in ADMINISTRATION else SchoolStartForm
    return form(data, files, actor=actor, today=today)
