"""The people of a place and their roles."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.permissions import may, require
from portal.ui.spreadsheets import as_file, wanted
from portal.workflow.gate import Refused
from schools.people.choices import RoleKind
from schools.people.forms import EndRoleForm, GiveRoleForm, PeopleFilter
from schools.people.models import Invitation, Role
from schools.people.queries import (
    colleagues,
    in_danish_order,
    is_last_of_its_kind,
    places_of,
    proposals_at,
    responsibilities_at,
    tasks_at,
    titles_for,
)
from schools.people.services import roles as acts
from schools.people.tables import ROLES

_PER_PAGE = 50


@require_GET
@login_required
def people_list(request: HttpRequest) -> HttpResponse:
    """Who has which role where the actor looks after people; for everybody else their own roles."""
    actor, now = request.actor, timezone.now()
    context: dict = {"looks_after": may(actor, "people.see")}
    if context["looks_after"]:
        places = places_of(actor, timezone.localdate())
        chosen = PeopleFilter(request.GET, places=places)
        roles = in_danish_order(chosen.narrow(Role.objects.visible_to(actor).looked_after_by(actor).with_places(), timezone.localdate()))
        if kind := wanted(request):
            return as_file(kind, ROLES, roles, _("Personer og roller"))
        page = Paginator(roles, _PER_PAGE).get_page(request.GET.get("side"))
        context |= {"filter": chosen, "place": places[0] if places else "", "page": page, "rows": [_row(actor, role) for role in page]}
        waiting = Invitation.objects.visible_to(actor).unanswered().with_places()
        context["invitations"] = [(it, it.state_at(now), may(actor, "people.invite", it)) for it in waiting]
    return render(request, "people/list.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Say when a role ends, and who takes over what the person answers for."""
    role = get_object_or_404(Role.objects.visible_to(request.actor).with_places(), pk=pk)
    _require_end(request, role)
    last_day = _day(request.POST.get("last_day")) or timezone.localdate()
    held, tasks = responsibilities_at(role, last_day), tasks_at(role, last_day)
    left = [found for found in (*held, *tasks) if found.is_left_alone]
    form = EndRoleForm(
        request.POST or None,
        initial={"last_day": max(last_day, role.starts_on)},
        role=role,
        colleagues=colleagues(role, last_day) if held or tasks else [],
        needs_successor=bool(left),
    )
    if form.is_valid() and _ended(request, role, form):
        return redirect("people:list")
    titles = titles_for(request.actor, held)
    context = {
        "role": role,
        "form": form,
        "held": [(found, titles.get(found.trial.pk, "")) for found in held],
        "tasks": tasks,
        "left": left,
        "proposals": proposals_at(role),
        "is_last": is_last_of_its_kind(role, last_day),
    }
    return render(request, "people/end_role.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one more role to a person who already has one where the actor looks after people."""
    require(request.actor, "people.see")
    if pk == request.actor.user_id:
        raise PermissionDenied(_("Du kan ikke give dig selv en rolle. Bed en kollega om det."))
    known = (
        Role.objects.visible_to(request.actor).looked_after_by(request.actor).with_places().filter(user=pk, user__is_active=True).first()
    )
    if known is None:
        raise Http404
    today = timezone.localdate()
    form = GiveRoleForm(request.POST or None, initial={"starts_on": today, "title": known.title}, actor=request.actor, today=today)
    if form.is_valid() and (role := _given(request, form, known)):
        messages.success(request, _("%(name)s er nu %(role)s.") % {"name": role.user, "role": role.label})
        return redirect("people:list")
    return render(request, "people/give_role.html", {"person": known.user, "form": form})


def _row(actor, role: Role) -> dict:
    running = not role.has_ended_on(timezone.localdate())
    return {
        "role": role,
        "may_end": running and may(actor, "people.end_role", role),
        "may_close": actor.kind == RoleKind.SYSTEM_ADMINISTRATOR and role.user_id != actor.user_id and not role.user.is_closed,
        "may_give": running and role.user.is_active and role.user_id != actor.user_id and may(actor, "people.see_place", role),
    }


def _require_end(request: HttpRequest, role: Role) -> None:
    if role.user_id == request.actor.user_id:
        raise PermissionDenied(_("Din egen rolle kan du ikke afslutte. Bed en kollega om det, så stedet ikke står uden nogen."))
    require(request.actor, "people.end_role", role)


def _ended(request: HttpRequest, role: Role, form: EndRoleForm) -> bool:
    last_day = form.cleaned_data["last_day"]
    successor = form.chosen_successor()
    try:
        acts.end_role(role=role, last_day=last_day, successor=successor, by=request.actor, now=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    told = {"name": role.user, "role": role.label, "day": date_format(last_day)}
    messages.success(request, _("Rollen %(role)s slutter for %(name)s med udgangen af %(day)s.") % told)
    if successor:
        messages.success(
            request, _("%(successor)s har overtaget det, %(name)s var ansvarlig for, og får besked.") % {**told, "successor": successor}
        )
    return True


def _given(request: HttpRequest, form: GiveRoleForm, known: Role) -> Role | None:
    try:
        return acts.give_role(role=form.role(known.user), by=request.actor, now=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _day(text: str | None) -> date | None:
    try:
        return parse_date(text or "")
    except ValueError:
        return None
