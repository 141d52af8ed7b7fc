"""Input about people, checked and translated."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.ui.forms import DateInput
from schools.people.choices import PLACES, PlaceKind
from schools.people.models import Invitation, Placed, Role, RoleQuerySet
from schools.people.queries import Place, kinds_given_by, place_kind, places_of

_NEEDS = {
    PlaceKind.SCHOOL: _("Den rolle hører til på en skole. Vælg en skole."),
    PlaceKind.MUNICIPALITY: _("Den rolle hører til i kommunen. Vælg kommunen."),
    PlaceKind.NETWORK: _("Den rolle hører til i et netværk. Vælg netværket."),
}


class PeopleFilter(forms.Form):
    """What the list of people is narrowed by. Unknown values narrow nothing."""

    q = forms.CharField(label=_("Navn"), required=False)
    sted = forms.ChoiceField(label=_("Sted"), required=False)
    vis = forms.ChoiceField(label=_("Roller"), required=False, choices=[("", _("Nuværende")), ("tidligere", _("Tidligere"))])

    def __init__(self, data: dict, *, places: Sequence[Place]) -> None:
        super().__init__(data)
        self.places = {_key(place): place for place in places}
        self.fields["sted"].choices = [("", _("Alle steder")), *((key, str(place)) for key, place in self.places.items())]
        if len(self.places) == 1:
            del self.fields["sted"]

    def narrow(self, roles: RoleQuerySet, today: date) -> RoleQuerySet:
        self.is_valid()
        asked = self.cleaned_data
        roles = roles.ended_before(today) if asked.get("vis") else roles.running_or_coming(today)
        if place := self.places.get(asked.get("sted", "")):
            roles = roles.filter(**{place_kind(place).value: place})
        return roles.filter(user__name__icontains=asked["q"]) if asked.get("q") else roles


class PlacedForm(forms.Form):
    """A kind of role and a place, out of those that the actor gives. What has one answer only is not asked."""

    kind = forms.ChoiceField(label=_("Rolle"))
    place = forms.ChoiceField(label=_("Sted"))

    def __init__(self, *args, actor: Actor, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, Place] = {_key(place): place for place in places_of(actor, today)}
        kinds = kinds_given_by(actor, self.places.values())
        self.fields["kind"].choices = [("", _("Vælg rolle")), *((kind.value, kind.label) for kind in kinds)]
        self.fields["place"].choices = _grouped(self.places)
        if len(self.places) == 1:
            self.only_place = next(iter(self.places.values()))
            del self.fields["place"]

    def clean(self) -> dict:
        cleaned = super().clean()
        kind, place = cleaned.get("kind"), self._place(cleaned)
        if kind and place and place_kind(place) not in PLACES[kind]:
            self.add_error("place" if "place" in self.fields else "kind", _NEEDS[PLACES[kind][0]])
        cleaned["where"] = {place_kind(place).value: place} if place else {}
        return cleaned

    def _place(self, cleaned: dict) -> Place | None:
        return self.places.get(cleaned.get("place", "")) if "place" in self.fields else self.only_place

    def placed(self, model: type[Placed], **fields) -> Placed:
        return model(kind=self.cleaned_data["kind"], **self.cleaned_data["where"], **fields)


class InviteForm(PlacedForm):
    name = forms.CharField(label=_("Navn"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Brug arbejdsmailen. Invitationen kan kun bruges af den, der får mailen."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    title = forms.CharField(
        label=_("Stilling (kan udelades)"), max_length=100, required=False, help_text=_("Fx lærer, pædagog eller pædagogisk leder.")
    )
    field_order = ["name", "email", "kind", "place", "title"]

    def invitation(self) -> Invitation:
        details = {name: self.cleaned_data[name] for name in ("name", "email", "title")}
        return self.placed(Invitation, **details)  # type: ignore[return-value]


class GiveRoleForm(PlacedForm):
    title = forms.CharField(label=_("Stilling (kan udelades)"), max_length=100, required=False)
    starts_on = forms.DateField(label=_("Første dag"), widget=DateInput)

    def role(self, user: User) -> Role:
        return self.placed(Role, user=user, title=self.cleaned_data["title"], starts_on=self.cleaned_data["starts_on"])  # type: ignore[return-value]


class EndRoleForm(forms.Form):
    """The last day, and who takes over. Somebody must when something would be left with nobody."""

    last_day = forms.DateField(label=_("Sidste dag"), widget=DateInput, help_text=_("Rollen gælder til og med den dag."))

    def __init__(self, *args, role: Role, colleagues: Sequence[User], needs_successor: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.starts_on = role.starts_on
        self.colleagues = {str(person.pk): person for person in colleagues}
        if colleagues:
            nobody = _("Vælg en kollega") if needs_successor else _("Ingen, de andre fortsætter")
            self.fields["successor"] = forms.ChoiceField(
                label=_("Hvem tager over?"),
                help_text=_(
                    "Kollegaen overtager det hele og får besked. Det sker med det samme, også når sidste dag ligger længere fremme."
                ),
                required=needs_successor,
                choices=[("", nobody), *((key, person.name) for key, person in self.colleagues.items())],
                error_messages={"required": _("Vælg en kollega, der tager over.")},
            )

    def clean_last_day(self) -> date:
        last_day = self.cleaned_data["last_day"]
        if last_day < self.starts_on:
            raise ValidationError(_("Rollen kan ikke slutte, før den er begyndt."))
        return last_day

    def chosen_successor(self) -> User | None:
        return self.colleagues.get(self.cleaned_data.get("successor", ""))


class AcceptForm(forms.Form):
    """What somebody new to the portal fills in."""

    name = forms.CharField(label=_("Dit navn"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Vælg en adgangskode"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Mindst 12 tegn. Tre eller fire tilfældige ord er lettere at huske end tegn og tal."),
    )
    again = forms.CharField(label=_("Gentag adgangskoden"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, *args, email: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict:
        cleaned = super().clean()
        password, again = cleaned.get("password"), cleaned.get("again")
        if password and again and password != again:
            self.add_error("again", _("De to adgangskoder er ikke ens. Skriv den samme begge steder."))
        if password:
            self._judge(password, cleaned.get("name", ""))
        return cleaned

    def _judge(self, password: str, name: str) -> None:
        try:
            validate_password(password, User(email=self.email, name=name))
        except ValidationError as error:
            self.add_error("password", error)


def _key(place: Place) -> str:
    return f"{place_kind(place)}:{place.pk}"


def _grouped(places: dict[str, Place]) -> list:
    """The places as options: the whole first, then its schools under a heading."""
    whole = [(key, str(place)) for key, place in places.items() if place_kind(place) != PlaceKind.SCHOOL]
    schools = [(key, str(place)) for key, place in places.items() if place_kind(place) == PlaceKind.SCHOOL]
    return [("", _("Vælg sted")), *whole, *([(_("Skoler"), schools)] if schools else [])]
