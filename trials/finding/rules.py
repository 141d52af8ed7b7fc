"""Who looks after the words of the search. The docstring is the rule."""

import rules

from portal.accounts.actor import Actor
from schools.people.choices import ADMINISTRATION


@rules.predicate
def looks_after_the_words(actor: Actor, _thing: object = None) -> bool:
    """The administration decides which words mean the same: consultants, editors and heads, of a municipality or a network."""
    return actor.kind in ADMINISTRATION


rules.add_perm("text.edit_synonyms", looks_after_the_words)
