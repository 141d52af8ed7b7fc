"""What programs ask for is refused over plain HTTP, where pages lead on to HTTPS: else nobody finds out that a program sends in the open."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import override


class ProgramsOverHttpsMiddleware:
    """Stands inside SecurityMiddleware, which leads all else on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECURE_SSL_REDIRECT and not request.is_secure() and re.search(settings.FOR_PROGRAMS, request.path_info.lstrip("/")):
            return _refusal()
        return self.get_response(request)


def _refusal() -> HttpResponse:
    with override(settings.LANGUAGE_CODE):
        words = _("Brug https. Det, I sendte, gik åbent over nettet: er der en nøgle i adressen, så lav en ny.")
    return JsonResponse({"detail": words}, status=403, headers={"Cache-Control": "no-store"}, json_dumps_params={"ensure_ascii": False})
