"""Switching role, and proving oneself with a second factor."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from schools.people.acting import SESSION_KEY, needs_second_factor, safe_next, used_second_factor
from schools.people.choices import SECOND_FACTOR
from schools.people.services import roles as acts


@require_POST
@login_required
def switch(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own roles from now on."""
    role = next((role for role in request.roles if str(role.pk) == request.POST.get("role")), None)
    if role is None:
        raise Http404
    request.session[SESSION_KEY] = role.pk
    acts.choose_role(role=role, by=request.actor, now=timezone.now())
    messages.success(request, _("Du handler nu som %(role)s.") % {"role": role.label})
    return redirect(safe_next(request, request.POST.get("next")))


@never_cache
@require_GET
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Explain why a second factor is needed, and lead to setting it up or using it."""
    onwards = safe_next(request, request.GET.get("next"))
    if used_second_factor(request):
        return redirect(onwards)
    context = {
        "next": onwards,
        "has_code": is_mfa_enabled(request.user, [Authenticator.Type.TOTP]),
        "has_passkey": is_mfa_enabled(request.user, [Authenticator.Type.WEBAUTHN]),
        "other_roles": [role for role in request.roles if not needs_second_factor(role.kind)],
        "approves": not request.actor.kind or request.actor.kind in SECOND_FACTOR,
    }
    return render(request, "people/second_factor.html", context)
