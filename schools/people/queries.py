"""Reads about people: who is where, what they answer for, who could take over."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Model, Q, QuerySet

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.text import danish
from schools.models import Municipality, School
from schools.people.choices import GIVES, LOOK_AFTER_MUNICIPALITY, LOOK_AFTER_NETWORK, PLACES, PlaceKind, RoleKind
from schools.people.models import Invitation, Role

# Networks stand on people, so they are reached through the role's field.
_network: Any = Role._meta.get_field("network").related_model
type Place = School | Municipality | Model


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_by_token(token: str) -> Invitation | None:
    """The invitation whose link somebody holds, whatever has become of it."""
    return Invitation.objects.with_places().filter(token_hash=token_hash(token)).first()


def known_user(email: str) -> User | None:
    """Who has this e-mail address, as sign-in or as a further verified address."""
    return User.objects.filter(Q(email__iexact=email) | Q(emailaddress__email__iexact=email, emailaddress__verified=True)).first()


def places_of(actor: Actor, today: date) -> list[Place]:
    """The places whose people the actor looks after: first the whole, then its schools in Danish order."""
    if actor.kind == RoleKind.SCHOOL_LEADER and actor.school_id:
        return list(School.objects.visible_to(actor).open_on(today).of(actor.school_id).select_related("municipality"))
    if actor.network_id and actor.kind in LOOK_AFTER_NETWORK:
        return list(_network.objects.visible_to(actor).filter(pk=actor.network_id))
    if actor.municipality_id and actor.kind in LOOK_AFTER_MUNICIPALITY:
        schools = School.objects.visible_to(actor).open_on(today).filter(municipality=actor.municipality_id).select_related("municipality")
        return [Municipality.objects.visible_to(actor).get(pk=actor.municipality_id), *schools]
    return []


def kinds_given_by(actor: Actor, places: Iterable[Place]) -> list[RoleKind]:
    """The kinds of role that the actor gives and that can be held at one of the places, in the order of RoleKind."""
    here = {place_kind(place) for place in places}
    return [kind for kind in RoleKind if kind in GIVES.get(actor.kind, ()) and here & set(PLACES[kind])]


def place_kind(place: Model) -> PlaceKind:
    """The kinds of place are named after their models."""
    return PlaceKind(str(place._meta.model_name))


def in_danish_order(roles: Iterable[Role]) -> list[Role]:
    """By name, and for one person the highest role first."""
    return sorted(roles, key=lambda role: (danish.sort_key(role.user.name), role.user_id, role.rank, role.pk))


@dataclass(frozen=True)
class Responsibility:
    """One trial action that a person answers for. The row belongs to a room above and is reached through `user.responsibilities`."""

    row: Any
    title: str


def responsibilities_at(role: Role) -> list[Responsibility]:
    """What the person answers for at the place of the role."""
    rows = _answered_for(role).select_related("trial").prefetch_related("trial__versions")
    return sorted((_named(row) for row in rows), key=lambda found: danish.sort_key(found.title))


def left_without_anybody(role: Role, last_day: date) -> list[Responsibility]:
    """Those of them that nobody else with a role answers for once this role has ended. None while another role keeps the person here."""
    later = Role.objects.on(_day_after(last_day))
    if later.filter(_place_or_above(role), user=role.user_id).exclude(pk=role.pk).exists():
        return []
    rows = _answered_for(role)
    others = rows.model.objects.exclude(user=role.user_id).filter(user__is_active=True, user__roles__in=later)
    alone = set(rows.exclude(trial__in=others.values("trial")).values_list("pk", flat=True))
    return [found for found in responsibilities_at(role) if found.row.pk in alone]


def colleagues(role: Role, last_day: date) -> list[User]:
    """Who could take over: people with a role at the same place after the last day, in Danish order."""
    later = Role.objects.on(_day_after(last_day)).filter(_place_or_above(role) | _departments(role))
    people = User.objects.filter(is_active=True, roles__in=later).exclude(pk=role.user_id).distinct()
    return sorted(people, key=lambda person: danish.sort_key(person.name))


def is_last_of_its_kind(role: Role, last_day: date) -> bool:
    """Whether the place is left without a role of this kind, e.g. a school without a leader."""
    later = Role.objects.on(_day_after(last_day)).at_same_place(role).filter(kind=role.kind, user__is_active=True)
    return not later.exclude(pk=role.pk).exists()


def _day_after(day: date) -> date:
    """The next day; the calendar's last day stands for itself."""
    return min(day, date.max - timedelta(days=1)) + timedelta(days=1)


def _answered_for(role: Role) -> QuerySet:
    answers_for = role.user.responsibilities.all()
    if role.school_id:
        return answers_for.filter(Q(trial__home_school=role.school_id) | Q(trial__home_school__parent=role.school_id))
    if role.municipality_id:
        return answers_for.filter(trial__home_school=None, trial__municipality=role.municipality_id)
    return answers_for.none()


def _named(row: Any) -> Responsibility:
    versions = list(row.trial.versions.all())
    return Responsibility(row, versions[-1].display_title if versions else str(row.trial))


def _place_or_above(role: Role) -> Q:
    """Roles at the same place, or at the school that a department belongs to."""
    if role.school:
        return Q(school=role.school_id) | Q(school=role.school.parent_id, school__isnull=False)
    return Q(municipality=role.municipality_id, network=role.network_id, school=None)


def _departments(role: Role) -> Q:
    return Q(school__parent=role.school_id) if role.school_id else Q(pk__in=[])
