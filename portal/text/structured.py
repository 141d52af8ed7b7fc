"""What a page says about itself to machines, as a block of data in its head."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def json_ld(said: Mapping[str, Any]) -> SafeString:
    """A `<script type="application/ld+json">`: data that no browser runs, so the strict policy lets it stand. No text can end it early."""
    written = json.dumps({"@context": "https://schema.org", **said}, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{written}</script>')  # noqa: S308  # escaped above
