from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.documents import services as documents
from portal.documents.delivery import deliver
from portal.documents.models import Document
from portal.workflow.gate import Refused
from trials.catalogue.forms import NoteForm
from trials.catalogue.history import is_fetchable
from trials.catalogue.models import Edition
from trials.catalogue.outline import Standing
from trials.catalogue.services import editions
from trials.catalogue.views.loading import own_edition, standing_edition

# The answer that tells htmx to stop asking.
STOP_POLLING = 286


@require_POST
@login_required
def order(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    edition = own_edition(request, slug, number, "catalogue.order")
    try:
        editions.order(edition=edition, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _to_builder(edition)


@never_cache
@require_safe
@login_required
def progress(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """How far a build has come: a part of the builder for htmx; a person who follows the address gets the builder itself."""
    edition = own_edition(request, slug, number, "catalogue.make")
    document = _document(edition, pk)
    if not request.htmx:
        return _to_builder(edition)
    if not document.is_active:
        return HttpResponse(status=STOP_POLLING, headers={"HX-Refresh": "true"})
    return render(request, "catalogue/build.html#making", {"edition": edition, "standing": Standing.of(document)})


@require_POST
@login_required
def cancel(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    edition = own_edition(request, slug, number, "catalogue.order")
    try:
        documents.cancel(document=_document(edition, pk), by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Bestillingen er afbrudt. Indhold og rækkefølge står, som de gjorde."))
    return _to_builder(edition)


@require_safe
@login_required
def proof(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """A ready proof, for those who make the catalogue."""
    return deliver(_proof(request, slug, number, pk))


@require_safe
@login_required
def proof_volume(request: HttpRequest, slug: str, number: int, pk: int, volume: int) -> HttpResponse:
    """One volume of a ready proof, for the same people."""
    return deliver(_proof(request, slug, number, pk), volume)


def _proof(request: HttpRequest, slug: str, number: int, pk: int) -> Document:
    edition = own_edition(request, slug, number, "catalogue.make")
    if not edition.is_draft and not is_fetchable(edition):
        raise Http404(_("Filen kan ikke hentes: kataloget er trukket tilbage eller bliver rettet."))
    return _document(edition, pk)


@require_POST
@login_required
def publish(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    edition = own_edition(request, slug, number, "catalogue.publish")
    try:
        editions.publish(edition=edition, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _to_builder(edition)
    messages.success(request, _("Kataloget er udgivet. Adressen her ændrer sig ikke."))
    return redirect(edition)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    edition = standing_edition(request, slug, number, "catalogue.withdraw")
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            editions.withdraw(edition=edition, note=form.cleaned_data["note"], by=request.actor, now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(edition)
    return render(request, "catalogue/withdraw.html", {"edition": edition, "form": form})


def _document(edition: Edition, pk: int) -> Document:
    return get_object_or_404(Document.objects.of(edition), pk=pk)


def _to_builder(edition: Edition) -> HttpResponse:
    return redirect("catalogue:build", edition.catalogue.slug, edition.number)
