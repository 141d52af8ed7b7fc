from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.forms.fields import Line
from partners.school_years import read_school_year
from portal.accounts.actor import Actor
from schools.models import School


class SchoolYear(Line):
    """”2025/26”, also when it is written 2025-2026."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": gettext_lazy("Skoleår"), "help_text": gettext_lazy("fx 2025/26"), "max_length": 20, **kwargs})

    def clean(self, value: Any) -> str:
        written = super().clean(value)
        if not (year := read_school_year(written)):
            raise ValidationError(_("Skriv skoleåret som 2025/26."), code="school_year")
        return year


class RateForm(forms.Form):
    """A school's exclusion rate with its source: definitions differ, so the number never stands alone."""

    school = forms.ModelChoiceField(
        label=gettext_lazy("Skole"),
        queryset=School.objects.none(),
        empty_label=gettext_lazy("Vælg skole"),
        error_messages={"required": gettext_lazy("Vælg skolen.")},
    )
    school_year = SchoolYear()
    percent = forms.DecimalField(
        label=gettext_lazy("Segregeringsprocent"),
        localize=True,
        min_value=0,
        max_value=100,
        max_digits=4,
        decimal_places=1,
        help_text=gettext_lazy("Hvor stor en del af distriktets elever der går i specialtilbud, med én decimal."),
    )
    pupils = forms.IntegerField(
        label=gettext_lazy("Elever i opgørelsen"),
        min_value=1,
        max_value=100_000,
        help_text=gettext_lazy("Populationen: hvor mange elever procenten er regnet af."),
    )
    source = Line(
        label=gettext_lazy("Kilde"), max_length=200, help_text=gettext_lazy("Hvem har gjort tallet op, og hvornår? Måderne er forskellige.")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["school"]
        field.queryset = main_schools(actor)


def main_schools(actor: Actor) -> Any:
    """The open schools of the actor's municipality, departments left out, in Danish order."""
    return School.objects.filter(municipality=actor.municipality_id, parent=None).open_on(timezone.localdate()).order_by("sort_key")
