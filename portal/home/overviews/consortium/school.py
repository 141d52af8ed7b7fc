"""The consortium as a school (or PPR) meets it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone

from partners.choices import ProjectState, RoundState
from partners.models import Accreditation, ConsortiumMembership, GrantRound, Project, Wish, Wording
from partners.queries.accreditation import current_wordings
from portal.accounts.actor import Actor
from portal.accounts.permissions import may


@dataclass(frozen=True)
class SchoolConsortium:
    """What the consortium is to a school (or to PPR): its own membership, wishes and places."""

    accreditation: Accreditation
    actor: Actor
    now: datetime

    @cached_property
    def wordings(self) -> Sequence[Wording]:
        return current_wordings(self.accreditation)

    @cached_property
    def memberships(self) -> list[ConsortiumMembership]:
        """The own school's in the projects that are not over, the newest first."""
        if not self.actor.school_id:
            return []
        own = Q(school=self.actor.school_id) | Q(school__departments=self.actor.school_id)
        members = ConsortiumMembership.objects.filter(own, project__in=Project.objects.visible_to(self.actor), left_on=None)
        running = members.filter(project__state__in=[ProjectState.APPLIED, ProjectState.RUNNING]).distinct()
        return list(running.select_related("school", "project__accreditation").prefetch_related("people__user").order_by("-project__call"))

    @cached_property
    def open_rounds(self) -> list[GrantRound]:
        """Where the actor can write wishes now."""
        rounds = GrantRound.objects.visible_to(self.actor).filter(accreditation=self.accreditation, state=RoundState.OPEN)
        open_now = rounds.filter(deadline__gte=timezone.localdate(self.now)).select_related("accreditation")
        return [one for one in open_now if may(self.actor, "partners.wish", one)]

    @cached_property
    def wishes(self) -> list[Wish]:
        """The own wishes of the rounds, the newest first; what they got is shown once it has been given."""
        return list(Wish.objects.visible_to(self.actor).select_related("round", "school").order_by("-round__call", "pk")[:10])

    @cached_property
    def people(self) -> list[Any]:
        """Whom to ask in the administration."""
        return list(self.accreditation.people.select_related("user"))
