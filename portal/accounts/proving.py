"""Asking who it is once more before something that cannot be undone, or that hands out all that is held about a person."""

from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


def asked_again(request: HttpRequest) -> HttpResponse | None:
    """Lead to the page that asks for password, code or passkey when that was not given within the last minutes, and back to this page."""
    try:
        _must_be_recent(request)
    except ReauthenticationRequired:
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")
    return None


@reauthentication_required
def _must_be_recent(request: HttpRequest) -> None:
    """The decorator asks."""
