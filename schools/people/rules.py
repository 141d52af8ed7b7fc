"""Who may give which role where. The things asked about are roles and invitations: a kind together with its place."""

import rules
from django.utils.timezone import localdate

from portal.accounts.actor import Actor
from portal.accounts.models import User
from schools.people.choices import GIVES, LOOK_AFTER_MUNICIPALITY, RoleKind
from schools.people.models import Placed, Role


@rules.predicate
def looks_after_people(actor: Actor, _thing: object = None) -> bool:
    """School leaders, consultants, heads and system administrators do; editors and facilitators do for their network."""
    return actor.kind in GIVES and (actor.kind != RoleKind.EDITOR or actor.network_id is not None)


@rules.predicate
def looks_after_the_place(actor: Actor, placed: Placed) -> bool:
    """A leader for the school and its departments, the administration for the whole municipality, a network's people for the network."""
    if actor.kind == RoleKind.SCHOOL_LEADER:
        return placed.school is not None and actor.school_id in {placed.school.pk, placed.school.parent_id}
    if actor.kind in LOOK_AFTER_MUNICIPALITY:
        return actor.municipality_id is not None and placed.place_municipality_id == actor.municipality_id
    return actor.network_id is not None and placed.network_id == actor.network_id


@rules.predicate
def gives_such_roles(actor: Actor, placed: Placed) -> bool:
    """A leader makes contributors and leaders, the administration everybody but system administrators, who make each other."""
    return placed.kind in GIVES.get(actor.kind, frozenset())


@rules.predicate
def is_somebody_elses(actor: Actor, role: Placed) -> bool:
    """Nobody ends or gives their own role: no place is left without anybody, and nobody opens a door for themselves."""
    return getattr(role, "user_id", None) != actor.user_id


@rules.predicate
def is_a_system_administrator(actor: Actor, _thing: object = None) -> bool:
    """System administrators of a municipality."""
    return actor.kind == RoleKind.SYSTEM_ADMINISTRATOR and actor.municipality_id is not None


@rules.predicate
def knows_the_person_alone(actor: Actor, person: User) -> bool:
    """The person has or had a role in the actor's municipality, and has none anywhere else now or later."""
    here = Role.objects.looked_after_by(actor).filter(user=person)
    elsewhere = Role.objects.running_or_coming(localdate()).filter(user=person).exclude(pk__in=here.values("pk"))
    return here.exists() and not elsewhere.exists()


@rules.predicate
def is_not_oneself(actor: Actor, person: User) -> bool:
    """One's own account is closed from one's own page, after proving who one is."""
    return actor.user_id != person.pk


_gives = looks_after_people & looks_after_the_place & gives_such_roles

rules.add_perm("people.see", looks_after_people)
rules.add_perm("people.see_place", looks_after_people & looks_after_the_place)
rules.add_perm("people.invite", _gives)
rules.add_perm("people.give_role", _gives & is_somebody_elses)
rules.add_perm("people.end_role", _gives & is_somebody_elses)
rules.add_perm("people.close_account", is_a_system_administrator & is_not_oneself & knows_the_person_alone)
