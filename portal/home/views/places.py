"""The public pages of municipalities and schools."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.actor import VISITOR
from portal.home.overviews.places import MunicipalityPage, SchoolPage, by_region
from portal.home.overviews.tilemap import tile_map
from portal.home.queries import front_municipalities
from portal.home.tables import MUNICIPALITIES
from portal.ui.spreadsheets import as_file, wanted
from schools.models import Municipality, School
from trials.finding.queries import counts_of_all


@require_safe
def municipalities(request: HttpRequest) -> HttpResponse:
    """Which municipalities take part: on the map, and under their regions of today."""
    found = front_municipalities(counts_of_all(VISITOR))
    if kind := wanted(request):
        return as_file(kind, MUNICIPALITIES, found, _("Kommuner"))
    context = {
        "municipalities": found,
        "regions": by_region(found, timezone.localdate()),
        "map": tile_map((municipality, municipality.published) for municipality in found),
    }
    return render(request, "places/municipalities.html", context)


@require_safe
def municipality(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Municipality.objects.visible_to(request.actor), slug=slug)
    return render(request, "places/municipality.html", {"page": MunicipalityPage(found, request.actor, timezone.localdate())})


@require_safe
def school(request: HttpRequest, municipality: str, slug: str) -> HttpResponse:
    """A school or a department: what it has published, and for its own people what waits."""
    schools = School.objects.visible_to(request.actor).select_related("municipality", "parent__municipality")
    found = get_object_or_404(schools, municipality__slug=municipality, slug=slug)
    return render(request, "places/school.html", {"page": SchoolPage(found, request.actor, timezone.localdate())})
