"""Back to the page that somebody came from."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def page_here(request: HttpRequest, asked: str | None, otherwise: str) -> str:
    """The address that was asked for when it is a page of the portal, else the other one.

    It begins with a slash: anything else `redirect` takes for the name of a view, and knows none of that name.
    """
    asked = asked or ""
    is_here = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if asked.startswith("/") and is_here else otherwise
