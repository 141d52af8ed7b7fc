"""Who signed in and out, and that somebody failed to, in the machine's log: by number, never by name, address or password."""

import logging
from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

logger = logging.getLogger("portal.security")
_EVENTS = {
    user_logged_in: "Signed in",
    user_logged_out: "Signed out",
    password_changed: "Password changed",
    password_reset: "Password reset",
    authenticator_added: "Second factor added",
    authenticator_removed: "Second factor removed",
}


@receiver(list(_EVENTS))
def log_event(signal: Any, user: Any = None, **_kwargs: Any) -> None:
    logger.info("%s: account %s", _EVENTS[signal], getattr(user, "pk", None))


@receiver(user_login_failed)
def log_failure(**_kwargs: Any) -> None:
    """What was tried is left out: people type their password into the wrong field."""
    logger.warning("Signing in failed")
