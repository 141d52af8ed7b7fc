"""Reads about people: who is where, what they answer for, who could take over."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Model, Q, QuerySet, prefetch_related_objects
from django.utils.text import capfirst

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.text import danish
from schools.models import Municipality, School
from schools.people.choices import GIVES, LOOK_AFTER_MUNICIPALITY, LOOK_AFTER_NETWORK, PLACES, PlaceKind, RoleKind
from schools.people.models import Invitation, Role, RoleQuerySet

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
    """One trial action that a person answers for: as one of its responsible people, as a writer of the draft that is open, or both.

    The rows belong to a room above and are reached through `user.responsibilities` and `user.written_versions`.
    """

    trial: Any
    row: Any | None
    draft: Any | None
    others: list[str]
    """Those who are responsible too, and still here when the role has ended."""
    is_orphaned: bool
    """Nobody else is responsible."""
    is_unwritten: bool
    """Nobody else has written on the draft."""

    @property
    def is_left_alone(self) -> bool:
        """Somebody must take over."""
        return self.is_orphaned or self.is_unwritten


def responsibilities_at(role: Role, last_day: date, *, leaves: Collection[int] = ()) -> list[Responsibility]:
    """Everything the person answers for at the place of the role, and nowhere else once it has ended, whatever its state.

    `leaves` are roles that end with it, by number: they keep nothing.
    """
    later = Role.objects.on(_day_after(last_day)).exclude(pk__in=leaves)
    if later.filter(_place_or_above(role), user=role.user_id).exclude(pk=role.pk).exists():
        return []
    elsewhere = _schools_of(role, later)
    rows = {row.trial_id: row for row in _at(role.user.responsibilities.all(), role, elsewhere).select_related("trial")}
    drafts = _at(open_texts_of(role.user), role, elsewhere).select_related("trial").prefetch_related("writers")
    open_texts = {draft.trial_id: draft for draft in drafts}
    stay = _staying(role, later)
    trials = {thing.trial_id: thing.trial for thing in (*rows.values(), *open_texts.values())}
    prefetch_related_objects(list(trials.values()), "people", "home_school", "municipality")
    found = [_responsibility(trial, rows.get(pk), open_texts.get(pk), stay) for pk, trial in trials.items()]
    return sorted(found, key=lambda one: (not one.is_left_alone, one.trial.pk))


@dataclass(frozen=True)
class Task:
    """Something in the Erasmus+ consortium that a person is responsible for: the accreditation, or a school's membership.

    The rows belong to a room above and are reached through `user.accreditations` and `user.consortium_tasks`.
    """

    row: Any
    others: list[str]
    """Those who share it, and still are here when the role has ended."""

    @property
    def subject(self) -> Any:
        return self.row.subject

    @property
    def title(self) -> str:
        """”Akkreditering: 2021-1-DK01-KA120-SCH-000000001”: a code alone tells nobody what it is."""
        return f"{capfirst(self.subject._meta.verbose_name)}: {self.subject}"

    @property
    def is_left_alone(self) -> bool:
        """Somebody must take over."""
        return not self.others


def tasks_at(role: Role, last_day: date, *, leaves: Collection[int] = ()) -> list[Task]:
    """The tasks in the consortium that the person has at the place of the role, and nowhere else once it has ended."""
    later = Role.objects.on(_day_after(last_day)).exclude(pk__in=leaves)
    if later.filter(_place_or_above(role), user=role.user_id).exclude(pk=role.pk).exists():
        return []
    rows, stay = list(_tasks_held(role, later)), _staying(role, later)
    for row in rows:
        prefetch_related_objects([row.subject], "people__user")
    found = [Task(row, [one.user.name for one in row.subject.people.all() if one.user_id in stay]) for row in rows]
    return sorted(found, key=lambda one: not one.is_left_alone)


def _tasks_held(role: Role, later: QuerySet[Role]) -> Any:
    person: Any = role.user
    if role.school_id:
        members = person.consortium_tasks.running().exclude(membership__school__in=_schools_of(role, later))
        own = Q(membership__school=role.school_id) | Q(membership__school__parent=role.school_id)
        return members.filter(own).select_related("membership__school", "membership__project__accreditation")
    return person.accreditations.running().filter(accreditation__municipality=role.municipality_id).select_related("accreditation")


def left_alone(held: Iterable[Responsibility], tasks: Iterable[Task]) -> list[Responsibility | Task]:
    """What somebody must take over."""
    return [*(found for found in held if found.is_left_alone), *(task for task in tasks if task.is_left_alone)]


@dataclass(frozen=True)
class Leaving:
    """What somebody who leaves for good answers for at the place of one role, and who could take over there."""

    role: Role
    held: list[Responsibility]
    tasks: list[Task]
    colleagues: list[User]

    @property
    def answers(self) -> bool:
        """Whether there is anything to hand over here."""
        return bool(self.held or self.tasks)

    @property
    def left(self) -> list[Responsibility | Task]:
        """What somebody must take over."""
        return left_alone(self.held, self.tasks)


def leaving(person: User, last_day: date) -> list[Leaving]:
    """All roles of a person, past and coming ones too, with what is handed over at each place: each thing once, at the place nearest to it."""
    roles = sorted(Role.objects.with_places().filter(user=person), key=lambda role: _nearness(role, last_day))
    leaves, taken, found = {role.pk for role in roles}, set[Any](), []
    for role in roles:
        held = [one for one in responsibilities_at(role, last_day, leaves=leaves) if one.trial.pk not in taken]
        tasks = [one for one in tasks_at(role, last_day, leaves=leaves) if one.subject not in taken]
        taken |= {one.trial.pk for one in held} | {one.subject for one in tasks}
        found.append(Leaving(role, held, tasks, colleagues(role, last_day) if held or tasks else []))
    return found


def _nearness(role: Role, day: date) -> tuple:
    """Departments before their schools, schools before the municipality; of roles at one place first those in force."""
    if role.school:
        return (0 if role.school.parent_id else 1, role.has_ended_on(day), role.pk)
    return (2 if role.municipality_id else 3, role.has_ended_on(day), role.pk)


def proposals_at(role: Role) -> int:
    """How many proposals of journeys the person writes on at the place of the role. They stay there: colleagues find them and write on.

    They belong to a room above and are reached through `user.written_mobilities`.
    """
    person: Any = role.user
    return person.written_mobilities.being_written_at(role).count()


def open_texts_of(person: Any) -> Any:
    """The versions that the person has written on and that are not public yet. They belong to a room above."""
    return person.written_versions.still_open()


def titles_for(reader: Actor, found: list[Responsibility]) -> dict[int, str]:
    """By trial action: the latest title that the reader may see. What is missing is a draft that is not the reader's to read."""
    if not found:
        return {}
    versions = found[0].trial.versions.model.objects.visible_to(reader).filter(trial__in=[one.trial.pk for one in found])
    return {version.trial_id: version.display_title for version in versions.order_by("number")}


def _responsibility(trial: Any, row: Any | None, draft: Any | None, stay: set[int]) -> Responsibility:
    others = [person.name for person in trial.people.all() if person.user_id in stay]
    is_orphaned = row is not None and not others
    is_unwritten = draft is not None and not any(writer.pk in stay for writer in draft.writers.all())
    return Responsibility(trial, row, draft, others, is_orphaned, is_unwritten)


def _staying(role: Role, later: QuerySet[Role]) -> set[int]:
    """The other people who have a role in the municipality once this one has ended."""
    here = later.filter(Q(municipality=role.place_municipality_id) | Q(school__municipality=role.place_municipality_id))
    return set(here.filter(user__is_active=True).exclude(user=role.user_id).values_list("user", flat=True))


def _schools_of(role: Role, later: QuerySet[Role]) -> set[int]:
    """Schools (with their departments) where the person works on: what is written there stays with the person."""
    own = later.filter(user=role.user_id, school__isnull=False).exclude(pk=role.pk).values("school")
    return set(School.objects.filter(Q(pk__in=own) | Q(parent__in=own)).values_list("pk", flat=True))


def _at(things: Any, role: Role, elsewhere: set[int]) -> Any:
    """Those of the things that belong to trial actions of the role's place."""
    if role.school_id:
        found = things.filter(Q(trial__home_school=role.school_id) | Q(trial__home_school__parent=role.school_id))
    elif role.municipality_id:
        found = things.filter(trial__municipality=role.municipality_id)
    else:
        return things.none()
    return found.exclude(trial__home_school__in=elsewhere)


def colleagues(role: Role, last_day: date) -> list[User]:
    """Who could take over: people with a role at the same place after the last day, in Danish order."""
    people = User.objects.filter(is_active=True, roles__in=colleague_roles(role, last_day)).distinct()
    return sorted(people, key=lambda person: danish.sort_key(person.name))


def colleague_roles(role: Role, last_day: date) -> RoleQuerySet:
    """The roles at the place, above it or in its departments that are in force after the last day, the person's own left out."""
    later = Role.objects.on(_day_after(last_day)).filter(_place_or_above(role) | _departments(role))
    return later.exclude(user=role.user_id)


def is_last_of_its_kind(role: Role, last_day: date) -> bool:
    """Whether the place is left without a role of this kind, e.g. a school without a leader."""
    later = Role.objects.on(_day_after(last_day)).at_same_place(role).filter(kind=role.kind, user__is_active=True)
    return not later.exclude(pk=role.pk).exists()


def _day_after(day: date) -> date:
    """The next day; the calendar's last day stands for itself."""
    return min(day, date.max - timedelta(days=1)) + timedelta(days=1)


def _place_or_above(role: Role) -> Q:
    """Roles at the same place, or at the school that a department belongs to."""
    if role.school:
        return Q(school=role.school_id) | Q(school=role.school.parent_id, school__isnull=False)
    return Q(municipality=role.municipality_id, network=role.network_id, school=None)


def _departments(role: Role) -> Q:
    return Q(school__parent=role.school_id) if role.school_id else Q(pk__in=[])
