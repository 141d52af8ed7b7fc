"""A document as a web page, from the template that is printed, and what the page draws on."""

import re

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from partners.mobilities.models import Mobility
from partners.mobilities.papers.artwork import drawings
from partners.mobilities.papers.compulsory import slots_of
from partners.mobilities.papers.documents import paper_snapshot
from partners.mobilities.papers.printing import publication
from portal.documents.print import figures
from portal.documents.print.parts import divide
from portal.documents.print.sources import font_path

_FONT = re.compile(r"IBMPlex[A-Za-z]+-[A-Za-z]+\.woff2")
# On paper the typesetter brings it; here it comes before the document's own.
_GROUND = '<link rel="stylesheet" href="print://css/book.css">'
_STYLES = ("book.css", "papers.css", "certificate.css")


@login_required
@require_safe
def paper_preview(request: HttpRequest, pk: int, slot: str) -> HttpResponse:
    """What the document says now, not divided into pages: only the typesetter knows where they end."""
    mobility = get_object_or_404(Mobility.objects.visible_to(request.actor).for_lists(), pk=pk)
    found = next((one for one in slots_of(mobility) if one.key == slot), None)
    if found is None or found.paper is None or not found.paper.languages:
        raise Http404
    made = publication(paper_snapshot(found.paper, timezone.now()))
    book = divide(made.html())
    around = {"mobility": mobility, "slot": found}
    head = render_to_string("mobilities/_preview_head.html", around, request)
    start = book.head.replace("<head>", f"<head>{_GROUND}").replace("</head>", f"{head}</head>").replace("<body", '<body class="screen"')
    sheets = "".join(f'<div class="sheet">{part.html}</div>' for part in book.parts)
    bar = render_to_string("mobilities/_preview_bar.html", around, request)
    return HttpResponse(f"{start}{bar}<main>{sheets}</main>{book.foot}".replace('"print://', '"/ophold/tryk/'))


@login_required
@require_safe
def print_part(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """The stylesheets, fonts and drawings of documents: they say nothing of any mobility."""
    if kind == "css" and name in _STYLES:
        css = (settings.BASE_DIR / "static" / "print" / name).read_text(encoding="utf-8").replace("print://", "../")
        return _kept(css, "text/css")
    if kind == "font" and _FONT.fullmatch(name):
        return _kept(_font(name), "font/woff2")
    drawing = {**figures.stock(), **drawings()}.get(name) if kind == "drawing" else None
    if drawing is None:
        raise Http404
    return _kept(drawing, "image/svg+xml")


def _font(name: str) -> bytes:
    try:
        return font_path(name).read_bytes()
    except FileNotFoundError as error:
        raise Http404 from error


def _kept(content: str | bytes, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Cache-Control"] = "private, max-age=300"
    return response
