"""The one question of permission: may this actor do this to that?"""

from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor


def may(actor: Actor, permission: str, thing: Any = None) -> bool:
    """Ask the rule registered under `permission`. An unregistered name is an error, never a silent no."""
    if not rules.perm_exists(permission):
        raise LookupError(f"No rule is registered for {permission!r}.")
    return rules.has_perm(permission, actor, thing)


def require(actor: Actor, permission: str, thing: Any = None) -> None:
    """Raise PermissionDenied, with words for the page, when the rule says no."""
    if not may(actor, permission, thing):
        raise PermissionDenied(_("Din rolle giver ikke adgang til det. Skift rolle, eller spørg en kollega, der har adgang."))
