"""Who may look after mails. Each predicate is a sentence; its docstring is the rule."""

import rules

from portal.accounts.actor import Actor
from portal.notices.choices import LOOKS_AFTER_MAIL
from portal.notices.models import Mail


@rules.predicate
def looks_after_mail(actor: Actor, _thing: object = None) -> bool:
    """The administration, facilitators and system administrators look after the mails of their own place."""
    return actor.kind in LOOKS_AFTER_MAIL


@rules.predicate
def is_of_own_place(actor: Actor, mail: Mail) -> bool:
    """The mail belongs to the municipality or network in which the actor acts."""
    if actor.network_id:
        return mail.network_number == actor.network_id
    return actor.municipality_id is not None and mail.municipality_number == actor.municipality_id


rules.add_perm("notices.list", looks_after_mail)
rules.add_perm("notices.resend", looks_after_mail & is_of_own_place)
