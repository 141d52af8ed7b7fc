"""Sending a draft on to a colleague, and deleting one that was made by mistake."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.permissions import may, require
from portal.workflow.gate import Refused
from trials.colleagues import fellow_writers
from trials.forms.passing import PassOnForm
from trials.models import Version
from trials.sections import with_parts
from trials.services.discarding import discard as discard_draft
from trials.services.passing import pass_on as pass_draft_on


@login_required
@require_http_methods(["GET", "POST"])
def pass_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a colleague of the place, and send the draft on with a word."""
    version = _load(request, pk)
    require(request.actor, "trials.write", version)
    colleagues = fellow_writers(version, timezone.localdate(), but=request.actor.user)
    form = PassOnForm(request.POST or None, colleagues=colleagues)
    if form.is_valid():
        try:
            passed = pass_draft_on(version=version, **form.passing(), by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            told = _("”%(title)s” er sendt videre. %(name)s får en besked og finder kladden under Mine opgaver.")
            messages.success(request, told % {"title": version.display_title, "name": passed.to.name})
            return redirect("trials:write", version.pk)
    context = {
        "version": version,
        "trial": version.trial,
        "form": form,
        "colleagues": colleagues,
        "may_invite": may(request.actor, "people.see"),
    }
    return render(request, "trials/write/pass_on.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """What disappears, and the button."""
    version = _load(request, pk)
    require(request.actor, "trials.discard", version)
    if request.method == "POST":
        return _discard(request, version)
    stays = version.trial.versions.exclude(pk=version.pk).exists()
    context = {"version": version, "trial": version.trial, "stays": stays, "parts": _what_disappears(version, stays=stays)}
    return render(request, "trials/write/discard.html", context)


def _discard(request: HttpRequest, version: Version) -> HttpResponse:
    title = version.display_title
    try:
        trial = discard_draft(version=version, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("home:work")
    if trial:
        messages.success(request, _("Den nye version af ”%(title)s” er slettet. Det, der stod før, er ikke ændret.") % {"title": title})
        return redirect("trials:detail", trial.slug)
    messages.success(request, _("Kladden ”%(title)s” er slettet.") % {"title": title})
    return redirect("home:work")


def _what_disappears(version: Version, *, stays: bool) -> dict[str, Any]:
    """What the page names. Expectations and measures belong to the trial action: they stay while it does."""
    trial = version.trial
    return {
        "images": len(version.images.all()),
        "files": len(version.attachments.all()),
        "named": version.named_versions.count(),
        "expectations": 0 if stays else len(trial.expectations.all()),
        "measures": 0 if stays else len(trial.measures.all()),
        "others": [writer for writer in version.writers.all() if writer.pk != version.changed_by_id],
    }


def _load(request: HttpRequest, pk: int) -> Version:
    return get_object_or_404(with_parts(Version.objects.visible_to(request.actor)), pk=pk)
