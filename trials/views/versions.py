"""The versions of a text: kept under a name, compared by word, and brought back as a draft."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.permissions import may, require
from portal.ui.templatetags.ui import moment
from portal.workflow.gate import Refused
from trials import changes
from trials.forms.versions import CompareForm, KeepForm
from trials.kept import KeptText, kept_texts
from trials.models import Version
from trials.services import named_versions


@login_required
@require_http_methods(["GET", "POST"])
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """What there is to compare and bring back, and the form that keeps the text as it stands."""
    version = _load(request, pk)
    form = KeepForm(request.POST or None)
    if form.is_valid():
        try:
            named_versions.keep(version=version, **form.cleaned_data, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Teksten er gemt som ”%(name)s”.") % {"name": form.cleaned_data["name"]})
            return redirect("trials:versions", version.pk)
    return _page(request, version, form)


@login_required
@require_POST
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one of the earlier texts in the draft."""
    version = _load(request, pk)
    chosen = next((kept for kept in kept_texts(version, request.actor) if kept.key == request.POST.get("tekst") and kept.source), None)
    if chosen is None or chosen.source is None:
        messages.error(request, _("Vælg en tekst, der kan hentes frem."))
        return redirect("trials:versions", version.pk)
    try:
        draft = named_versions.bring_back(trial=version.trial, source=chosen.source, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("trials:versions", version.pk)
    messages.success(request, _("”%(label)s” er hentet frem og står i kladden.") % {"label": chosen.label})
    return redirect("trials:write", draft.pk)


def _load(request: HttpRequest, pk: int) -> Version:
    """A version of the actor's own place: reviewers see no school's named versions."""
    seen = Version.objects.visible_to(request.actor).select_related("trial__municipality", "trial__home_school", "changed_by")
    version = get_object_or_404(seen, pk=pk)
    require(request.actor, "trials.improve", version)
    return version


def _page(request: HttpRequest, version: Version, form: KeepForm) -> HttpResponse:
    kept = kept_texts(version, request.actor)
    asked = request.GET if {"fra", "til"} & request.GET.keys() else None
    compare = CompareForm(asked, kept=kept, words=[(text.key, f"{text.label}, {moment(text.at)}") for text in kept])
    context = {
        "version": version,
        "trial": version.trial,
        "kept": kept,
        "form": form,
        "compare": compare,
        "may_write": may(request.actor, "trials.write", version),
        **(_compared(*compare.chosen()) if compare.is_valid() else {}),
    }
    return render(request, "trials/write/versions.html", context, status=422 if form.errors else 200)


def _compared(before: KeptText, after: KeptText) -> dict[str, Any]:
    found = changes.between(before.snapshot, after.snapshot)
    return {
        "changes": found,
        "added": sum(section.added for section in found),
        "removed": sum(section.removed for section in found),
        "versus": (before, after),
    }
