"""When a session was last used is written once a minute, not with every page: a write is what takes a page longest."""

import math
import time

from allauth.account.adapter import get_adapter
from allauth.usersessions.middleware import UserSessionsMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse

_MOST_REMEMBERED = 10_000
# When each process has last written of a session as it is used: from an address, with a browser.
_written: dict[tuple[str, str, str], float] = {}


class UsedSessionsMiddleware(UserSessionsMiddleware):
    """As allauth's, but seldom. Another address or browser is written at once."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if not key or not request.user.is_authenticated:
            return self.get_response(request)
        used = key, get_adapter().get_client_ip(request), request.headers.get("User-Agent", "")
        now = time.monotonic()
        if now - _written.get(used, -math.inf) < settings.SESSION_WRITTEN_EVERY:
            return self.get_response(request)
        if len(_written) >= _MOST_REMEMBERED:
            _written.clear()
        _written[used] = now
        return super().__call__(request)
