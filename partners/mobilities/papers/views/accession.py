"""The accession form of a member of the consortium: ordered, followed and fetched on a page of its own."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from partners.mobilities.papers.documents import ACCESSION, accession_snapshot
from partners.mobilities.papers.printing import current_print
from partners.mobilities.papers.queries import memberships_in
from partners.models import ConsortiumMembership, Project
from portal.accounts.permissions import require
from portal.documents.choices import DocumentState
from portal.documents.delivery import deliver, order
from portal.documents.models import Document


@never_cache
@login_required
@require_safe
def accession(request: HttpRequest, pk: int) -> HttpResponse:
    membership = _membership(request, pk)
    made = _current(membership)
    failed = made is not None and made.state == DocumentState.FAILED
    return render(request, "mobilities/accession.html", {"membership": membership, "document": made, "failed": failed})


@login_required
@require_POST
def accession_order(request: HttpRequest, pk: int) -> HttpResponse:
    membership = _membership(request, pk)
    order(request, kind=ACCESSION, subject=membership, language="da")
    return redirect("mobilities:accession", pk)


@login_required
@require_safe
def accession_pdf(request: HttpRequest, pk: int) -> FileResponse:
    """The file of what the form says now."""
    return deliver(_current(_membership(request, pk)))


def _membership(request: HttpRequest, pk: int) -> ConsortiumMembership:
    """Those of the projects in sight; who may have the form is for the rule."""
    found = get_object_or_404(memberships_in(Project.objects.visible_to(request.actor)), pk=pk)
    require(request.actor, "partners.print_accession", found)
    return found


def _current(membership: ConsortiumMembership) -> Document | None:
    return current_print(membership, ACCESSION, accession_snapshot(membership, timezone.now()))
