"""Erasmus+: where everybody it concerns begins. The administration meets the overview, a school what concerns it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.accounts.permissions import require


@login_required
@require_safe
def consortium(request: HttpRequest) -> HttpResponse:
    require(request.actor, "partners.see")
    return render(request, "partners/start.html", {})
