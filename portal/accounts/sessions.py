"""A session that nobody has used for a while ends. When it was last used is written once a minute, not with every page: a write is what
takes a page longest."""

import math
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _

_MOST_REMEMBERED = 10_000
# When each process has last written of a session as it is used: from an address, with a browser. And when it saw it used at all.
_written: dict[tuple[str, str, str], float] = {}
_used: dict[str, datetime] = {}


def asked_by_itself[View: Callable](view: View) -> View:
    """Marks a view that an open page asks while nobody does anything: to ask it is no use of the session."""
    view.asked_by_itself = True  # type: ignore[attr-defined]
    return view


class UsedSessionsMiddleware:
    """Ends a session that has not been used for SESSION_IDLE_MINUTES, and notes that another is used.

    Noted as by allauth's middleware, but seldom. Another address or browser is written at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and request.user.is_authenticated:
            _look_after(request, (key, get_adapter().get_client_ip(request), request.headers.get("User-Agent", "")))
        return self.get_response(request)


def _look_after(request: HttpRequest, used: tuple[str, str, str]) -> None:
    now = time.monotonic()
    if now - _written.get(used, -math.inf) < settings.SESSION_WRITTEN_EVERY:
        return
    if not _is_in_use(used[0]):
        logout(request)
        messages.info(request, _("Du har ikke brugt portalen et stykke tid og er derfor logget ud. Log ind igen for at fortsætte."))
    elif not _is_asked_by_itself(request):
        UserSession.objects.create_from_request(request)
        _remember(_written, used, now)
        _remember(_used, used[0], timezone.now())


def _is_in_use(key: str) -> bool:
    """The database knows what other processes have seen; it is asked when this one has seen no use lately."""
    since = timezone.now() - timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    if key in _used and _used[key] > since:
        return True
    return not UserSession.objects.filter(session_key=key, last_seen_at__lte=since).exists()


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, **_kwargs: Any) -> None:
    _remember(_used, request.session.session_key or "", timezone.now())


def _remember[Key, Moment](known: dict[Key, Moment], key: Key, moment: Moment) -> None:
    if len(known) >= _MOST_REMEMBERED:
        known.clear()
    known[key] = moment


def _is_asked_by_itself(request: HttpRequest) -> bool:
    try:
        return hasattr(resolve(request.path_info).func, "asked_by_itself")
    except Resolver404:
        return False
