"""*Mit katalog*: one's own page. Nothing here is found by number, so nobody can reach another's."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.documents import services as documents
from portal.documents.choices import DocumentState
from portal.documents.delivery import deliver
from portal.ui.returning import page_here
from portal.workflow.gate import Refused
from trials.catalogue.outline import Standing
from trials.catalogue.selection import chosen, newest_document, selection_of
from trials.catalogue.services import selections
from trials.models import Version


@never_cache
@require_safe
@login_required
def selection(request: HttpRequest) -> HttpResponse:
    own = selection_of(request.actor)
    lines = chosen(own, request.actor)
    document = newest_document(own)
    context = {
        "lines": lines,
        "unread": own.items.count() - len(lines) if own else 0,
        "document": document,
        "standing": Standing.of(document) if document and document.is_active else None,
        "failed": document is not None and document.state == DocumentState.FAILED,
        "is_older": own is not None and document is not None and document.requested_at < own.changed_at,
    }
    return render(request, "catalogue/selection.html", context)


@require_POST
@login_required
def put(request: HttpRequest) -> HttpResponse:
    """Gather one trial action, and stay on the page where it was met."""
    found = Version.objects.published_to(request.actor).filter(trial__slug=request.POST.get("trial", ""))
    version = get_object_or_404(found.select_related("trial"))
    title = version.display_title
    try:
        is_new = selections.put(version=version, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        words = _("”%(title)s” er føjet til dit katalog.") if is_new else _("”%(title)s” ligger allerede i dit katalog.")
        messages.success(request, words % {"title": title})
    return redirect(page_here(request, request.POST.get("next"), "catalogue:selection"))


@require_POST
@login_required
def move(request: HttpRequest, item: int) -> HttpResponse:
    """Back to the button that was pressed: a page that is asked for with a fragment gives the focus to what the fragment names."""
    direction, steps = ("op", -1) if request.POST.get("hvorhen") == "op" else ("ned", 1)
    selections.move(item_id=item, steps=steps, by=request.actor, now=timezone.now())
    response = redirect("catalogue:selection")
    response["Location"] += f"#{direction}-{item}"
    return response


@require_POST
@login_required
def take_out(request: HttpRequest, item: int) -> HttpResponse:
    selections.take_out(item_id=item, by=request.actor, now=timezone.now())
    return redirect("catalogue:selection")


@require_POST
@login_required
def empty(request: HttpRequest) -> HttpResponse:
    selections.empty(by=request.actor, now=timezone.now())
    messages.success(request, _("Dit katalog er tomt, og PDF’en er slettet."))
    return redirect("catalogue:selection")


@require_POST
@login_required
def order(request: HttpRequest) -> HttpResponse:
    try:
        selections.order(by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("catalogue:selection")


@require_POST
@login_required
def cancel(request: HttpRequest) -> HttpResponse:
    document = newest_document(selection_of(request.actor))
    try:
        if document:
            documents.cancel(document=document, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("catalogue:selection")


@require_safe
@login_required
def pdf(request: HttpRequest) -> HttpResponse:
    """One's own newest file, and nobody else's."""
    return deliver(newest_document(selection_of(request.actor)))
