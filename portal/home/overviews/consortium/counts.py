"""What the consortium's overview counts, each thing in one reading: journeys, who travels, money and wished for places."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import BigIntegerField, Count, F, Func, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from partners.mobilities.budget import Bound, bound_by_category
from partners.mobilities.choices import COMMITTED_STATES, ENDED_STATES, TRAVELLED_STATES, ParticipantKind, State
from partners.mobilities.models import Mobility, Participant
from partners.mobilities.models.mobility import SPENT
from partners.models import Project, Wish
from portal.accounts.actor import Actor
from trials.models import TrialAction

type ByActivity = Counter[tuple[int, str, bool]]

_PARTICIPANTS = Participant.objects.filter(mobility=OuterRef("pk"), kind=ParticipantKind.PARTICIPANT).order_by()
# How many grown-ups take part in a journey, those who accompany left out.
_TRAVELLING = Subquery(_PARTICIPANTS.values(number=Func("pk", function="COUNT")))


@dataclass(frozen=True)
class ConsortiumCounts:
    """Of one municipality; by project only of those given. Keys end with whether the journey has been made."""

    municipality_id: int
    projects: Sequence[Project]
    actor: Actor

    @cached_property
    def _sent(self) -> Any:
        """The municipality's journeys that have been sent in and not given up."""
        kept = Mobility.objects.filter(municipality=self.municipality_id)
        return kept.exclude(state__in=[State.DRAFT, *ENDED_STATES]).order_by()

    @cached_property
    def _summed(self) -> list[dict[str, Any]]:
        """Journeys, people and money (EUR) of the running projects by activity and state, in one reading."""
        rows = self._sent.filter(project__in=self.projects).values("project", "activity", "state")
        sums = {"given": Sum("grant_total", default=Decimal(0)), "spent": Sum(SPENT, default=Decimal(0))}
        return list(rows.annotate(number=Count("pk"), people=Sum(F("pupils") + _TRAVELLING), **sums))

    @cached_property
    def journeys(self) -> ByActivity:
        found: ByActivity = Counter()
        for row in self._summed:
            found[row["project"], row["activity"], row["state"] in TRAVELLED_STATES] += row["number"]
        return found

    @cached_property
    def travellers(self) -> ByActivity:
        """Participants and pupils, those who accompany left out, by project, activity and whether they are home."""
        found: ByActivity = Counter()
        for row in self._summed:
            found[row["project"], row["activity"], row["state"] in TRAVELLED_STATES] += row["people"]
        return found

    @cached_property
    def money(self) -> dict[int, tuple[Decimal, Decimal]]:
        """By project: what is committed and what is used."""
        found: dict[int, tuple[Decimal, Decimal]] = {}
        for row in self._summed:
            if row["state"] in COMMITTED_STATES:
                given, spent = found.get(row["project"], (Decimal(0), Decimal(0)))
                is_made = row["state"] in TRAVELLED_STATES
                found[row["project"]] = given + row["given"], spent + (row["spent"] if is_made else 0)
        return found

    @cached_property
    def bound(self) -> dict[tuple[int, str], Bound]:
        return bound_by_category([project.pk for project in self.projects])

    @cached_property
    def _placed(self) -> list[tuple[int, int | None, bool, int]]:
        """Main school (0 stands for the administration), objective, whether they have been made, and how many, in one reading."""
        main = Coalesce("school__parent", "school", 0, output_field=BigIntegerField())
        rows = self._sent.values_list(main, "objective", Q(state__in=TRAVELLED_STATES))
        return list(rows.annotate(number=Count("pk")))

    @cached_property
    def by_objective(self) -> Counter:
        return _sums(((objective, made), number) for _school, objective, made, number in self._placed)

    @cached_property
    def actions_by_objective(self) -> Counter[int]:
        """Trial actions that came of a journey, by the journey's objective."""
        came = TrialAction.objects.filter(origin__municipality=self.municipality_id).exclude(origin__objective=None)
        return Counter(dict(came.order_by().values_list("origin__objective").annotate(n=Count("pk"))))

    @cached_property
    def by_school(self) -> Counter:
        """Journeys by main school; 0 stands for the administration."""
        return _sums(((school, made), number) for school, _objective, made, number in self._placed)

    @cached_property
    def _wishes(self) -> list[tuple[int | None, int, int | None]]:
        """School, wished and given places of the rounds that the running projects came of."""
        wishes = Wish.objects.visible_to(self.actor).filter(round__project__in=self.projects)
        return list(wishes.values_list(Coalesce("school__parent", "school"), "places", "given_places"))

    @cached_property
    def wished(self) -> Counter[int]:
        return _sums((school or 0, places) for school, places, _given in self._wishes)

    @cached_property
    def given(self) -> Counter[int]:
        return _sums((school or 0, given or 0) for school, _places, given in self._wishes)


def _sums(pairs: Iterable[tuple[Any, int]]) -> Counter:
    found: Counter = Counter()
    for key, number in pairs:
        found[key] += number
    return found
