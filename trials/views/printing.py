"""One trial action as a PDF: ordered by any reader, followed on its own page, fetched by those who may read the trial action."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.documents.choices import DocumentState
from portal.documents.delivery import deliver, order
from trials.models import Version
from trials.single import SINGLE, current_single


@never_cache
@require_safe
def pdf(request: HttpRequest, slug: str) -> HttpResponse:
    version = _published(request, slug)
    document = current_single(version)
    failed = document is not None and document.state == DocumentState.FAILED
    return render(request, "trials/pdf.html", {"version": version, "trial": version.trial, "document": document, "failed": failed})


@require_POST
def pdf_order(request: HttpRequest, slug: str) -> HttpResponse:
    version = _published(request, slug)
    order(request, kind=SINGLE, subject=version, language=get_language() or "da")
    return redirect("trials:pdf", slug=slug)


@require_safe
def pdf_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The file of what is published now; one of an earlier text is not handed out."""
    return deliver(current_single(_published(request, slug)))


def _published(request: HttpRequest, slug: str) -> Version:
    return get_object_or_404(Version.objects.published_to(request.actor).for_story(), trial__slug=slug)
