"""Finding the edition that an address names, within what the actor may see."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from portal.accounts.permissions import require
from trials.catalogue.models import Edition


def visible_edition(request: HttpRequest, slug: str, number: int) -> Edition:
    """Return the edition, or answer 404."""
    return get_object_or_404(Edition.objects.visible_to(request.actor).with_catalogue(), catalogue__slug=slug, number=number)


def own_edition(request: HttpRequest, slug: str, number: int, permission: str) -> Edition:
    """Return the edition when the actor also may do something with it: else 404, or 403 with the reason."""
    edition = visible_edition(request, slug, number)
    require(request.actor, permission, edition)
    return edition
