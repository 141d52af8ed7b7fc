"""What is missing across the consortium, and who leaves."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.mobilities.papers.compulsory import missing_before_departure
from partners.mobilities.papers.filters import MissingFilter
from partners.mobilities.papers.queries import departures as leaving
from partners.mobilities.papers.queries import missing_papers
from partners.mobilities.papers.showing import LOOKS
from partners.mobilities.papers.tables import DEPARTURES, MISSING, days_left, lacks
from portal.accounts.permissions import may, require
from portal.ui.spreadsheets import as_file, wanted

PER_PAGE = 50


@login_required
@require_safe
def missing(request: HttpRequest) -> HttpResponse:
    """Every compulsory document that is not approved, of the mobilities the reader sees, the first departure first."""
    require(request.actor, "papers.see_missing")
    today = timezone.localdate()
    asked = MissingFilter(request.GET, actor=request.actor, today=today)
    found = asked.narrow(missing_papers(request.actor, today))
    if kind := wanted(request):
        return as_file(kind, MISSING, found, _("Manglende dokumenter"))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("side"))
    for paper in page:
        paper.lacks, paper.look = lacks(paper), LOOKS[paper.state]
        paper.days_left = days_left(paper.mobility.starts_on, today)
    context = {"filter": asked, "page": page, "sees_departures": may(request.actor, "papers.see_departures")}
    return render(request, "mobilities/missing.html", context)


@login_required
@require_safe
def departures(request: HttpRequest) -> HttpResponse:
    """Who leaves when, and what stands in the way: made to be printed."""
    require(request.actor, "papers.see_departures")
    today = timezone.localdate()
    found = leaving(request.actor, today)
    if kind := wanted(request):
        return as_file(kind, DEPARTURES, found, _("Afrejser"))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("side"))
    for mobility in page:
        mobility.lacking = missing_before_departure(mobility)
        mobility.days_left = days_left(mobility.starts_on, today)
    return render(request, "mobilities/departures.html", {"page": page, "today": today, "place": request.actor.role.place})
