"""What the list of missing documents is narrowed by. Unknown values narrow nothing."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from partners.mobilities.choices import REMINDED_DAYS, Phase
from partners.mobilities.models import Paper
from partners.models import Project
from portal.accounts.actor import Actor
from schools.models import School

_LATER, _GONE, _MUNICIPALITY = "senere", "rejst", "forvaltningen"


class MissingFilter(forms.Form):
    projekt = forms.ChoiceField(label=_("Projekt"), required=False)
    skole = forms.ChoiceField(label=_("Sendes af"), required=False)
    fase = forms.ChoiceField(label=_("Hvornår"), required=False)
    afrejse = forms.ChoiceField(label=_("Afrejse"), required=False)

    def __init__(self, data: Any, *, actor: Actor, today: date) -> None:
        super().__init__(data)
        self.today = today
        projects = Project.objects.visible_to(actor).order_by("-call", "-pk").values_list("pk", "code")
        schools = School.objects.filter(municipality=actor.municipality_id, mobilities__isnull=False).distinct().order_by("sort_key")
        self._choose("projekt", _("Alle projekter"), [(str(pk), code) for pk, code in projects])
        named = [(str(pk), name) for pk, name in schools.values_list("pk", "name")]
        self._choose("skole", _("Alle"), [*named, (_MUNICIPALITY, _("Forvaltningen"))])
        self._choose("fase", _("Alle"), Phase.choices)
        within = [(str(days), _("Inden for %(days)d dage") % {"days": days}) for days in sorted(REMINDED_DAYS)]
        self._choose("afrejse", _("Alle"), [*within, (_LATER, _("Senere")), (_GONE, _("Er rejst"))])

    def _choose(self, name: str, every: Any, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = [("", every), *choices]  # type: ignore[attr-defined]

    def narrow(self, papers: QuerySet[Paper]) -> QuerySet[Paper]:
        self.is_valid()
        asked = self.cleaned_data
        if project := asked.get("projekt"):
            papers = papers.filter(mobility__project=project)
        if school := asked.get("skole"):
            papers = papers.filter(mobility__school=None) if school == _MUNICIPALITY else papers.filter(mobility__school=school)
        if phase := asked.get("fase"):
            papers = papers.filter(phase=phase)
        return papers.filter(self._leaving(asked.get("afrejse", "")))

    def _leaving(self, asked: str) -> Q:
        """Which days the departure lies on."""
        last = self.today + timedelta(days=max(REMINDED_DAYS))
        if asked == _GONE:
            return Q(mobility__starts_on__lt=self.today)
        if asked == _LATER:
            return Q(mobility__starts_on__gt=last)
        within = timedelta(days=int(asked)) if asked else None
        return Q(mobility__starts_on__range=(self.today, self.today + within)) if within else Q()

    @property
    def is_used(self) -> bool:
        return any(self.cleaned_data.values())
