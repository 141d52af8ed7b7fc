"""Who is asking, and as what: sets `request.actor` for every request."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from schools.people.acting import actor_of, needs_second_factor, safe_next, used_second_factor
from schools.people.models import Role

Answer = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Finds the person's roles in force today, the highest first, and the one that the person acts in."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.roles = _roles(request)
        request.actor = actor_of(request, request.roles)
        return self.get_response(request)


def _roles(request: HttpRequest) -> list[Role]:
    if not request.user.is_authenticated or not request.user.is_active:
        return []
    roles = Role.objects.on(timezone.localdate()).filter(user=request.user).with_places()
    return sorted(roles, key=lambda role: (role.rank, role.pk))


class SecondFactorMiddleware:
    """Demands that a second factor was used in this session wherever the acting role approves or administers, or in every role (SECOND_FACTOR_FOR_ALL)."""

    # Pages that must stay open, else nobody could set up or use the second factor, switch role or leave.
    OPEN = ("/konto/", "/roller/", "/static/", "/healthz", "/i18n/", "/api/")

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return _to_second_factor(request) if self._must_prove(request) else self.get_response(request)

    def _must_prove(self, request: HttpRequest) -> bool:
        if not settings.SECOND_FACTOR_REQUIRED or request.path_info.startswith(self.OPEN):
            return False
        must = needs_second_factor(request.actor.kind) or (request.path_info.startswith("/admin/") and request.user.is_staff)
        return must and not used_second_factor(request)


def _to_second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for it, and remember the page the person was on; nothing that was sent is carried out."""
    target = f"{reverse('people:second_factor')}?{urlencode({'next': safe_next(request, _page_of(request))})}"
    return HttpResponseClientRedirect(target) if request.htmx else redirect(target)


def _page_of(request: HttpRequest) -> str:
    if request.htmx:
        return request.htmx.current_url_abs_path or ""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    return urlsplit(request.headers.get("referer", "")).path
