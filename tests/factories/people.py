import itertools
from datetime import date

from allauth.account.models import EmailAddress

from portal.accounts.actor import Actor
from portal.accounts.models import User
from schools.models import Municipality, School
from schools.networks.models import Network
from schools.people.models import Role

_numbers = itertools.count(1)
PASSWORD = "et-langt-kodeord-42"


def user(name: str = "", **fields) -> User:
    number = next(_numbers)
    made = User(email=fields.pop("email", f"person{number}@prøve.example".replace("ø", "oe")), name=name or f"Person Nr{number}", **fields)
    made.set_unusable_password()
    made.save()
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def role(kind: str, place: School | Municipality | Network, *, who: User | None = None, **fields) -> Role:
    places = {School: "school", Municipality: "municipality", Network: "network"}
    return Role.objects.create(
        user=who or user(), kind=kind, starts_on=fields.pop("starts_on", date(2025, 1, 1)), **{places[type(place)]: place}, **fields
    )


def actor(kind: str, place: School | Municipality | Network, *, who: User | None = None) -> Actor:
    made = role(kind, place, who=who)
    return Actor(made.user, made)
