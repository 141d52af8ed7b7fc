"""Who is told about the documents of a mobility: those at the place who can make them, and those in the administration who can decide."""

from datetime import date

from django.db.models import Q, QuerySet

from partners.choices import RUN_THE_CONSORTIUM
from partners.mobilities.models import Mobility
from portal.accounts.models import User
from portal.text.ordering import in_danish_order
from schools.people.choices import ADMINISTRATION, RoleKind
from schools.people.models import Role


def makers_of(mobility: Mobility, today: date) -> QuerySet[User]:
    """Those who wrote it or travel, as long as they are at the sending place, and the school's leaders. Where nobody is left, who decides."""
    own = Q(user__in=mobility.writers.values("pk")) | Q(user__in=mobility.participants.exclude(user=None).values("user"))
    if mobility.school:
        here = Q(school__in=[mobility.school.pk, mobility.school.parent_id or mobility.school.pk])
        found = _people(here & (own | Q(kind=RoleKind.SCHOOL_LEADER)), today)
    else:
        found = _people(Q(kind__in=ADMINISTRATION | {RoleKind.PPR}, municipality=mobility.municipality_id) & own, today)
    return found if found.exists() else deciders_of(mobility, today)


def deciders_of(mobility: Mobility, today: date) -> QuerySet[User]:
    """Consultants and heads who do not travel themselves."""
    travellers = mobility.participants.exclude(user=None).values("user")
    return _people(Q(kind__in=RUN_THE_CONSORTIUM, municipality=mobility.municipality_id) & ~Q(user__in=travellers), today)


def _people(roles: Q, today: date) -> QuerySet[User]:
    held = Role.objects.on(today).filter(roles)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by(*in_danish_order("name"), "pk")
