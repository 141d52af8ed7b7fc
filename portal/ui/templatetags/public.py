"""What a public page says in its head: `{% public_head title description %}`. Only for pages that everyone may read."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.templatetags.static import static
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.accounts.language import LANGUAGE_PARAMETER
from portal.text.structured import json_ld

register = template.Library()
_LOCALES = {"da": "da_DK", "en": "en_GB"}
_DESCRIBED_IN = 300
_SHARED = "img/deling.png"


@register.inclusion_tag("components/public_head.html", takes_context=True)
def public_head(
    context: Context, title: str, description: str = "", kind: str = "website", image: str = "", alt: str = ""
) -> dict[str, Any]:
    """Canonical address, the page in each language, description and Open Graph. `image` is a path; filters are no part of the address, and a page of what they
    find is none either.

    A page without a picture of its own shares the portal's figures.
    """
    request = context["request"]
    side = request.GET.get("side", "")
    is_filtered = any(value for name, value in request.GET.items() if name not in {"side", LANGUAGE_PARAMETER})
    page = {"side": side} if side.isdecimal() and side != "1" and not is_filtered else {}
    language = get_language() or settings.LANGUAGE_CODE

    def address(code: str) -> str:
        asked = page | ({LANGUAGE_PARAMETER: code} if code != settings.LANGUAGE_CODE else {})
        return f"{settings.SITE_URL}{request.path}" + (f"?{urlencode(asked)}" if asked else "")

    return {
        "title": title,
        "description": Truncator(" ".join(str(description).split())).chars(_DESCRIBED_IN),
        "kind": kind,
        "image": settings.SITE_URL + (image or static(_SHARED)),
        "alt": alt if image else _("Geometriske figurer i fokusområdernes farver"),
        "canonical": address(language),
        "languages": [(code, address(code)) for code, _name in settings.LANGUAGES],
        "default": address(settings.LANGUAGE_CODE),
        "locale": _LOCALES[language],
        "SITE_NAME": settings.SITE_NAME,
    }


@register.simple_tag
def structured(said: Mapping[str, Any]) -> SafeString:
    """`{% structured data %}`: schema.org's words for what the page is about."""
    return json_ld(said)
