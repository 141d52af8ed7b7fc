"""Who may do what with the documents of a mobility. Each predicate is a sentence; its docstring is the rule."""

import rules

from partners.choices import RUN_THE_CONSORTIUM
from partners.grants.rules import decides_on_money, travels_from_a_municipality
from partners.mobilities.choices import COMMITTED_STATES
from partners.mobilities.models import Mobility, Paper
from partners.mobilities.rules import belongs_to_a_sending_place, runs_the_consortium, sends_it, travels
from partners.models import ConsortiumMembership
from portal.accounts.actor import Actor
from schools.people.choices import ADMINISTRATION, RoleKind


@rules.predicate
def does_not_travel(actor: Actor, mobility: Mobility) -> bool:
    """Nobody approves the documents of their own journey, in whatever role."""
    return actor.user is not None and not travels(actor, mobility)


@rules.predicate
def has_its_grant(_actor: Actor, mobility: Mobility) -> bool:
    """Documents are made once the administration has approved the journey: before that there is no grant to agree on."""
    return mobility.state in COMMITTED_STATES


@rules.predicate
def administers(actor: Actor, _thing: object = None) -> bool:
    """The administration sees who leaves, whatever school they are from."""
    return actor.kind in ADMINISTRATION and actor.municipality_id is not None


writes_papers = has_its_grant & (sends_it | runs_the_consortium)
decides_papers = has_its_grant & runs_the_consortium & does_not_travel


@rules.predicate
def writes_it(actor: Actor, paper: Paper) -> bool:
    """The same, for one document: those who write the documents of its mobility."""
    return writes_papers.test(actor, paper.mobility)


@rules.predicate
def decides_it(actor: Actor, paper: Paper) -> bool:
    """Consultants and the head decide on what is handed in, never on their own journey's."""
    return decides_papers.test(actor, paper.mobility)


@rules.predicate
def reads_it(actor: Actor, paper: Paper) -> bool:
    """Who sees the mobility may have its documents printed."""
    return Paper.objects.visible_to(actor).filter(pk=paper.pk).exists()


@rules.predicate
def takes_part_in_it(actor: Actor, membership: ConsortiumMembership) -> bool:
    """The member's own leaders and those who run the consortium have its accession form printed."""
    leads = actor.kind == RoleKind.SCHOOL_LEADER and actor.school_id == membership.school_id
    return leads or (actor.kind in RUN_THE_CONSORTIUM and actor.municipality_id == membership.municipality_id)


rules.add_perm("papers.make", writes_papers)
rules.add_perm("papers.write", writes_it)
rules.add_perm("papers.decide", decides_it)
rules.add_perm("papers.decide_all", decides_papers)
rules.add_perm("papers.print", reads_it)
rules.add_perm("papers.see_missing", belongs_to_a_sending_place)
rules.add_perm("papers.see_departures", administers)
rules.add_perm("papers.see_lists", travels_from_a_municipality)
rules.add_perm("papers.confirm_list", decides_on_money)
rules.add_perm("partners.print_accession", takes_part_in_it)
