from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from portal.accounts.permissions import may
from portal.documents.delivery import deliver
from portal.documents.models import Document
from portal.files.serving import file_response
from portal.ui.spreadsheets import as_file, wanted
from portal.workflow.models import LogEntry
from trials.catalogue.book import artwork
from trials.catalogue.book.palette import shade
from trials.catalogue.choices import EditionState
from trials.catalogue.flow import EDITION_FLOW
from trials.catalogue.history import correction_under_way, errata_of, is_fetchable, original_of, removed_images
from trials.catalogue.models import Edition
from trials.catalogue.queries import figure_counts, listed_items
from trials.catalogue.structured import book, is_public
from trials.catalogue.tables import EDITIONS
from trials.catalogue.views.loading import visible_edition

PER_PAGE = 12


@require_safe
def catalogues(request: HttpRequest) -> HttpResponse:
    """Published editions for everyone who may read them; those under way for their makers."""
    visible = Edition.objects.visible_to(request.actor).with_catalogue().select_related("document").defer("document__snapshot")
    published = visible.filter(state=EditionState.PUBLISHED).order_by("-published_at", "-pk")
    if kind := wanted(request):
        return as_file(kind, EDITIONS, published, _("Kataloger"))
    return render(
        request,
        "catalogue/list.html",
        {
            "page": Paginator(published, PER_PAGE).get_page(request.GET.get("side")),
            "under_way": visible.filter(state=EditionState.DRAFT).order_by("-changed_at"),
            "may_create": may(request.actor, "catalogue.create"),
        },
    )


@require_safe
def edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The permanent page of an edition; a withdrawn one says so and why, and has no file."""
    shown = visible_edition(request, slug, number)
    makes, fetchable = may(request.actor, "catalogue.make", shown), is_fetchable(shown)
    under_way = correction_under_way(shown) if makes and shown.is_published else None
    flagged = makes and Edition.objects.visible_to(request.actor).showing_removed_images().filter(pk=shown.pk).exists()
    return render(
        request,
        "catalogue/edition.html",
        {
            "edition": shown,
            "said": book(shown, has_file=fetchable) if is_public(shown) else None,
            "errata": errata_of(shown) if shown.is_correction else [],
            "is_being_cleaned": shown.is_published and not fetchable,
            "under_way": under_way,
            "items": [] if shown.is_withdrawn and not makes else listed_items(shown),
            "makes": makes,
            "shows_removed_image": flagged,
            "can_take_out": flagged and bool(removed_images(_said(shown, under_way))),
            "may_withdraw": any(row.name == "withdraw" for row in EDITION_FLOW.open_to(request.actor, shown)),
            "withdrawal": LogEntry.objects.about(shown).filter(act="catalogue.withdraw").first() if shown.is_withdrawn else None,
        },
    )


def _said(shown: Edition, under_way: Edition | None) -> dict[str, Any]:
    """What the book says that a picture must be taken out of: the one that is being cleaned already, else the published one."""
    if under_way and under_way.frozen is not None:
        return under_way.frozen
    return shown.document.snapshot if shown.document else {}


@require_safe
def pdf(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The file of a published edition; a withdrawn one cannot be fetched any more. A divided one has its files on the edition's page."""
    shown = visible_edition(request, slug, number)
    document = _fetchable(shown)
    return redirect(shown) if document.is_divided else deliver(document)


@require_safe
def pdf_volume(request: HttpRequest, slug: str, number: int, volume: int) -> HttpResponse:
    """One volume of a published edition, under the same conditions."""
    return deliver(_fetchable(visible_edition(request, slug, number)), volume)


def _fetchable(edition: Edition) -> Document:
    if edition.document is None or not is_fetchable(edition):
        raise Http404(_("Kataloget kan ikke hentes: det er ikke udgivet, det er trukket tilbage, eller det bliver rettet."))
    return edition.document


def _cover_tag(request: HttpRequest, slug: str, number: int) -> str:
    shown = visible_edition(request, slug, number)
    request.edition = shown  # type: ignore[attr-defined]
    return f'"{shown.pk}-{shown.changed_at:%Y%m%d%H%M%S%f}"'


@require_safe
@condition(etag_func=_cover_tag)
def cover(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The figures of the cover, drawn from what the edition holds, as they are printed."""
    shown = request.edition  # type: ignore[attr-defined]
    drawn = artwork.cover(figure_counts(listed_items(shown)), original_of(shown).pk, shade(shown.colour).dark)
    return HttpResponse(drawn, content_type="image/svg+xml")


@require_safe
def cover_picture(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The photograph on the cover, for those who may see the edition. A withdrawn one no longer shows it."""
    shown = visible_edition(request, slug, number)
    if shown.cover_image is None or shown.is_withdrawn:
        raise Http404
    return file_response(shown.cover_image, as_attachment=False, width=request.GET.get("bredde", ""))
