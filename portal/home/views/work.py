from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.home.work import Work


@login_required
@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """What waits for the reader in the role that is chosen now."""
    return render(request, "home/work.html", {"work": Work(request.actor, timezone.now())})
