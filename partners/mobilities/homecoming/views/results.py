"""What everyone may read of finished mobilities, and how the administration publishes it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.mobilities.choices import ResultState
from partners.mobilities.homecoming.forms.results import PublishForm, WithdrawForm, result_form
from partners.mobilities.homecoming.outcomes import outcomes_of
from partners.mobilities.homecoming.queries import wordings
from partners.mobilities.homecoming.result_flow import missing_in_result
from partners.mobilities.homecoming.services import results as acts
from partners.mobilities.models import Mobility, PublicResult
from partners.mobilities.privacy import named_in, pointed_out
from portal.accounts.permissions import require
from portal.workflow.gate import Refused

PER_PAGE = 20


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Every published result, the newest first."""
    published = PublicResult.objects.visible_to(request.actor).published().for_lists()
    page = Paginator(published, PER_PAGE).get_page(request.GET.get("side"))
    return render(request, "mobilities/results.html", {"page": page})


@require_safe
def result(request: HttpRequest, number: str) -> HttpResponse:
    published = PublicResult.objects.visible_to(request.actor).published().for_lists()
    found = get_object_or_404(published, mobility__number=number)
    mobility = found.mobility
    context = {
        "result": found,
        "mobility": mobility,
        "objective": wordings([mobility.objective_id]).get(mobility.objective_id, "") if mobility.objective_id else "",
        "outcomes": outcomes_of([mobility.pk], request.actor),
    }
    return render(request, "mobilities/result.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def write_result(request: HttpRequest, pk: int) -> HttpResponse:
    """The administration writes the page, reads it through, and publishes it or withdraws it."""
    mobility = get_object_or_404(Mobility.objects.visible_to(request.actor).select_related("host", "school", "municipality"), pk=pk)
    require(request.actor, "mobilities.release_result", mobility)
    found = PublicResult.objects.visible_to(request.actor).filter(mobility=mobility).first()
    if found:
        found.mobility = mobility
    summaries = [report.public_summary for report in mobility.participant_reports.all() if report.public_summary]
    posted = request.POST if request.method == "POST" else None
    acting = _act(request)
    forms = {
        "form": result_form(posted if acting == "gem" else None, found, summaries, str(mobility)),
        "publish": PublishForm(posted if acting == "offentliggoer" else None),
        "withdraw": WithdrawForm(posted if acting == "traek-tilbage" else None),
    }
    if posted is not None and _done(request, mobility, found, acting, forms):
        return redirect("mobilities:write_result", pk=pk)
    context = {"mobility": mobility, "result": found, **forms, **_said(mobility, found)}
    return render(request, "mobilities/write_result.html", context, status=422 if posted is not None else 200)


def _act(request: HttpRequest) -> str:
    return next((name for name in ("offentliggoer", "traek-tilbage") if name in request.POST), "gem")


def _done(request: HttpRequest, mobility: Mobility, found: PublicResult | None, acting: str, forms: dict) -> bool:
    """Carry out what was asked, if the form is right; a refusal is told on the form."""
    form = {"gem": forms["form"], "offentliggoer": forms["publish"], "traek-tilbage": forms["withdraw"]}[acting]
    if not form.is_valid() or (acting != "gem" and found is None):
        return False
    asked = {"by": request.actor, "now": timezone.now(), **form.cleaned_data}
    try:
        if acting == "gem":
            acts.save(mobility=mobility, **asked)
            messages.success(request, _("Teksten er gemt. Den er ikke offentlig endnu."))
        elif acting == "offentliggoer":
            acts.publish(result=found, **asked)
            messages.success(request, _("Siden er offentlig nu."))
        else:
            acts.withdraw(result=found, **asked)
            messages.success(request, _("Siden er trukket tilbage."))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _said(mobility: Mobility, found: PublicResult | None) -> dict:
    """What stands in the way of publishing, and what looks like it is about a person."""
    if found is None:
        return {"missing": [], "findings": [], "is_public": False}
    names = list(mobility.participants.values_list("name", flat=True))
    return {
        "missing": missing_in_result(found),
        "findings": pointed_out(found.learned, named_in(found.learned, names)),
        "is_public": found.state == ResultState.PUBLISHED,
    }
