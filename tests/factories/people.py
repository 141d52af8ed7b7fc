import hashlib
import itertools
from datetime import UTC, date, datetime, timedelta

from allauth.account.models import EmailAddress

from portal.accounts.actor import Actor
from portal.accounts.models import User
from schools.models import Municipality, School
from schools.networks.models import Network
from schools.people.models import Invitation, Role

_numbers = itertools.count(1)
PASSWORD = "et-langt-kodeord-42"
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
DAY = date(2026, 11, 2)


def user(name: str = "", **fields) -> User:
    number = next(_numbers)
    made = User(email=fields.pop("email", f"person{number}@prøve.example".replace("ø", "oe")), name=name or f"Person Nr{number}", **fields)
    made.set_unusable_password()
    made.save()
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def unsaved(kind: str, place: School | Municipality | Network, **fields) -> Role:
    return Role(kind=kind, **{place._meta.model_name: place}, **fields)


def role(kind: str, place: School | Municipality | Network, *, who: User | None = None, **fields) -> Role:
    made = unsaved(kind, place, user=who or user(), starts_on=fields.pop("starts_on", date(2025, 1, 1)), **fields)
    made.save()
    return made


def invitation(kind: str, place: School | Municipality | Network, *, token: str = "", **fields) -> Invitation:
    """An unanswered invitation; `token` is the secret of its link."""
    number = next(_numbers)
    invited_at = fields.pop("invited_at", NOW)
    return Invitation.objects.create(
        kind=kind,
        email=fields.pop("email", f"inviteret{number}@skolen.example"),
        name=fields.pop("name", f"Inviteret Nr{number}"),
        token_hash=hashlib.sha256((token or f"token-{number}").encode()).hexdigest(),
        invited_by=fields.pop("invited_by", None) or user(),
        invited_at=invited_at,
        expires_at=fields.pop("expires_at", invited_at + timedelta(days=14)),
        **{place._meta.model_name: place},
        **fields,
    )


def actor(kind: str, place: School | Municipality | Network, *, who: User | None = None) -> Actor:
    made = role(kind, place, who=who)
    return Actor(made.user, made)


def writer(version) -> Actor:
    """The one who wrote a draft of the factories, in the role it was written in."""
    person = version.writers.get()
    return Actor(person, person.roles.get())
