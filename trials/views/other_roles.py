"""A link to a draft, opened while acting in another role: one press away, instead of ”not found”."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal.accounts.actor import Actor
from portal.accounts.permissions import may
from trials.models import Version


def in_another_role(request: HttpRequest, pk: int) -> HttpResponse:
    """The roles of the reader's own in which the draft can be written, as buttons that switch and land on it; 404 when there is none."""
    roles = [role for role in request.roles if _writes(Actor(request.user, role), pk)]
    if not roles:
        raise Http404
    return render(request, "trials/write/other_role.html", {"writing_roles": roles, "next": request.path})


def _writes(actor: Actor, pk: int) -> bool:
    version = Version.objects.visible_to(actor).filter(pk=pk).select_related("trial__home_school").first()
    return version is not None and may(actor, "trials.improve", version)
