"""Who may do what with a mobility. Each predicate is a sentence; its docstring is the rule."""

from dataclasses import dataclass, field

import rules
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.choices import RUN_THE_CONSORTIUM
from partners.mobilities.choices import State
from partners.mobilities.deciders import deciders
from partners.mobilities.models import Mobility
from portal.accounts.actor import Actor
from schools.models import Municipality
from schools.people.choices import ADMINISTRATION, RoleKind

AT_A_SCHOOL = frozenset({RoleKind.CONTRIBUTOR, RoleKind.SCHOOL_LEADER})


@dataclass
class _ClockRole:
    """The role of the clock, which no person can hold."""

    pk: int = 0
    kind: str = "clock"
    school_id: int | None = None
    network_id: int | None = None
    place_municipality_id: int | None = None
    network_ids: list[int] = field(default_factory=list)

    @property
    def label(self) -> str:
        return str(_("Portalen, efter kalenderen"))


# Who lets a mobility begin and end by its dates.
THE_CLOCK = Actor(None, _ClockRole())


@rules.predicate
def belongs_to_a_sending_place(actor: Actor, _thing: object = None) -> bool:
    """Contributors and school leaders propose for their school, PPR and the administration for themselves."""
    if actor.kind in AT_A_SCHOOL:
        return True
    return actor.kind in ADMINISTRATION | {RoleKind.PPR} and actor.municipality_id is not None


@rules.predicate
def sends_it(actor: Actor, mobility: Mobility) -> bool:
    """The actor's own school (or a department of it) sends it; without a school, the actor's administration or PPR."""
    if actor.kind in AT_A_SCHOOL:
        return mobility.school is not None and actor.school_id in {mobility.school.pk, mobility.school.parent_id}
    at_the_administration = actor.kind in ADMINISTRATION | {RoleKind.PPR} and actor.municipality_id == mobility.municipality_id
    return at_the_administration and mobility.school_id is None


@rules.predicate
def is_writable(_actor: Actor, mobility: Mobility) -> bool:
    """A proposal is changed only as a draft or when it has been sent back."""
    return mobility.is_writable


@rules.predicate
def has_written_in_it(actor: Actor, mobility: Mobility) -> bool:
    """The actor is one of those who wrote it."""
    return actor.user is not None and mobility.writers.filter(pk=actor.user.pk).exists()


@rules.predicate
def leads_the_place(actor: Actor, _mobility: Mobility) -> bool:
    """School leaders and the administration answer for what their place sends."""
    return actor.kind == RoleKind.SCHOOL_LEADER or actor.kind in ADMINISTRATION


@rules.predicate
def travels(actor: Actor, mobility: Mobility) -> bool:
    """The actor is one of those who travel."""
    return actor.user is not None and mobility.participants.filter(user=actor.user).exists()


@rules.predicate
def was_never_proposed(_actor: Actor, mobility: Mobility) -> bool:
    """It has never had an ID: nobody has been asked to decide on it."""
    return mobility.state == State.DRAFT and mobility.number is None


@rules.predicate
def administers_it(actor: Actor, mobility: Mobility) -> bool:
    """Consultants, editors and heads of the municipality: they alone see amounts of support."""
    return actor.kind in ADMINISTRATION and actor.municipality_id == mobility.municipality_id


@rules.predicate
def runs_the_consortium(actor: Actor, mobility: Mobility) -> bool:
    """Consultants and heads run the municipality's accreditation."""
    return actor.kind in RUN_THE_CONSORTIUM and actor.municipality_id == mobility.municipality_id


@rules.predicate
def runs_a_consortium(actor: Actor, _thing: object = None) -> bool:
    """Consultants and heads of a municipality."""
    return actor.kind in RUN_THE_CONSORTIUM and actor.municipality_id is not None


@rules.predicate
def runs_the_municipalitys_consortium(actor: Actor, municipality: Municipality) -> bool:
    """Consultants and heads keep what the whole municipality's journeys are counted from."""
    return actor.kind in RUN_THE_CONSORTIUM and actor.municipality_id == municipality.pk


@rules.predicate
def takes_the_first_step(actor: Actor, mobility: Mobility) -> bool:
    """The nearest leader who neither travels nor wrote it (deciders.py)."""
    return actor.role is not None and actor.role.pk in {role.pk for role in deciders(mobility, timezone.localdate()).endorsers}


@rules.predicate
def takes_the_second_step(actor: Actor, mobility: Mobility) -> bool:
    """One of the administration who neither travels nor wrote it (deciders.py)."""
    return actor.role is not None and actor.role.pk in {role.pk for role in deciders(mobility, timezone.localdate()).approvers}


@rules.predicate
def has_it_to_decide(actor: Actor, mobility: Mobility) -> bool:
    """It waits for the actor: with the nearest leader first, with the administration then."""
    if mobility.state == State.PROPOSED:
        return takes_the_first_step(actor, mobility)
    return mobility.state == State.ENDORSED and takes_the_second_step(actor, mobility)


@rules.predicate
def is_the_clock(actor: Actor, _mobility: Mobility) -> bool:
    """The portal itself, when the day has come."""
    return actor is THE_CLOCK


rules.add_perm("mobilities.see_list", belongs_to_a_sending_place)
rules.add_perm("mobilities.run_consortium", runs_a_consortium)
rules.add_perm("mobilities.create", belongs_to_a_sending_place)
rules.add_perm("mobilities.write", sends_it & is_writable)
rules.add_perm("mobilities.propose", sends_it)
rules.add_perm("mobilities.discard", sends_it & (has_written_in_it | leads_the_place) & was_never_proposed)
rules.add_perm("mobilities.endorse", takes_the_first_step)
rules.add_perm("mobilities.send_back", has_it_to_decide)
rules.add_perm("mobilities.reject", has_it_to_decide)
rules.add_perm("mobilities.approve", takes_the_second_step)
rules.add_perm("mobilities.clear", takes_the_second_step)
rules.add_perm("mobilities.follow", is_the_clock | travels | sends_it | runs_the_consortium)
rules.add_perm("mobilities.report", travels | (sends_it & leads_the_place))
rules.add_perm("mobilities.complete", takes_the_second_step)
rules.add_perm("mobilities.cancel", runs_the_consortium | (sends_it & (has_written_in_it | leads_the_place)))
rules.add_perm("mobilities.change", runs_the_consortium & ~travels)  # nobody approves their own
rules.add_perm("mobilities.set_departure_place", runs_the_municipalitys_consortium)
rules.add_perm("mobilities.see_support", administers_it)
rules.add_perm("mobilities.see_log", sends_it | runs_the_consortium)
