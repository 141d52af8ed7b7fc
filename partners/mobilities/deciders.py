"""Who takes the two steps of an approval: the nearest leader, then the administration. Nobody decides on their own journey or their own words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from partners.choices import RUN_THE_CONSORTIUM
from partners.mobilities.choices import State
from partners.mobilities.models import Mobility
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


def deciders(mobility: Mobility, today: date) -> Deciders:
    """Those who could decide on one mobility. `participants` and `writers` may be prefetched."""
    return deciders_among(mobility, deciding_roles(mobility.municipality_id, today))


def deciding_roles(municipality_id: int, today: date) -> list[Role]:
    """School leaders, consultants and heads of a municipality, for many mobilities at once."""
    here = Q(kind__in=RUN_THE_CONSORTIUM, municipality=municipality_id) | Q(
        kind=RoleKind.SCHOOL_LEADER, school__municipality=municipality_id
    )
    roles = Role.objects.on(today).filter(here, user__is_active=True)
    return list(roles.select_related("user", "school", "municipality").order_by(*in_danish_order("user__name"), "pk"))


def deciders_among(mobility: Mobility, roles: Iterable[Role]) -> Deciders:
    """The same with the municipality's roles read before."""
    school = mobility.school
    places = {school.pk, school.parent_id} - {None} if school else set()
    roles = [role for role in roles if role.kind in RUN_THE_CONSORTIUM or role.school_id in places]
    by_kind = {kind: tuple(role for role in roles if role.kind == kind) for kind in (RoleKind.SCHOOL_LEADER, *RUN_THE_CONSORTIUM)}
    travellers = list(mobility.participants.all())
    leading = {role.user_id for role in by_kind[RoleKind.SCHOOL_LEADER]}
    own = {person.user_id for person in travellers} | {writer.pk for writer in mobility.writers.all()} | {mobility.proposed_by_id}
    return Deciders(
        leaders=by_kind[RoleKind.SCHOOL_LEADER],
        heads=by_kind[RoleKind.HEAD],
        consultants=by_kind[RoleKind.CONSULTANT],
        own=frozenset(number for number in own if number is not None),
        is_of_leaders=school is None or any(person.is_leader or person.user_id in leading for person in travellers),
        endorser=mobility.endorsed_by_id,
    )


def steps_waiting(mobility: Mobility, those: Deciders) -> list[Role]:
    """Those whom a mobility waits for in its state."""
    if mobility.state == State.PROPOSED:
        return those.endorsers
    return those.approvers if mobility.state in _WITH_THE_ADMINISTRATION else []


_WITH_THE_ADMINISTRATION = frozenset({State.ENDORSED, State.APPROVED, State.REPORTED})


def who_decides(mobility: Mobility, today: date) -> list[Role]:
    """Those whom the mobility waits for now."""
    return steps_waiting(mobility, deciders(mobility, today))


def must_be_appointed(mobility: Mobility, today: date) -> str:
    """Whom the municipality must give a role before the mobility can be decided on; empty when somebody can."""
    waits = mobility.state == State.PROPOSED or mobility.state in _WITH_THE_ADMINISTRATION
    if waits and not who_decides(mobility, today):
        return _(
            "Ingen i forvaltningen kan afgøre det: nogen skal udpeges som chef eller skolekonsulent, "
            "som hverken selv rejser eller har skrevet forslaget."
        )
    return ""
