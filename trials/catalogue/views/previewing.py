"""The book as a web page, for those who make it."""

import re
from functools import partial

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
from trials.catalogue.book.volumes import volume_plans, volumes_of
from trials.catalogue.documents import edition_snapshot
from trials.catalogue.models import Edition
from trials.catalogue.queries import figure_counts, listed_items
from trials.catalogue.views.loading import own_edition

_FONT = re.compile(r"IBMPlex[A-Za-z]+-[A-Za-z]+\.woff2")


@require_safe
@login_required
def preview(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What the book says now, from the template that is printed; of a divided one the volume that is asked for."""
    edition = own_edition(request, slug, number, "catalogue.make")
    snapshot = edition_snapshot(edition, timezone.now())
    volumes = volumes_of(snapshot)
    volume = _volume(request, len(volumes))

    around = {"edition": edition, "volumes": volumes, "volume": volume}
    return HttpResponse(
        page(
            snapshot,
            head=render_to_string("catalogue/_preview_head.html", around, request),
            bar=render_to_string("catalogue/_preview_bar.html", around, request),
            picture_url=partial(picture_url, edition),
            volume=volume,
        )
    )


def _volume(request: HttpRequest, count: int) -> int:
    """The number that is asked for, when there is such a volume; else the first."""
    asked = request.GET.get("bind", "")
    return int(asked) if asked.isdecimal() and len(asked) < 4 and 1 <= int(asked) <= count else 1


@require_safe
@login_required
def preview_part(request: HttpRequest, slug: str, number: int, kind: str, name: str) -> HttpResponse:
    """What the page draws on: the book's stylesheet, its fonts and its drawings."""
    edition = own_edition(request, slug, number, "catalogue.make")
    if (kind, name) == ("css", "book.css"):
        css = (settings.BASE_DIR / "static" / "print" / name).read_text(encoding="utf-8")
        asked = f"?bind={int(bind)}" if (bind := request.GET.get("bind", "")).isdecimal() and len(bind) < 4 else ""
        return _kept(HttpResponse(screen_style(css, asked), content_type="text/css"))
    if kind == "font" and _FONT.fullmatch(name):
        return _kept(_font(name))
    if kind == "drawing":
        return HttpResponse(_drawing(request, edition, name), content_type="image/svg+xml")
    raise Http404


def picture_url(edition: Edition, name: str) -> str:
    """The address of a picture of the edition, for those who make it."""
    return reverse("catalogue:preview_picture", args=[edition.catalogue.slug, edition.number, picture_token(edition, name)])


@require_safe
@login_required
def preview_picture(request: HttpRequest, slug: str, number: int, token: str) -> FileResponse:
    """A picture of the book under way, also one that its own page doesn't show any more."""
    edition = own_edition(request, slug, number, "catalogue.make")
    name = picture_name(edition, token)
    if name is None:
        raise Http404
    return file_response(get_object_or_404(StoredFile, file=name), as_attachment=False, width=request.GET.get("bredde", "1280"))


def _kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, max-age=300"
    return response


def _font(name: str) -> HttpResponse:
    try:
        return HttpResponse(font_path(name).read_bytes(), content_type="font/woff2")
    except FileNotFoundError as error:
        raise Http404 from error


def _drawing(request: HttpRequest, edition: Edition, name: str) -> str:
    if name in {"cover.svg", "back.svg"}:
        return _artwork(request, edition, name)
    drawing = figures.stock().get(name)
    if drawing is None:
        raise Http404
    return drawing


def _artwork(request: HttpRequest, edition: Edition, name: str) -> str:
    """What a cover is drawn from: the whole edition, or the volume that is asked for."""
    if "bind" in request.GET:
        snapshot = edition_snapshot(edition, timezone.now())
        if plans := volume_plans(snapshot):
            return plans[_volume(request, len(plans)) - 1].publication([]).drawings[name]
    draw = artwork.cover if name == "cover.svg" else artwork.back
    return draw(figure_counts(listed_items(edition)), edition.pk, shade(edition.colour).dark)
