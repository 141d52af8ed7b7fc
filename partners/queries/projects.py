"""Reads about projects: what they aim for and may cost, against what is committed, used and done.

Mobilities belong to the room above and are reached through `project.mobilities`.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce

from partners.choices import LEAST_RESPONSIBLE
from partners.models import ConsortiumMembership, Project


@dataclass(frozen=True)
class Money:
    """What a project may use and has used (EUR). Committed is what has been approved, used what has been spent of it."""

    grant: Decimal
    committed: Decimal
    used: Decimal

    @property
    def left(self) -> Decimal:
        return self.grant - self.committed


def money_of(project: Project) -> Money:
    found = project.mobilities.committed().aggregate(
        committed=Coalesce(Sum("grant_total"), Decimal(0)), used=Coalesce(Sum("used_total"), Decimal(0))
    )
    return Money(project.grant, found["committed"], found["used"])


def members_of(project: Project) -> QuerySet[ConsortiumMembership]:
    """Those who are in it now come first, each with how many are responsible."""
    members = project.memberships.select_related("school", "project__accreditation").annotate(responsible=Count("people"))
    return members.prefetch_related("people__user").order_by("left_on", "school__sort_key", "pk")


def depends_on_one(membership: ConsortiumMembership) -> bool:
    """Fewer than two at the school are responsible (*personafhængig*)."""
    return len(membership.people.all()) < LEAST_RESPONSIBLE
