"""The people around a mobility: who can travel, who wrote it, and who is told."""

from datetime import date, datetime

from partners.mobilities.models import Mobility
from portal.accounts.models import User
from schools.people.around import readers_among, roles_at
from schools.people.choices import ADMINISTRATION, RoleKind
from schools.people.models import RoleQuerySet

TRAVELS_FOR_THE_ADMINISTRATION = ADMINISTRATION | {RoleKind.PPR}


def colleagues(mobility: Mobility, today: date) -> RoleQuerySet:
    """Roles in force at the place that sends (a school with its departments, or administration and PPR), by name."""
    return roles_at(mobility.school, mobility.municipality_id, today, administration=TRAVELS_FOR_THE_ADMINISTRATION)


def those_it_concerns(mobility: Mobility, now: datetime) -> list[User]:
    """Those who wrote it, proposed it or travel, as long as they may read it in one of their roles in the municipality."""
    people = {mobility.proposed_by_id, *mobility.writers.values_list("pk", flat=True)}
    people |= set(mobility.participants.exclude(user=None).values_list("user", flat=True))
    return readers_among(people, mobility, mobility.municipality_id, now)
