"""A form that is sent after its session has ended: nothing is carried out, and what was typed comes back with the answer."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url

from portal.sending import what_was_sent


class EndedSessionMiddleware:
    """Instead of the page to sign in, which would forget it: what was sent, to be sent again by whoever has signed in in another window."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        had_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        response = self.get_response(request)
        if had_session and _leads_to_sign_in(response) and (sent := what_was_sent(request)):
            return _sent_back(request, sent)
        return response


def _leads_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and urlsplit(response["Location"]).path == resolve_url(settings.LOGIN_URL)


def _sent_back(request: HttpRequest, sent: list[tuple[str, str]]) -> HttpResponse:
    context = {"path": request.get_full_path(), "sent": sent, "has_files": bool(request.FILES)}
    if "HX-Request" not in request.headers:
        return render(request, "signed_out.html", context, status=401)
    # htmx shows what succeeds, and here in place of the whole page.
    response = render(request, "signed_out.html", context)
    for name, value in {"Retarget": "#indhold", "Reselect": "#indhold", "Reswap": "outerHTML show:window:top"}.items():
        response[f"HX-{name}"] = value
    return response
