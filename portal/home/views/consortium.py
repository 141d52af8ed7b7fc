"""Erasmus+: where everybody it concerns begins. The administration meets the overview, the others what concerns them."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.queries.accreditation import accreditation_of
from portal.accounts.permissions import may, require
from portal.home.overviews.consortium.overview import ConsortiumOverview
from portal.home.overviews.consortium.school import SchoolConsortium
from portal.ui.spreadsheets import as_file, wanted


@login_required
@require_safe
def consortium(request: HttpRequest) -> HttpResponse:
    """`?tabel=skoler&fil=xlsx` gives one of the overview's tables as a file."""
    require(request.actor, "partners.see")
    accreditation = accreditation_of(request.actor)
    runs = may(request.actor, "partners.run")
    if accreditation is None:
        return render(request, "partners/start_empty.html", {"may_run": runs})
    if not may(request.actor, "partners.see_budget", accreditation):
        page = SchoolConsortium(accreditation, request.actor, timezone.now())
        return render(request, "partners/start_school.html", {"page": page, "accreditation": accreditation})
    overview = ConsortiumOverview(accreditation, request.actor, timezone.now())
    if kind := wanted(request):
        return _as_file(request, kind, overview)
    more = {"may_exchange": may(request.actor, "exchange.use")}
    return render(request, "partners/start.html", {"overview": overview, "accreditation": accreditation, "may_run": runs, **more})


def _as_file(request: HttpRequest, kind: str, overview: ConsortiumOverview) -> FileResponse:
    table = overview.tables.get(request.GET.get("tabel", ""))
    if table is None:
        raise Http404
    return as_file(kind, table.file_columns, table.file_rows, _("%(table)s konsortium") % {"table": table.key})
