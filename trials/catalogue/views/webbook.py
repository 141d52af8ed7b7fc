"""A published edition read on the web, at an address as lasting as that of its book."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.files.serving import file_response
from trials.catalogue.book.webbook import FRONT, WHOLE, leaf_of, leaves, webbook
from trials.catalogue.history import is_fetchable
from trials.catalogue.models import Edition
from trials.catalogue.queries import images_of
from trials.catalogue.views.loading import visible_edition
from trials.printing import anchor


@require_safe
def read(request: HttpRequest, slug: str, number: int, leaf: str = FRONT) -> HttpResponse:
    """The edition as a page, a long one as several, in the language of its frame whatever language the reader's portal is in."""
    edition = _readable(request, slug, number)
    snapshot = edition.document.snapshot  # type: ignore[union-attr]
    names = {FRONT, WHOLE, *(page.name for page in leaves(snapshot))}
    if leaf not in names or (leaf == WHOLE and names == {FRONT, WHOLE}):
        return redirect(_address(edition)(FRONT))  # a corrected edition may have fewer pages than the one it replaces
    context = webbook(snapshot, set(images_of(edition).values_list("pk", flat=True)), _address(edition), leaf)
    with translation.override(snapshot["language"]):
        book = render_to_string("catalogue/_webbook.html", {**context, "issue": edition})
    return render(request, "catalogue/read.html", {"edition": edition, "book": book, "leaf": context["leaf"]})


@require_safe
def trial(request: HttpRequest, slug: str, number: int, trial: int) -> HttpResponse:
    """Where a trial action stands on the web: printed volumes refer to each other's by this address."""
    edition = _readable(request, slug, number)
    leaf = leaf_of(edition.document.snapshot, trial)  # type: ignore[union-attr]
    return redirect(f"{_address(edition)(leaf.name if leaf else FRONT)}#{anchor(_said(edition, trial))}")


def _address(edition: Edition) -> Callable[[str], str]:
    """Gives the addresses of the edition's leaves."""

    def address(leaf: str) -> str:
        where = [edition.catalogue.slug, edition.number]
        return reverse("catalogue:read_leaf", args=[*where, leaf]) if leaf else reverse("catalogue:read", args=where)

    return address


def _said(edition: Edition, trial: int) -> dict[str, Any]:
    for said in edition.document.snapshot["trials"]:  # type: ignore[union-attr]
        if said["trial"] == trial:
            return said
    raise Http404(_("Prøvehandlingen er ikke i denne udgave."))


@require_safe
def image(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """A picture of the edition, for those who may read the edition: also when its trial action has been changed or withdrawn since."""
    found = get_object_or_404(images_of(_readable(request, slug, number)).select_related("stored"), pk=pk)
    return file_response(found.stored, as_attachment=False, width=request.GET.get("bredde", ""))


def _readable(request: HttpRequest, slug: str, number: int) -> Edition:
    """A published edition; it can be read as long as its file can be fetched."""
    edition = visible_edition(request, slug, number)
    if edition.document is None or not is_fetchable(edition):
        raise Http404(_("Kataloget kan ikke læses: det er ikke udgivet, det er trukket tilbage, eller det bliver rettet."))
    return edition
