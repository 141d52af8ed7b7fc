"""Who may see the log of a municipality. Each predicate is a sentence; its docstring is the rule."""

import rules

from portal.accounts.actor import Actor
from portal.workflow.choices import SEES_LOG


@rules.predicate
def answers_for_the_municipality(actor: Actor, _thing: object = None) -> bool:
    """Consultants, heads and system administrators see what has been done in their municipality; texts they may not read stay hidden."""
    return actor.kind in SEES_LOG and actor.municipality_id is not None


rules.add_perm("workflow.see_log", answers_for_the_municipality)
