"""Reads about projects: what they aim for and may cost, against what is committed, used and done.

Mobilities belong to the room above and are reached through `project.mobilities`.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet

from partners.choices import LEAST_RESPONSIBLE
from partners.models import ConsortiumMembership, Project


@dataclass(frozen=True)
class Money:
    """What a project may use and has used (EUR). Committed is what has been approved, used what journeys that have been made took of it."""

    grant: Decimal
    committed: Decimal
    used: Decimal

    @property
    def left(self) -> Decimal:
        return self.grant - self.committed


def money_of(project: Project) -> Money:
    return Money(project.grant, **project.mobilities.money())


def members_of(project: Project) -> QuerySet[ConsortiumMembership]:
    """Those who are in it now come first, each with how many are responsible."""
    members = project.memberships.select_related("school", "project__accreditation").annotate(responsible=Count("people"))
    return members.prefetch_related("people__user").order_by("left_on", "school__sort_key", "pk")


def depends_on_one(membership: ConsortiumMembership) -> bool:
    """Fewer than two at the school are responsible (*personafhængig*)."""
    return len(membership.people.all()) < LEAST_RESPONSIBLE
