"""Who may do what in the consortium. Each predicate is a sentence; its docstring is the rule."""

from typing import Any

import rules

from partners.choices import RUN_THE_CONSORTIUM, TAKE_PART
from partners.models import ConsortiumMembership, GrantRound, PartnerOrganisation
from portal.accounts.actor import Actor
from schools.people.choices import ADMINISTRATION, RoleKind


@rules.predicate
def takes_part(actor: Actor, _thing: Any = None) -> bool:
    """Schools, PPR and the administration travel, so they see the consortium and its partners."""
    return actor.kind in TAKE_PART and actor.municipality_id is not None


@rules.predicate
def is_of_the_own_municipality(actor: Actor, thing: Any = None) -> bool:
    """What is asked about, if anything, belongs to the actor's municipality."""
    return actor.municipality_id is not None and (thing is None or thing.municipality_id == actor.municipality_id)


@rules.predicate
def runs_the_consortium(actor: Actor, _thing: Any = None) -> bool:
    """Consultants and the head run the accreditation, its money and its partners; the editor reads with them."""
    return actor.kind in RUN_THE_CONSORTIUM


@rules.predicate
def administers(actor: Actor, _thing: Any = None) -> bool:
    """The administration sees what projects may cost and what all schools have wished for."""
    return actor.kind in ADMINISTRATION


@rules.predicate
def brought_it_in(actor: Actor, partner: PartnerOrganisation) -> bool:
    """Who proposed a partner may mend it."""
    return partner.created_by_id == actor.user_id


@rules.predicate
def stands(_actor: Actor, partner: PartnerOrganisation) -> bool:
    """It has not been merged into another one."""
    return partner.merged_into_id is None


@rules.predicate
def leads_a_school(actor: Actor, _round: GrantRound) -> bool:
    """A school leader states the school's wishes."""
    return actor.kind == RoleKind.SCHOOL_LEADER


@rules.predicate
def leads_the_member(actor: Actor, membership: ConsortiumMembership) -> bool:
    """The leader of a member school says who is responsible there."""
    school = membership.school
    return actor.kind == RoleKind.SCHOOL_LEADER and actor.school_id in {school.pk, school.parent_id}


_own = is_of_the_own_municipality

rules.add_perm("partners.see", takes_part)
rules.add_perm("partners.suggest", takes_part)
rules.add_perm("partners.edit_partner", takes_part & _own & stands & (runs_the_consortium | brought_it_in))
rules.add_perm("partners.merge", _own & stands & runs_the_consortium)
rules.add_perm("partners.run", _own & runs_the_consortium)
rules.add_perm("partners.see_budget", _own & administers)
rules.add_perm("partners.wish", _own & (leads_a_school | runs_the_consortium))
rules.add_perm("partners.member_people", _own & (runs_the_consortium | leads_the_member))
