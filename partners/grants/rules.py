"""Who sees and confirms the rates. They are the same for everybody who uses the installation."""

import rules

from portal.accounts.actor import Actor
from schools.people.choices import ADMINISTRATION, RoleKind


@rules.predicate
def travels_from_a_municipality(actor: Actor, _thing: object = None) -> bool:
    """Schools, PPR and the administration see what a journey is calculated from."""
    kinds = ADMINISTRATION | {RoleKind.CONTRIBUTOR, RoleKind.SCHOOL_LEADER, RoleKind.PPR}
    return actor.kind in kinds and actor.municipality_id is not None


@rules.predicate
def decides_on_money(actor: Actor, _thing: object = None) -> bool:
    """Consultants and the head confirm the rates and put others in their place."""
    return actor.kind in {RoleKind.CONSULTANT, RoleKind.HEAD} and actor.municipality_id is not None


rules.add_perm("rates.see", travels_from_a_municipality)
rules.add_perm("rates.change", decides_on_money)
