"""What a person meets instead of the page that was asked for."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.defaults import permission_denied


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Ask a visitor to sign in and come back; tell everyone else why not."""
    if request.user.is_authenticated:
        return permission_denied(request, exception)
    return redirect_to_login(request.get_full_path() if request.method == "GET" else reverse("home:work"))
