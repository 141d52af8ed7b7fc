from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.forms.fields import FreeText
from partners.models import Accreditation, GrantRound, Project, Wish
from portal.text.normalise import normalise_line
from portal.ui.forms import DateInput

MOST_POINTS = 3
_MOST_CRITERIA, _LONGEST_CRITERION = 8, 200
_POINTS = [(str(points), str(points)) for points in range(MOST_POINTS + 1)]


class RoundForm(forms.Form):
    """When and by what: the schools see both before they write."""

    call = forms.IntegerField(label=gettext_lazy("Indkaldelse"), min_value=2021, max_value=2099)
    deadline = forms.DateField(label=gettext_lazy("Skolernes frist"), widget=DateInput, help_text=gettext_lazy("Til og med den dag."))
    criteria = forms.CharField(
        label=gettext_lazy("Kriterier"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Ét på hver linje, højst otte. Hvert ønske får 0–3 point for hvert kriterium. Skolerne kan læse dem."),
    )

    def __init__(self, *args: Any, today: date, known: GrantRound | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if known:
            del self.fields["call"]

    def clean_deadline(self) -> date:
        if self.cleaned_data["deadline"] < self.today:
            raise ValidationError(_("Fristen skal være i dag eller senere."))
        return self.cleaned_data["deadline"]

    def clean_criteria(self) -> list[str]:
        lines = [normalise_line(line.lstrip("-•* ")) for line in self.cleaned_data["criteria"].splitlines()]
        criteria = list(dict.fromkeys(line for line in lines if line))
        if len(criteria) > _MOST_CRITERIA or any(len(line) > _LONGEST_CRITERION for line in criteria):
            raise ValidationError(_("Skriv højst otte kriterier, hvert på højst 200 tegn."))
        return criteria


class WishForm(forms.Form):
    """Places that a school wants in one activity."""

    activity = forms.ChoiceField(label=gettext_lazy("Aktivitet"), widget=forms.RadioSelect)
    places = forms.IntegerField(label=gettext_lazy("Hvor mange pladser?"), min_value=1, max_value=99)
    days = forms.IntegerField(
        label=gettext_lazy("Hvor mange dage pr. plads?"),
        min_value=1,
        max_value=365,
        initial=5,
        help_text=gettext_lazy("Dage med aktivitet. Rejsedage lægges til i anslaget."),
    )
    reason = FreeText(
        label=gettext_lazy("Hvorfor?"),
        help_text=gettext_lazy("Hvilket mål i Erasmus-planen tjener det, og hvad vil I gøre med det, I lærer?"),
    )

    def __init__(self, *args: Any, accreditation: Accreditation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["activity"]
        field.choices = [(activity.value, activity.label) for activity in accreditation.open_activities]


class ScoreForm(forms.Form):
    """0–3 points for each wish and criterion. What is left empty has no points yet."""

    def __init__(self, *args: Any, wishes: Iterable[Wish], criteria: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wishes, self.criteria = list(wishes), criteria
        for wish in self.wishes:
            for at, criterion in enumerate(criteria):
                self.fields[f"{wish.pk}-{at}"] = forms.ChoiceField(
                    label=criterion,
                    choices=[("", "–"), *_POINTS],
                    required=False,
                    initial=str(wish.points[at]) if at < len(wish.points) else "",
                )

    def rows(self) -> list[tuple[Wish, list[forms.BoundField]]]:
        """Each wish with its fields."""
        return [(wish, [self[f"{wish.pk}-{at}"] for at in range(len(self.criteria))]) for wish in self.wishes]

    def points(self) -> dict[int, list[int]]:
        """By wish; a wish with a criterion left open has none."""
        given = {wish.pk: [self.cleaned_data[f"{wish.pk}-{at}"] for at in range(len(self.criteria))] for wish in self.wishes}
        return {number: [int(points) for points in row] if all(row) else [] for number, row in given.items()}


class AnswerForm(forms.Form):
    """Which project the places come from, and the places that each wish gets, with the reason that the school reads."""

    project = forms.ModelChoiceField(
        label=gettext_lazy("Hvilket projekt kommer pladserne fra?"),
        queryset=Project.objects.none(),
        required=False,
        empty_label=gettext_lazy("Vælg projekt"),
    )

    def __init__(self, *args: Any, wishes: Iterable[Wish], projects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wishes = list(wishes)
        field: Any = self.fields["project"]
        field.queryset = projects
        for wish in self.wishes:
            self.fields[f"places-{wish.pk}"] = forms.IntegerField(
                label=_("Pladser af %(wished)d ønskede") % {"wished": wish.places},
                required=False,
                min_value=0,
                max_value=wish.places,
                initial=wish.given_places,
            )
            self.fields[f"reason-{wish.pk}"] = FreeText(label=_("Begrundelse"), required=False, rows=2, initial=wish.given_reason)

    def rows(self) -> list[tuple[Wish, forms.BoundField, forms.BoundField]]:
        return [(wish, self[f"places-{wish.pk}"], self[f"reason-{wish.pk}"]) for wish in self.wishes]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for wish in self.wishes:
            if cleaned.get(f"places-{wish.pk}") is not None and not cleaned.get(f"reason-{wish.pk}"):
                self.add_error(f"reason-{wish.pk}", _("Skriv, hvorfor det blev sådan; skolen læser det."))
        return cleaned

    def answers(self) -> dict[int, tuple[int, str]]:
        """By wish; one without a number of places has no answer yet."""
        said = {wish.pk: (self.cleaned_data[f"places-{wish.pk}"], self.cleaned_data[f"reason-{wish.pk}"]) for wish in self.wishes}
        return {number: answer for number, answer in said.items() if answer[0] is not None}
