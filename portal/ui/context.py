"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """The installation's name, and who is signed in as what."""
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_OPERATOR": settings.SITE_OPERATOR,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
        "ACCESSIBILITY_EMAIL": settings.ACCESSIBILITY_EMAIL,
        "DEMO": settings.DEMO,
        "actor": getattr(request, "actor", None),
        "roles": getattr(request, "roles", []),
    }
