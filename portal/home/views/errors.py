"""What a person meets instead of the page that was asked for."""

import sys

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.defaults import permission_denied, server_error

from portal.sending import what_was_sent

# The database is most often back within this many seconds (a restart).
COME_BACK = 15


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Ask a visitor to sign in and come back; tell everyone else why not."""
    if request.user.is_authenticated:
        return permission_denied(request, exception)
    return redirect_to_login(request.get_full_path() if request.method == "GET" else reverse("home:work"))


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is old, as when somebody has signed in again in another window: it comes back with a new one, to be sent again.

    Only when the browser itself says that one of our own pages sent it. Anybody else's form must not be one press away from being carried out.
    """
    from_here = request.headers.get("Sec-Fetch-Site") == "same-origin" and settings.CSRF_COOKIE_NAME in request.COOKIES
    sent = [(name, value) for name, value in what_was_sent(request) if name != "csrfmiddlewaretoken"] if from_here else []
    if not sent:
        return render(request, "403_csrf.html", status=403)
    context = {"path": request.get_full_path(), "sent": sent, "has_files": bool(request.FILES)}
    return render(request, "stale_form.html", context, status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that something is wrong; when it is the database that is away, keep what was sent so that it can be sent again."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return server_error(request)
    # Without the request: what the page would otherwise show of the reader lies in the database.
    page = render_to_string("503.html", {"path": request.get_full_path(), "sent": what_was_sent(request), "has_files": bool(request.FILES)})
    return HttpResponse(page, status=503, headers={"Retry-After": str(COME_BACK), "Cache-Control": "no-store"})
