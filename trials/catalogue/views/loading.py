"""Finding the edition that an address names, within what the actor may see."""

from django.http import Http404, HttpRequest

from portal.accounts.permissions import require
from trials.catalogue.models import Edition, EditionQuerySet


def visible_edition(request: HttpRequest, slug: str, number: int) -> Edition:
    """Return the edition that stands at the address, else the one that is being made for it, or answer 404."""
    return _first(_at(request, slug, number).standing_first())


def own_edition(request: HttpRequest, slug: str, number: int, permission: str) -> Edition:
    """Return the edition that is being made for an address, when the actor also may do something with it: else 404, or 403 with the reason.

    While a *rettet udgave* is under way the builder's addresses mean that one; the permanent page goes on showing what is out.
    """
    edition = _first(_at(request, slug, number).newest_first())
    require(request.actor, permission, edition)
    return edition


def standing_edition(request: HttpRequest, slug: str, number: int, permission: str) -> Edition:
    """Return the edition that readers see at the address, when the actor also may do something with it."""
    edition = visible_edition(request, slug, number)
    require(request.actor, permission, edition)
    return edition


def _at(request: HttpRequest, slug: str, number: int) -> EditionQuerySet:
    return Edition.objects.visible_to(request.actor).with_catalogue().filter(catalogue__slug=slug, number=number)


def _first(found: EditionQuerySet) -> Edition:
    edition = found.first()
    if edition is None:
        raise Http404
    return edition
