"""Correcting an expectation that is locked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.permissions import require
from portal.workflow.gate import Refused
from trials.choices import Section
from trials.forms.corrections import CorrectionForm
from trials.models import Version
from trials.sections import with_parts
from trials.services.corrections import correct_expectation


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int, expectation: int) -> HttpResponse:
    """The locked text, the corrected one, and why. What stood before is shown beside it from then on."""
    version = get_object_or_404(with_parts(Version.objects.visible_to(request.actor)), pk=pk)
    require(request.actor, "trials.write", version)
    expected = get_object_or_404(version.trial.expectations.prefetch_related("corrections"), pk=expectation)
    back = reverse("trials:section", args=[version.pk, Section.EXPECTED.value])
    form = CorrectionForm(request.POST or None, expectation=expected)
    if form.is_valid():
        try:
            correct_expectation(version=version, expectation=expected, **form.correction(), by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Forventningen er rettet. Det, der stod før, vises ved siden af."))
            return redirect(back)
    elif not form.is_bound and version.trial.expectations_open(timezone.localdate()):
        return redirect(back)
    context = {"version": version, "trial": version.trial, "expectation": expected, "form": form, "back": back}
    return render(request, "trials/write/correct_expectation.html", context, status=422 if form.errors else 200)
