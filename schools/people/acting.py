"""Which role a person acts in during a session, and whether the session was opened with a second factor."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from portal.accounts.actor import VISITOR, Actor
from portal.ui.returning import page_here
from schools.people.choices import SECOND_FACTOR
from schools.people.models import Role

SESSION_KEY = "acting_role"
_NEVER = datetime.min.replace(tzinfo=UTC)


def acting_role(roles: Sequence[Role], chosen: Any) -> Role | None:
    """The role chosen in this session, else the one chosen last in any, else the highest. Roles that have ended are not among `roles`."""
    in_session = next((role for role in roles if role.pk == chosen), None)
    if in_session or not roles:
        return in_session
    latest = max(roles, key=lambda role: role.chosen_at or _NEVER)
    return latest if latest.chosen_at else min(roles, key=lambda role: role.rank)


def actor_of(request: HttpRequest, roles: Sequence[Role]) -> Actor:
    """A closed account is a visitor; an account without a role, a superuser's too, has a visitor's rights."""
    if not request.user.is_authenticated or not request.user.is_active:
        return VISITOR
    return Actor(request.user, acting_role(roles, request.session.get(SESSION_KEY)))


def needs_second_factor(kind: str) -> bool:
    """Whether somebody may act in such a role only after a second factor. Without a role nobody needs one to read."""
    return kind in SECOND_FACTOR or (settings.SECOND_FACTOR_FOR_ALL and bool(kind))


def used_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened, or confirmed later, with a code, a recovery code or a passkey."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def safe_next(request: HttpRequest, asked: str | None) -> str:
    """Where the person wanted to go, when that is a page of the portal; else their own tasks."""
    return page_here(request, asked, reverse("home:work"))
