"""Input of the pages that concern all rooms."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.home.choices import LONGEST_DAYS, RetentionKind
from schools.people.queries import Leaving


class DetailsForm(forms.Form):
    """One's own name and telephone number. The e-mail has a page of its own, as a new one must be confirmed."""

    name = forms.CharField(
        label=_("Navn"),
        max_length=150,
        help_text=_("Rettes også der, hvor du står som ansvarlig for en prøvehandling."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Skriv dit navn.")},
    )
    phone = forms.CharField(
        label=_("Telefon (kan udelades)"), max_length=30, required=False, widget=forms.TextInput(attrs={"autocomplete": "tel"})
    )


class RetentionForm(forms.Form):
    """How many days one kind of data is kept."""

    kind = forms.ChoiceField(choices=RetentionKind.choices, widget=forms.HiddenInput)
    days = forms.IntegerField(
        label=_("Dage"),
        min_value=1,
        max_value=LONGEST_DAYS,
        error_messages={
            "required": _("Skriv et antal dage."),
            "invalid": _("Skriv et helt antal dage."),
            "min_value": _("Skriv mindst 1 dag."),
            "max_value": _("Skriv højst %(limit_value)s dage (10 år)."),
        },
    )


class CloseAccountForm(forms.Form):
    """Who takes over at each place where something is held, and the word of the one who closes."""

    sure = forms.BooleanField(error_messages={"required": _("Sæt kryds, hvis kontoen skal lukkes.")})

    def __init__(self, *args, leaving: Sequence[Leaving], is_own: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sure"].label = (
            _("Ja, luk min konto. Den kan ikke åbnes igen.") if is_own else _("Ja, luk kontoen. Den kan ikke åbnes igen.")
        )
        self.places = {f"successor_{each.role.pk}": each for each in leaving if each.answers and each.colleagues}
        for name, each in self.places.items():
            self.fields[name] = self._successor(each)
        self.order_fields([*self.places, "sure"])

    def _successor(self, each: Leaving) -> forms.ChoiceField:
        nobody = _("Vælg en kollega") if each.left else _("Ingen, de andre fortsætter")
        return forms.ChoiceField(
            label=_("Hvem tager over på %(place)s?") % {"place": each.role.place},
            help_text=_("Kollegaen overtager det hele på stedet og får besked."),
            required=bool(each.left),
            choices=[("", nobody), *((str(person.pk), person.name) for person in each.colleagues)],
            error_messages={"required": _("Vælg en kollega, der tager over.")},
        )

    def successors(self) -> dict[int, User]:
        """By role, those who were chosen."""
        chosen = {each.role.pk: self._chosen(name, each) for name, each in self.places.items()}
        return {pk: person for pk, person in chosen.items() if person}

    def _chosen(self, name: str, each: Leaving) -> User | None:
        return next((person for person in each.colleagues if str(person.pk) == self.cleaned_data[name]), None)
