"""Who may take mobilities out and in, and follow the calendar. Each predicate is a sentence; its docstring is the rule."""

import rules

from partners.choices import RUN_THE_CONSORTIUM
from portal.accounts.actor import Actor
from schools.people.choices import RoleKind


@rules.predicate
def runs_a_consortium(actor: Actor, _thing: object = None) -> bool:
    """Consultants and heads keep the Commission's tool and the portal in step."""
    return actor.kind in RUN_THE_CONSORTIUM and actor.municipality_id is not None


@rules.predicate
def acts_in_a_municipality(actor: Actor, _thing: object = None) -> bool:
    """All who may see mobilities can have them in their calendar."""
    return actor.municipality_id is not None and actor.kind != RoleKind.SYSTEM_ADMINISTRATOR


rules.add_perm("exchange.use", runs_a_consortium)
rules.add_perm("exchange.calendar", acts_in_a_municipality)
