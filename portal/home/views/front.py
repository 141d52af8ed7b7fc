from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.home.queries import FrontPage, confirmed_periods

SUGGESTIONS = (_("skolefravær"), _("overgange"), _("to voksne i timen"))


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What others have tried: open to all, with counts of what this reader may read."""
    return render(request, "home/front.html", {"page": FrontPage(request.actor), "suggestions": SUGGESTIONS, "site": _site()})


def _site() -> dict[str, Any]:
    """The portal in schema.org's words, with where to search it."""
    search = {"@type": "EntryPoint", "urlTemplate": f"{settings.SITE_URL}{reverse('trials:list')}?q={{ord}}"}
    return {
        "@type": "WebSite",
        "name": settings.SITE_NAME,
        "url": f"{settings.SITE_URL}/",
        "inLanguage": [code for code, _name in settings.LANGUAGES],
        "publisher": {"@type": "Organization", "name": settings.SITE_OPERATOR},
        "potentialAction": {"@type": "SearchAction", "target": search, "query-input": "required name=ord"},
    }


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "home/about.html")


@require_safe
def publishing(request: HttpRequest) -> HttpResponse:
    return render(request, "home/publishing.html")


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "home/contact.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "home/privacy.html", {"periods": confirmed_periods(), "cookie_prefix": settings.COOKIE_PREFIX})


@require_safe
def was(_request: HttpRequest) -> HttpResponse:
    """The accessibility statement lives in the state's tool; public sites lead to it from /was."""
    return redirect(settings.ACCESSIBILITY_STATEMENT_URL)
