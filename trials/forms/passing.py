"""Sending a draft on, as it comes from the page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import model_field, no_cpr
from schools.people.models import Role
from trials.models import PassedOn

# So many names can be seen at once; more are chosen from a list.
_SHORT_LIST = 7


class PassOnForm(forms.Form):
    """Who is to have it, and a word along with it."""

    to = forms.TypedChoiceField(
        label=_("Hvem skal have den?"), coerce=int, widget=forms.RadioSelect, error_messages={"required": _("Vælg en kollega.")}
    )
    message = model_field(
        PassedOn,
        "message",
        label=_("Skriv et par ord med"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        validators=[no_cpr],
        help_text=_("Kan udelades. Fx ”Skriver du, hvordan det gik i 2.b?”."),
    )

    def __init__(self, data: Any = None, *, colleagues: list[Role]) -> None:
        super().__init__(data)
        self.people = {role.user_id: role.user for role in colleagues}
        choices = [(role.user_id, f"{role.user}, {(role.title or role.get_kind_display()).lower()}") for role in colleagues]
        if len(choices) > _SHORT_LIST:
            self.fields["to"].widget = forms.Select()
            choices.insert(0, ("", _("Vælg")))
        self.fields["to"].choices = choices

    def passing(self) -> dict[str, Any]:
        """The cleaned form, as `passing.pass_on` takes it."""
        return {"to": self.people[self.cleaned_data["to"]], "message": self.cleaned_data["message"]}
