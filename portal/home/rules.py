"""Who sees which overview. What it lists is narrowed further by `visible_to`: an overview shows numbers, never a draft's title."""

import rules

from partners.mobilities.choices import TRAVELLED_STATES
from partners.mobilities.models import Mobility
from partners.mobilities.rules import sends_it
from portal.accounts.actor import Actor
from schools.models import Municipality, School
from schools.networks.models import Network
from schools.people.choices import ADMINISTRATION, RoleKind
from trials.rules import belongs_to_a_writing_place


@rules.predicate
def administers(actor: Actor, municipality: Municipality) -> bool:
    """The administration sees the whole of its own municipality."""
    return actor.kind in ADMINISTRATION and actor.municipality_id == municipality.pk


@rules.predicate
def belongs_to(actor: Actor, school: School) -> bool:
    """The school's own people, also for its departments."""
    return actor.kind in {RoleKind.CONTRIBUTOR, RoleKind.SCHOOL_LEADER} and actor.school_id in {school.pk, school.parent_id}


@rules.predicate
def administers_its_municipality(actor: Actor, school: School) -> bool:
    """The administration of the school's municipality."""
    return actor.kind in ADMINISTRATION and actor.municipality_id == school.municipality_id


@rules.predicate
def runs(actor: Actor, network: Network) -> bool:
    """The network's own facilitators and editors."""
    return actor.network_id is not None and actor.network_id == network.pk


@rules.predicate
def administers_a_member(actor: Actor, network: Network) -> bool:
    """The administration of a municipality that takes part now."""
    return actor.kind in ADMINISTRATION and network.pk in actor.network_ids


@rules.predicate
def administers_the_system(actor: Actor, _thing: object = None) -> bool:
    """System administrators of a municipality decide how long data is kept, and look after the accessibility statement."""
    return actor.kind == RoleKind.SYSTEM_ADMINISTRATOR and actor.municipality_id is not None


@rules.predicate
def has_come_home(_actor: Actor, mobility: Mobility) -> bool:
    """People have travelled and are home again."""
    return mobility.state in TRAVELLED_STATES


rules.add_perm("retention.confirm", administers_the_system)
rules.add_perm("accessibility.review", administers_the_system)
rules.add_perm("overviews.municipality", administers)
rules.add_perm("overviews.school", belongs_to | administers_its_municipality)
rules.add_perm("overviews.partnership", runs | administers_a_member)
rules.add_perm("home.trial_from_mobility", sends_it & belongs_to_a_writing_place & has_come_home)
