"""Deciding on a proposal, the steps of its path, cancelling it, and changing what was approved."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from partners.mobilities.choices import State
from partners.mobilities.flow import MOBILITY_FLOW
from partners.mobilities.forms.deciding import CancelForm, ChangeForm, DecisionForm, DeparturePlaceForm, initial_of
from partners.mobilities.models import Mobility
from partners.mobilities.services import changing, deciding
from partners.mobilities.showing import shown_frozen
from partners.mobilities.views.reading import decision_form, load, page, posted
from portal.accounts.permissions import may, require
from portal.workflow.gate import Refused
from schools.models import Municipality

_DONE = {
    "endorse": gettext_lazy("Opholdet er anbefalet til forvaltningen."),
    "approve": gettext_lazy("Opholdet er godkendt, og tilskuddet er taget af budgettet."),
    "send_back": gettext_lazy("Forslaget er sendt retur med din begrundelse."),
    "reject": gettext_lazy("Forslaget er afvist med din begrundelse."),
    "clear": gettext_lazy("Opholdet er godkendt til afrejse."),
    "depart": gettext_lazy("Opholdet står nu som undervejs."),
    "come_home": gettext_lazy("Opholdet står nu som hjemme igen."),
    "complete": gettext_lazy("Opholdet er afsluttet."),
}
_STEPS: dict[str, Callable[..., Mobility]] = {
    "clear": deciding.clear,
    "depart": deciding.depart,
    "come_home": deciding.come_home,
    "complete": deciding.complete,
}


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the decisions: recommend or approve, send back, reject."""
    mobility = load(request, pk)
    form = decision_form(request.actor, mobility, request.POST)
    if form is None:
        if _was_theirs(request, mobility):
            return page(request, mobility, None, status=409, refusal=_("Det er allerede afgjort. Se, hvor det står nu."))
        raise PermissionDenied(_("Din rolle giver ikke adgang til at afgøre det."))
    if not form.is_valid():
        return page(request, mobility, form)
    try:
        _decide(request, mobility, form)
    except Refused as refusal:
        return page(request, load(request, pk), form, status=409, refusal=str(refusal))
    messages.success(request, str(_DONE[form.cleaned_data["decision"]]))
    return redirect("mobilities:detail", pk)


def _was_theirs(request: HttpRequest, mobility: Mobility) -> bool:
    """The reader could have decided, but somebody was faster."""
    passed = {"endorse": mobility.state != State.PROPOSED, "approve": mobility.state not in {State.PROPOSED, State.ENDORSED}}
    return any(is_passed and may(request.actor, f"mobilities.{act}", mobility) for act, is_passed in passed.items())


def _decide(request: HttpRequest, mobility: Mobility, form: DecisionForm) -> None:
    act: str = form.cleaned_data["decision"]
    said: dict[str, Any] = {"mobility": mobility, "note": form.cleaned_data["note"], "by": request.actor, "now": timezone.now()}
    if act == "approve":
        deciding.approve(is_checked=form.is_checked, **said)
    else:
        {"endorse": deciding.endorse, "send_back": deciding.send_back, "reject": deciding.reject}[act](**said)


@login_required
@require_POST
def step(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """A step of the path that takes nothing but a button."""
    mobility = load(request, pk)
    if act not in _STEPS:
        raise Http404
    require(request.actor, MOBILITY_FLOW.by_name[act].permission, mobility)
    try:
        _STEPS[act](mobility=mobility, by=request.actor, now=timezone.now())
    except Refused as refusal:
        return page(request, load(request, pk), decision_form(request.actor, mobility), status=409, refusal=str(refusal))
    messages.success(request, str(_DONE[act]))
    return redirect("mobilities:detail", pk)


@login_required
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """It will not happen: why, and whether it was force majeure."""
    mobility = load(request, pk)
    require(request.actor, "mobilities.cancel", mobility)
    if mobility.state not in MOBILITY_FLOW.by_name["cancel"].sources:
        return redirect("mobilities:detail", pk)
    form = CancelForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            deciding.cancel(mobility=mobility, **form.cleaned_data, by=request.actor, now=timezone.now())
        except Refused as refusal:
            return page(request, load(request, pk), None, status=409, refusal=str(refusal))
        messages.success(request, _("Opholdet er aflyst."))
        return redirect("mobilities:detail", pk)
    return render(request, "mobilities/cancel.html", {"mobility": mobility, "form": form})


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """How an approved mobility turned out; what was approved stands beside."""
    mobility = load(request, pk)
    require(request.actor, "mobilities.change", mobility)
    if mobility.state not in changing.CHANGEABLE:
        return redirect("mobilities:detail", pk)
    form = ChangeForm(posted(request), initial=initial_of(mobility), mobility=mobility)
    if request.method == "POST" and form.is_valid():
        try:
            changing.change(mobility=mobility, values=form.values(), note=form.cleaned_data["note"], by=request.actor, now=timezone.now())
        except changing.NotAllowedHere as refusal:
            for problem in refusal.problems:
                form.add_error(problem.field if problem.field in form.fields else None, problem.words)
        except Refused as refusal:
            return page(request, load(request, pk), None, status=409, refusal=str(refusal))
        else:
            messages.success(request, _("Ændringen er gemt. Det, der blev bevilget, står uændret ved siden af."))
            return redirect("mobilities:detail", pk)
    context = {"mobility": mobility, "form": form, "grant": shown_frozen(mobility, request.actor)}
    return render(request, "mobilities/change.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def departure_place(request: HttpRequest) -> HttpResponse:
    """The city that the municipality's journeys are counted from."""
    require(request.actor, "mobilities.run_consortium")
    here = get_object_or_404(Municipality.objects.visible_to(request.actor), pk=request.actor.municipality_id)
    form = DeparturePlaceForm(posted(request), instance=getattr(here, "departure_place", None))
    if request.method == "POST" and form.is_valid():
        changing.set_departure_place(municipality=here, values=form.cleaned_data, by=request.actor, now=timezone.now())
        messages.success(request, _("Afrejsestedet er gemt."))
        return redirect("mobilities:list")
    return render(request, "mobilities/departure_place.html", {"form": form})
