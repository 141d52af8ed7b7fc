from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.home import health


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when every part is well and 503 otherwise, with a word per part. Open to all, so it says nothing more."""
    parts = health.report(timezone.now())
    return JsonResponse(parts, status=200 if health.is_well(parts) else 503)
