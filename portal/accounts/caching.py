"""What somebody who is signed in is shown is kept in no cache, not even the browser's: nobody comes back to it after they have left."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.cache import add_never_cache_headers


class PersonalPagesMiddleware:
    """Also the pages about signing in. What says itself how long it may be kept (pictures, books) is left alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.account = reverse("account_login").removesuffix("login/")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not response.has_header("Cache-Control") and (request.path.startswith(self.account) or _is_signed_in(request)):
            add_never_cache_headers(response)
        return response


def _is_signed_in(request: HttpRequest) -> bool:
    """Asked only where there is a session."""
    return bool(request.session.session_key) and request.user.is_authenticated
