from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.home import metrics


@never_cache
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """What Prometheus asks for, to the one who knows METRICS_TOKEN. For all others, and without a token, there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, settings.METRICS_TOKEN):
        raise Http404
    return HttpResponse(metrics.report(timezone.now()), content_type="text/plain; version=0.0.4; charset=utf-8")
