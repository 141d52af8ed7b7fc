"""The book as a web page, for those who make it."""

import re

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.documents.print import figures
from portal.documents.print.sources import font_path
from portal.files.models import StoredFile
from portal.files.serving import file_response
from trials.catalogue.book import artwork
from trials.catalogue.book.palette import shade
from trials.catalogue.book.preview import page, picture_name, picture_token, screen_style
from trials.catalogue.documents import edition_snapshot
from trials.catalogue.models import Edition
from trials.catalogue.queries import figure_counts, listed_items
from trials.catalogue.views.loading import own_edition

_FONT = re.compile(r"IBMPlex[A-Za-z]+-[A-Za-z]+\.woff2")


@require_safe
@login_required
def preview(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What the book says now, from the template that is printed."""
    edition = own_edition(request, slug, number, "catalogue.make")

    def picture_url(name: str) -> str:
        return reverse("catalogue:preview_picture", args=[slug, number, picture_token(edition.pk, name)])

    around = {"edition": edition}
    return HttpResponse(
        page(
            edition_snapshot(edition, timezone.now()),
            head=render_to_string("catalogue/_preview_head.html", around, request),
            bar=render_to_string("catalogue/_preview_bar.html", around, request),
            picture_url=picture_url,
        )
    )


@require_safe
@login_required
def preview_part(request: HttpRequest, slug: str, number: int, kind: str, name: str) -> HttpResponse:
    """What the page draws on: the book's stylesheet, its fonts and its drawings."""
    edition = own_edition(request, slug, number, "catalogue.make")
    if (kind, name) == ("css", "book.css"):
        css = (settings.BASE_DIR / "static" / "print" / name).read_text(encoding="utf-8")
        return _kept(HttpResponse(screen_style(css), content_type="text/css"))
    if kind == "font" and _FONT.fullmatch(name):
        return _kept(_font(name))
    if kind == "drawing":
        return HttpResponse(_drawing(edition, name), content_type="image/svg+xml")
    raise Http404


@require_safe
@login_required
def preview_picture(request: HttpRequest, slug: str, number: int, token: str) -> FileResponse:
    """A picture of the book under way, also one that its own page doesn't show any more."""
    edition = own_edition(request, slug, number, "catalogue.make")
    name = picture_name(edition.pk, token)
    if name is None:
        raise Http404
    return file_response(get_object_or_404(StoredFile, file=name), as_attachment=False, width="1280")


def _kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, max-age=300"
    return response


def _font(name: str) -> HttpResponse:
    try:
        return HttpResponse(font_path(name).read_bytes(), content_type="font/woff2")
    except FileNotFoundError as error:
        raise Http404 from error


def _drawing(edition: Edition, name: str) -> str:
    if name in {"cover.svg", "back.svg"}:
        draw = artwork.cover if name == "cover.svg" else artwork.back
        return draw(figure_counts(listed_items(edition)), edition.pk, shade(edition.colour).dark)
    drawing = figures.stock().get(name)
    if drawing is None:
        raise Http404
    return drawing
