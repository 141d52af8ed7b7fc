"""The people around a mobility: who can travel, who wrote it, and who is told."""

from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from partners.mobilities.models import Mobility
from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.text.ordering import in_danish_order
from schools.people.choices import ADMINISTRATION, RoleKind
from schools.people.models import Role

TRAVELS_FOR_THE_ADMINISTRATION = ADMINISTRATION | {RoleKind.PPR}


def colleagues(mobility: Mobility, today: date) -> QuerySet[Role]:
    """Roles in force at the place that sends (a school with its departments, or administration and PPR), by name."""
    roles = Role.objects.on(today).filter(_place(mobility), user__is_active=True)
    return roles.select_related("user").order_by(*in_danish_order("user__name"), "pk")


def those_it_concerns(mobility: Mobility, now: datetime) -> list[User]:
    """Those who wrote it, proposed it or travel, as long as they may read it in one of their roles in the municipality."""
    people = {mobility.proposed_by_id, *mobility.writers.values_list("pk", flat=True)}
    people |= set(mobility.participants.exclude(user=None).values_list("user", flat=True))
    return readers_among(people, mobility, now)


def readers_among(people: set[int | None], mobility: Mobility, now: datetime) -> list[User]:
    """Those of these people who may read it as it stands: nobody else is told what is said about it."""
    here = mobility.municipality_id
    held = Role.objects.on(timezone.localdate(now)).filter(Q(municipality=here) | Q(school__municipality=here), user__in=people - {None})
    found: dict[int, User] = {}
    for role in held.filter(user__is_active=True).with_places().order_by("user__name", "user", "pk"):
        if role.user_id not in found and Mobility.objects.visible_to(Actor(role.user, role)).filter(pk=mobility.pk).exists():
            found[role.user_id] = role.user
    return list(found.values())


def _place(mobility: Mobility) -> Q:
    school = mobility.school
    if school is None:
        return Q(kind__in=TRAVELS_FOR_THE_ADMINISTRATION, municipality=mobility.municipality_id)
    main = school.parent_id or school.pk
    return Q(school=main) | Q(school__parent=main)
