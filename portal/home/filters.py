"""What the log is narrowed by. Unknown values narrow nothing."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.home.log import period
from portal.ui.forms import DateInput
from portal.workflow.models import LogEntry
from trials.templatetags.acts import ROOMS, WORDS


class LogFilter(forms.Form):
    handling = forms.ChoiceField(label=_("Handling"), required=False)
    person = forms.CharField(label=_("Person"), required=False, max_length=150)
    fra = forms.DateField(label=_("Fra"), required=False, widget=DateInput)
    til = forms.DateField(label=_("Til og med"), required=False, widget=DateInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["handling"].choices = [("", _("Alle handlinger")), *((str(room), list(_acts(name))) for name, room in ROOMS.items())]

    def narrow(self, entries: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
        self.is_valid()
        asked = self.cleaned_data
        if act := asked.get("handling"):
            entries = entries.filter(act=act)
        if person := asked.get("person"):
            entries = entries.filter(user__name__icontains=person)
        return entries.filter(period(asked.get("fra"), asked.get("til")))

    @property
    def is_used(self) -> bool:
        return any(self.cleaned_data.values())


def _acts(room: str):
    return ((act, words) for act, words in WORDS.items() if act.startswith(f"{room}."))
