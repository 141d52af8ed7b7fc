"""Who may bring in schools from Institutionsregisteret. Each predicate is a sentence; its docstring is the rule."""

import rules

from portal.accounts.actor import Actor
from schools.people.choices import LOOK_AFTER_MUNICIPALITY, RoleKind


@rules.predicate
def keeps_the_schools(actor: Actor, _thing: object = None) -> bool:
    """Consultants and heads keep the schools of their own municipality, the system administrator those of all."""
    return actor.kind in LOOK_AFTER_MUNICIPALITY and actor.municipality_id is not None


def scope_of(actor: Actor) -> int | None:
    """The one municipality whose rows the actor may bring in; None for a system administrator, who may bring in all."""
    return None if actor.kind == RoleKind.SYSTEM_ADMINISTRATOR else actor.municipality_id


rules.add_perm("register.import", keeps_the_schools)
