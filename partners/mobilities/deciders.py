"""Who takes the two steps of an approval: the nearest leader, then the administration. Nobody decides on their own journey or their own words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from partners.choices import RUN_THE_CONSORTIUM
from partners.mobilities.choices import State
from partners.mobilities.models import Mobility, Participant
from portal.accounts.actor import Actor
from portal.text.ordering import in_danish_order
from schools.people.choices import RoleKind
from schools.people.models import Role


@dataclass(frozen=True)
class Deciders:
    """The roles in force that could decide on one mobility, and the people who may not because it is theirs."""

    leaders: tuple[Role, ...]
    heads: tuple[Role, ...]
    consultants: tuple[Role, ...]
    own: frozenset[int]
    is_of_leaders: bool
    endorser: int | None

    @property
    def endorsers(self) -> list[Role]:
        """The nearest leader: the school's leader for its staff, the head for school leaders, PPR and administration.

        Where that one travels or wrote it, and nobody else at the place can, the step falls to the administration.
        """
        tiers = (self.heads, self.consultants) if self.is_of_leaders else (self.leaders, self.heads + self.consultants)
        return self._first(tiers)

    @property
    def approvers(self) -> list[Role]:
        """A consultant, else the head; the one who took the first step takes the second too only where there is nobody else."""
        others = [[role for role in roles if role.user_id != self.endorser] for roles in (self.consultants, self.heads)]
        return self._first((*others, self.consultants + self.heads))

    def _first(self, tiers: Iterable[Iterable[Role]]) -> list[Role]:
        """The first group in which somebody has no part in it."""
        free = ([role for role in roles if role.user_id not in self.own] for roles in tiers)
        return next((roles for roles in free if roles), [])


@dataclass(frozen=True)
class Case:
    """What of a mobility says who decides on it. `schools` are the sender and the one it belongs to; empty where the administration sends."""

    state: str
    schools: frozenset[int]
    travellers: frozenset[int]
    leads: bool
    has_had_part: frozenset[int]
    endorser: int | None


def deciders(mobility: Mobility, today: date) -> Deciders:
    """Those who could decide on one mobility. `participants` and `writers` may be prefetched."""
    travellers, school = list(mobility.participants.all()), mobility.school
    case = Case(
        state=mobility.state,
        schools=_numbers(school.pk, school.parent_id) if school else frozenset(),
        travellers=_numbers(*(person.user_id for person in travellers)),
        leads=any(person.is_leader for person in travellers),
        has_had_part=_numbers(mobility.proposed_by_id, *(writer.pk for writer in mobility.writers.all())),
        endorser=mobility.endorsed_by_id,
    )
    return _Roles.of(mobility.municipality_id, today).deciders(case)


def waiting_for(actor: Actor, mobilities: QuerySet[Mobility], today: date) -> set[int]:
    """The numbers of those among many mobilities that the actor's role decides on now. Narrowly read: there can be hundreds."""
    others = mobilities.exclude(writers=actor.user).exclude(participants__user=actor.user).exclude(proposed_by=actor.user)
    cases = _cases(others)
    if not cases or actor.role is None or actor.municipality_id is None:
        return set()
    roles, own = _Roles.of(actor.municipality_id, today), actor.role.pk
    return {number for number, case in cases.items() if any(role.pk == own for role in _steps_waiting(case.state, roles.deciders(case)))}


def _cases(mobilities: QuerySet[Mobility]) -> dict[int, Case]:
    """By number, in three queries."""
    rows = list(mobilities.order_by().values_list("pk", "state", "school", "school__parent", "proposed_by", "endorsed_by"))
    numbers = [number for number, *_rest in rows]
    travelling, had_part = defaultdict(list), defaultdict(list)
    travellers = Participant.objects.filter(mobility__in=numbers).order_by().values_list("mobility", "user", "is_leader")
    for number, user, is_leader in travellers:
        travelling[number].append((user, is_leader))
    for number, user in Mobility.writers.through.objects.filter(mobility__in=numbers).values_list("mobility", "user"):
        had_part[number].append(user)
    return {
        number: Case(
            state=state,
            schools=_numbers(school, parent),
            travellers=_numbers(*(user for user, _is_leader in travelling[number])),
            leads=any(is_leader for _user, is_leader in travelling[number]),
            has_had_part=_numbers(proposer, *had_part[number]),
            endorser=endorser,
        )
        for number, state, school, parent, proposer, endorser in rows
    }


@dataclass(frozen=True)
class _Roles:
    """School leaders, heads and consultants of a municipality, read once for many mobilities."""

    leaders: tuple[Role, ...]
    heads: tuple[Role, ...]
    consultants: tuple[Role, ...]

    @classmethod
    def of(cls, municipality_id: int, today: date) -> Self:
        here = Q(kind__in=RUN_THE_CONSORTIUM, municipality=municipality_id) | Q(
            kind=RoleKind.SCHOOL_LEADER, school__municipality=municipality_id
        )
        found = Role.objects.on(today).filter(here, user__is_active=True)
        roles = list(found.select_related("user", "school", "municipality").order_by(*in_danish_order("user__name"), "pk"))
        kinds = (RoleKind.SCHOOL_LEADER, RoleKind.HEAD, RoleKind.CONSULTANT)
        return cls(*(tuple(role for role in roles if role.kind == kind) for kind in kinds))

    def deciders(self, case: Case) -> Deciders:
        leaders = tuple(role for role in self.leaders if role.school_id in case.schools)
        return Deciders(
            leaders=leaders,
            heads=self.heads,
            consultants=self.consultants,
            own=case.travellers | case.has_had_part,
            is_of_leaders=not case.schools or case.leads or not case.travellers.isdisjoint(role.user_id for role in leaders),
            endorser=case.endorser,
        )


def _steps_waiting(state: str, those: Deciders) -> list[Role]:
    """Those whom a mobility waits for in its state."""
    if state == State.PROPOSED:
        return those.endorsers
    return those.approvers if state in _WITH_THE_ADMINISTRATION else []


def _numbers(*found: int | None) -> frozenset[int]:
    return frozenset(number for number in found if number is not None)


_WITH_THE_ADMINISTRATION = frozenset({State.ENDORSED, State.APPROVED, State.REPORTED})


def who_decides(mobility: Mobility, today: date) -> list[Role]:
    """Those whom the mobility waits for now."""
    return _steps_waiting(mobility.state, deciders(mobility, today))


def must_be_appointed(mobility: Mobility, today: date) -> str:
    """Whom the municipality must give a role before the mobility can be decided on; empty when somebody can."""
    waits = mobility.state == State.PROPOSED or mobility.state in _WITH_THE_ADMINISTRATION
    if waits and not who_decides(mobility, today):
        return _(
            "Ingen i forvaltningen kan afgøre det: nogen skal udpeges som chef eller skolekonsulent, "
            "som hverken selv rejser eller har skrevet forslaget."
        )
    return ""
