"""Who may do what with a catalogue. Each predicate is a sentence; its docstring is the rule in prose."""

import rules

from portal.accounts.actor import Actor
from schools.people.choices import ADMINISTRATION, RoleKind
from trials.catalogue.choices import EditionState
from trials.catalogue.models import Catalogue, Edition, Selection

NETWORK_MAKERS = frozenset({RoleKind.EDITOR, RoleKind.FACILITATOR})


@rules.predicate
def makes_catalogues(actor: Actor, _thing: object = None) -> bool:
    """The administration makes its municipality's catalogues, editors and facilitators those of their network."""
    if actor.municipality_id:
        return actor.kind in ADMINISTRATION
    return actor.network_id is not None and actor.kind in NETWORK_MAKERS


@rules.predicate
def is_of_own_place(actor: Actor, thing: Edition | Catalogue) -> bool:
    """The catalogue belongs to the municipality or network in which the actor acts."""
    catalogue = thing.catalogue if isinstance(thing, Edition) else thing
    if catalogue.network_id:
        return actor.network_id == catalogue.network_id
    return actor.municipality_id == catalogue.municipality_id


@rules.predicate
def is_under_way(_actor: Actor, edition: Edition) -> bool:
    """A published edition is never changed."""
    return edition.state == EditionState.DRAFT


@rules.predicate
def is_signed_in(actor: Actor, _thing: object = None) -> bool:
    """Anyone who is signed in, in whatever role or none."""
    return actor.is_signed_in


@rules.predicate
def is_ones_own(actor: Actor, selection: Selection) -> bool:
    """What a person has gathered is that person's only."""
    return actor.is_signed_in and selection.user_id == actor.user_id


@rules.predicate
def is_open(_actor: Actor, edition: Edition) -> bool:
    """Where a person or a picture is taken out of a published edition, nothing else is changed on the way."""
    return not edition.is_frozen


@rules.predicate
def is_out(_actor: Actor, edition: Edition) -> bool:
    """Only what readers can fetch is corrected."""
    return edition.state == EditionState.PUBLISHED


makes_it = makes_catalogues & is_of_own_place

rules.add_perm("catalogue.create", makes_catalogues)
rules.add_perm("catalogue.make", makes_it)
rules.add_perm("catalogue.change", makes_it & is_under_way & is_open)
rules.add_perm("catalogue.correct", makes_it & is_out)
rules.add_perm("catalogue.erase", makes_it & is_out)
rules.add_perm("catalogue.write_errata", makes_it & is_under_way)
rules.add_perm("catalogue.order", makes_it & is_under_way)
rules.add_perm("catalogue.publish", makes_it)
rules.add_perm("catalogue.withdraw", makes_it)
rules.add_perm("selection.make", is_signed_in)
rules.add_perm("selection.order", is_ones_own)
