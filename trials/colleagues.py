"""The people around a trial action: who can be made responsible, who sends it, who reads it, and who is told."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.timezone import localdate

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.accounts.permissions import may
from portal.text.ordering import in_danish_order
from schools.people import around
from schools.people.choices import ADMINISTRATION, RoleKind
from schools.people.models import Role, RoleQuerySet
from trials.models import TrialAction, Version
from trials.rules import REVIEWERS


def colleagues(trial: TrialAction, today: date) -> RoleQuerySet:
    """Roles in force at the place that writes (a school with its departments, or the administration), by name."""
    return around.roles_at(trial.home_school, trial.municipality_id, today, administration=ADMINISTRATION)


def fellow_writers(version: Version, today: date, *, but: User | None) -> list[Role]:
    """The others who may write this text, each once with the role in which they may, by name."""
    roles = {role.user_id: role for role in colleagues(version.trial, today).with_places() if _may_write(role, version)}
    return [role for user_id, role in roles.items() if but is None or user_id != but.pk]


def _may_write(role: Role, version: Version) -> bool:
    return may(Actor(role.user, role), "trials.improve", version)


def school_leaders(trial: TrialAction, today: date) -> QuerySet[User]:
    """Those who can send the school's text: its leaders and those of the school it is a department of."""
    school = trial.home_school
    if school is None:
        return User.objects.none()
    roles = Role.objects.on(today).filter(kind=RoleKind.SCHOOL_LEADER, school__in=[school.pk, school.parent_id or school.pk])
    return User.objects.filter(is_active=True, roles__in=roles).distinct().order_by(*in_danish_order("name"))


def reviewers_of(version: Version, now: datetime) -> Iterable[User]:
    """Consultants and heads of the municipality, without those who wrote it."""
    roles = Role.objects.on(localdate(now)).filter(kind__in=REVIEWERS, municipality=version.trial.municipality_id)
    return User.objects.filter(is_active=True, roles__in=roles).exclude(pk__in=version.writers.values("pk")).distinct()


def writers_of(version: Version, now: datetime) -> Iterable[User]:
    """Those who wrote it, sent it or are responsible for it, as long as they may read it in one of their roles in the municipality."""
    people = {version.submitted_by_id, *version.writers.values_list("pk", flat=True)}
    people |= set(version.trial.people.exclude(user=None).values_list("user", flat=True))
    return readers_among(people, version, now)


def readers_among(people: Iterable[int | None], version: Version, now: datetime) -> list[User]:
    return around.readers_among(people, version, version.trial.municipality_id, now)
