"""From learning to trial action: an idea from a mobility begins a draft that remembers where it comes from."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partners.mobilities.models import Mobility
from portal.accounts.permissions import require
from portal.home.outcomes import trial_actions_of
from trials.forms.start import start_form
from trials.services import drafts


@login_required
@require_http_methods(["GET", "POST"])
def begin_trial(request: HttpRequest, pk: int) -> HttpResponse:
    """The small form of a new trial action, with what the reports want to try at home in it."""
    mobility = get_object_or_404(Mobility.objects.visible_to(request.actor).select_related("host", "school"), pk=pk)
    require(request.actor, "home.trial_from_mobility", mobility)
    form = start_form(request.actor, timezone.localdate(), request.POST or None, request.FILES or None)
    form.initial |= {"summary": _ideas(mobility), "life": "idea"}
    if request.method == "POST" and form.is_valid():
        version = drafts.start(**form.draft(), origin_id=mobility.pk, by=request.actor, now=timezone.now())
        messages.success(request, _("Kladden er oprettet. Den husker, hvilket ophold den kommer fra."))
        return redirect("trials:write", version.pk)
    context = {"mobility": mobility, "form": form, "begun": trial_actions_of([mobility.pk], request.actor)}
    return render(request, "home/trial_from_mobility.html", context)


def _ideas(mobility: Mobility) -> str:
    reports = mobility.participant_reports.exclude(try_at_home="")
    return "\n\n".join(reports.values_list("try_at_home", flat=True))
