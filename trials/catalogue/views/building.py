from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.permissions import require
from trials.catalogue.forms import ChooseForm, FrameForm, StartForm
from trials.catalogue.models import Catalogue, Edition
from trials.catalogue.outline import Outline, outline
from trials.catalogue.queries import candidates
from trials.catalogue.services import editions
from trials.catalogue.views.loading import own_edition
from trials.models import Version

PER_PAGE = 30
# A bigint has at most 19 digits.
_TOO_LONG = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    require(request.actor, "catalogue.create")
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        edition = editions.start(title=form.cleaned_data["title"], by=request.actor, now=timezone.now())
        return _to(edition, "choose")
    return render(request, "catalogue/new.html", {"form": form, "owner": request.actor.role.place})


@require_POST
@login_required
def next_edition(request: HttpRequest, slug: str) -> HttpResponse:
    catalogue = get_object_or_404(Catalogue.objects.visible_to(request.actor), slug=slug)
    require(request.actor, "catalogue.make", catalogue)
    edition = editions.start_next(catalogue=catalogue, by=request.actor, now=timezone.now())
    return _to(edition, "build")


@require_safe
@login_required
def build(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Everything about an edition under way: order, cover, what is wrong, and where its book stands."""
    edition = own_edition(request, slug, number, "catalogue.make")
    if not edition.is_draft:
        return redirect(edition)
    return render(request, "catalogue/build.html", {"edition": edition, "outline": outline(edition, timezone.now())})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def frame(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    edition = own_edition(request, slug, number, "catalogue.change")
    form = FrameForm(request.POST or None, request.FILES or None, instance=edition)
    if request.method == "POST" and form.is_valid():
        editions.save_frame(edition=edition, values=form.cleaned_data, by=request.actor, now=timezone.now(), pictures=form.pictures())
        messages.success(request, _("Titel og tekster er gemt."))
        return _to(edition, "build")
    return render(request, "catalogue/frame.html", {"edition": edition, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def choose(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Search what may be added; the ticked ones are put last."""
    edition = own_edition(request, slug, number, "catalogue.change")
    if request.method == "POST":
        return _add(request, edition)
    form = ChooseForm(request.GET, actor=request.actor)
    page = Paginator(candidates(request.actor, edition, **form.chosen()), PER_PAGE).get_page(request.GET.get("side"))
    return render(
        request, "catalogue/choose.html", {"edition": edition, "form": form, "page": page, "narrowed": any(form.chosen().values())}
    )


def _add(request: HttpRequest, edition: Edition) -> HttpResponse:
    ticked = _numbers(request.POST.getlist("version"))
    found = Version.objects.published_to(request.actor).in_bulk(ticked)
    # In the order of the page, which is that of the boxes.
    versions = [found[pk] for pk in ticked if pk in found]
    added = editions.add(edition=edition, versions=versions, by=request.actor, now=timezone.now())
    if not added:
        messages.warning(request, _("Der blev ikke føjet noget til: sæt kryds ved mindst én prøvehandling."))
        return _to(edition, "choose")
    words = ngettext("%(count)s prøvehandling er føjet til.", "%(count)s prøvehandlinger er føjet til.", added)
    messages.success(request, words % {"count": added})
    return _to(edition, "build")


@require_POST
@login_required
def move(request: HttpRequest, slug: str, number: int, item: int) -> HttpResponse:
    edition = own_edition(request, slug, number, "catalogue.change")
    steps = -1 if request.POST.get("hvorhen") == "op" else 1
    editions.move(edition=edition, item_id=item, steps=steps, by=request.actor, now=timezone.now())
    return _changed(request, edition, focus=item)


@require_POST
@login_required
def remove(request: HttpRequest, slug: str, number: int, item: int) -> HttpResponse:
    edition = own_edition(request, slug, number, "catalogue.change")
    editions.remove(edition=edition, item_id=item, by=request.actor, now=timezone.now())
    return _changed(request, edition)


@require_POST
@login_required
def renew(request: HttpRequest, slug: str, number: int, item: int) -> HttpResponse:
    edition = own_edition(request, slug, number, "catalogue.change")
    editions.renew(edition=edition, item_id=item, by=request.actor, now=timezone.now())
    return _changed(request, edition, focus=item)


@require_POST
@login_required
def arrange(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The whole order at once, as dragging leaves it."""
    edition = own_edition(request, slug, number, "catalogue.change")
    order = _numbers(request.POST.getlist("item"))
    editions.arrange(edition=edition, order=order, by=request.actor, now=timezone.now())
    return _changed(request, edition)


def _numbers(values: list[str]) -> list[int]:
    """What was posted that can be the number of a row: Python refuses to read thousands of digits."""
    return [int(value) for value in values if value.isdecimal() and len(value) < _TOO_LONG]


def _changed(request: HttpRequest, edition: Edition, focus: int | None = None) -> HttpResponse:
    """With htmx the builder's changed part, with words for a screen reader; without it the page again, at the item that was moved."""
    if request.htmx:
        edition.refresh_from_db()
        shown = outline(edition, timezone.now())
        return render(request, "catalogue/build.html#bench", {"edition": edition, "outline": shown, "said": _said(shown, focus)})
    response = _to(edition, "build")
    if focus:
        response["Location"] += f"#bidrag-{focus}"
    return response


def _said(shown: Outline, focus: int | None) -> str:
    for place, row in enumerate(shown.rows, 1):
        if row.item.pk == focus:
            where = {"title": row.item.version.display_title, "place": place, "count": len(shown.rows)}
            return _("”%(title)s” er nu nummer %(place)s af %(count)s.") % where
    return ngettext("Kataloget har nu %(count)s prøvehandling.", "Kataloget har nu %(count)s prøvehandlinger.", len(shown.rows)) % {
        "count": len(shown.rows)
    }


def _to(edition: Edition, page: str) -> HttpResponse:
    return redirect(f"catalogue:{page}", edition.catalogue.slug, edition.number)
