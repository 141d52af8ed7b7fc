"""The Erasmus plan: what holds, its versions with what was changed, and the draft of the next."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.choices import PlanState
from partners.flow import missing_in_plan
from partners.forms.accreditation import PlanForm, objective_rows
from partners.models import Plan
from partners.queries.accreditation import changes, fingerprint, version_before
from partners.services import plans as acts
from partners.views.common import done, kept, own_accreditation
from portal.accounts.permissions import may, require


@login_required
@require_safe
def plan(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A version of the plan, by default the one that holds, with what it changed. The draft is the administration's."""
    accreditation = own_accreditation(request)
    versions = accreditation.plans.exclude(state=PlanState.DRAFT).select_related("adopted_by", "accreditation").prefetch_related("wordings")
    adopted = versions.filter(number=number) if number is not None else versions.filter(state=PlanState.CURRENT)
    shown = get_object_or_404(adopted) if number is not None else adopted.first()
    runs = may(request.actor, "partners.run", accreditation)
    context = {
        "accreditation": accreditation,
        "plan": shown,
        "versions": versions,
        "changes": changes(shown, version_before(shown)) if shown else [],
        "draft": accreditation.plans.filter(state=PlanState.DRAFT).first() if runs else None,
        "may_run": runs,
    }
    return render(request, "partners/plan.html", context)


@login_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    accreditation = own_accreditation(request)
    require(request.actor, "partners.run", accreditation)
    acts.begin(accreditation=accreditation, by=request.actor, now=timezone.now())
    return redirect("partners:plan_draft")


@login_required
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """Write the next version: why, and up to ten objectives."""
    found = _draft(request)
    form = PlanForm(request.POST or None, initial={"reason": found.reason, "seen": fingerprint(found)})
    rows = objective_rows(request.POST or None, found)
    if form.is_valid() and rows.is_valid():
        said: dict[str, Any] = {**form.cleaned_data, "rows": rows.rows()}
        if kept(form, lambda: acts.write(plan=found, **said, by=request.actor, now=timezone.now())):
            messages.success(request, _("Udkastet er gemt."))
            return redirect("partners:plan_adopt" if "videre" in request.POST else "partners:plan_draft")
    return render(request, "partners/plan_draft.html", {"plan": found, "form": form, "rows": rows})


@login_required
@require_http_methods(["GET", "POST"])
def adopt(request: HttpRequest) -> HttpResponse:
    """What the draft changes, what is missing, and the decision."""
    found = _draft(request)
    if request.method == "POST" and done(
        request,
        lambda: acts.adopt(plan=found, by=request.actor, now=timezone.now()),
        _("Planen er vedtaget. Den gælder fra nu af og bliver ikke ændret i stilhed."),
    ):
        return redirect("partners:plan")
    context = {"plan": found, "changes": changes(found, version_before(found)), "missing": missing_in_plan(found)}
    return render(request, "partners/plan_adopt.html", context)


@login_required
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    found = _draft(request)
    done(request, lambda: acts.discard(plan=found, by=request.actor, now=timezone.now()) or True, _("Udkastet er slettet."))
    return redirect("partners:plan")


def _draft(request: HttpRequest) -> Plan:
    accreditation = own_accreditation(request)
    require(request.actor, "partners.run", accreditation)
    drafts = accreditation.plans.filter(state=PlanState.DRAFT).select_related("accreditation").prefetch_related("wordings")
    return get_object_or_404(drafts)
