"""Who is asking, and as what: sets `request.actor` for every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.urls import reverse

from allauth.account.authentication import get_authentication_records
from django.conf import settings

from portal.accounts.actor import VISITOR, Actor
from schools.people.choices import SECOND_FACTOR
from schools.people.models import Role

SESSION_KEY = "acting_role"


class ActorMiddleware:
    """Finds the person's roles in force today and the one chosen in this session (else the first)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.roles = _roles(request)
        request.actor = _actor(request)
        return self.get_response(request)


def _roles(request: HttpRequest) -> list[Role]:
    if not request.user.is_authenticated:
        return []
    return list(Role.objects.on(timezone.localdate()).filter(user=request.user).with_places())


def _actor(request: HttpRequest) -> Actor:
    if not request.user.is_authenticated:
        return VISITOR
    chosen = request.session.get(SESSION_KEY)
    role = next((role for role in request.roles if role.pk == chosen), request.roles[0] if request.roles else None)
    return Actor(request.user, role)


class SecondFactorMiddleware:
    """Demands that a second factor was used in this session wherever the acting role approves or administers."""

    # Pages that must stay open, else nobody could set up or use the second factor, switch role or leave.
    OPEN = ("/konto/", "/roller/", "/static/", "/healthz", "/i18n/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._must_prove(request):
            return redirect(f"{reverse('people:second_factor')}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)

    def _must_prove(self, request: HttpRequest) -> bool:
        if not settings.SECOND_FACTOR_REQUIRED or request.path.startswith(self.OPEN):
            return False
        administers = request.actor.kind in SECOND_FACTOR or request.path.startswith("/admin/") and request.user.is_staff
        return administers and not used_second_factor(request)


def used_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened, or confirmed later, with a code or a passkey."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request))
