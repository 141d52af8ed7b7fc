"""The people around something that is written at a place: who works there, and who may read it."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.text.ordering import in_danish_order
from schools.models import School
from schools.people.choices import RoleKind
from schools.people.models import Role, RoleQuerySet


def roles_at(school: School | None, municipality: int, today: date, *, administration: Collection[RoleKind]) -> RoleQuerySet:
    """Roles in force at a school with its departments, or where there is none those of these kinds in the municipality; by name."""
    if school is None:
        place = Q(kind__in=administration, municipality=municipality)
    else:
        main = school.parent_id or school.pk
        place = Q(school=main) | Q(school__parent=main)
    roles = Role.objects.on(today).filter(place, user__is_active=True)
    return roles.select_related("user").order_by(*in_danish_order("user__name"), "pk")


def readers_among(people: Iterable[int | None], text: Any, municipality: int, now: datetime) -> list[User]:
    """Those of these people who may read the text as it stands, in a role in its municipality: nobody else is told what is said about it.

    Who has moved to another school of the municipality no longer reads the drafts of the former one.
    """
    here = Q(municipality=municipality) | Q(school__municipality=municipality)
    held = Role.objects.on(localdate(now)).filter(here, user__in=set(people) - {None}, user__is_active=True)
    found: dict[int, User] = {}
    for role in held.with_places().select_related("user").order_by("user__name", "user", "pk"):
        if role.user_id not in found and type(text).objects.visible_to(Actor(role.user, role)).filter(pk=text.pk).exists():
            found[role.user_id] = role.user
    return list(found.values())
