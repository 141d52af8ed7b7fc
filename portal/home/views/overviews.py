"""The overviews of those who run a municipality or a partnership; `?tabel=skoler&fil=xlsx` gives one of their tables as a file."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.accounts.permissions import require
from portal.home.overviews.municipality import MunicipalityOverview
from portal.home.overviews.partnership import PartnershipOverview
from portal.home.overviews.tables import Table
from portal.ui.spreadsheets import as_file, wanted
from schools.models import Municipality
from schools.networks.models import Network
from trials.rules import REVIEWERS


@login_required
@require_safe
def municipality(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Municipality.objects.visible_to(request.actor), slug=slug)
    require(request.actor, "overviews.municipality", found)
    overview = MunicipalityOverview(found, request.actor, timezone.now())
    if kind := wanted(request):
        return _as_file(request, kind, overview.tables, found.name)
    review = "trials:review" if request.actor.kind in REVIEWERS else "trials:preview"
    return render(request, "places/municipality_overview.html", {"overview": overview, "review": review})


@login_required
@require_safe
def partnership(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Network.objects.visible_to(request.actor), slug=slug)
    require(request.actor, "overviews.partnership", found)
    overview = PartnershipOverview(found, request.actor, timezone.localdate())
    if kind := wanted(request):
        return _as_file(request, kind, overview.tables, found.name)
    return render(request, "places/partnership_overview.html", {"overview": overview})


def _as_file(request: HttpRequest, kind: str, tables: dict[str, Table], place: str) -> FileResponse:
    table = tables.get(request.GET.get("tabel", ""))
    if table is None:
        raise Http404
    return as_file(kind, table.file_columns, table.file_rows, f"{table.key} {place}")
