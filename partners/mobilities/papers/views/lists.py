"""What is missing across the consortium, who leaves, and which documents each activity needs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from partners.grants.choices import Activity
from partners.mobilities.papers import services as acts
from partners.mobilities.papers.compulsory import missing_before_departure
from partners.mobilities.papers.filters import MissingFilter
from partners.mobilities.papers.needed import papers_of, years
from partners.mobilities.papers.queries import departures as leaving
from partners.mobilities.papers.queries import marks_of, missing_papers
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


@login_required
@require_safe
def paper_list(request: HttpRequest, call: int | None = None) -> HttpResponse:
    """Which documents each activity needs in a call year, by default the newest, and who has confirmed it."""
    require(request.actor, "papers.see_lists")
    known = sorted(years(), reverse=True)
    if call is not None and call not in known:
        raise Http404
    table = papers_of(call or known[0])
    marks = marks_of(table)
    context = {
        "table": table,
        "years": known,
        "activities": [(activity, table.of(activity), marks.get(activity)) for activity in Activity],
        "is_confirmed": len(marks) == len(Activity),
        "may_confirm": may(request.actor, "papers.confirm_list"),
    }
    return render(request, "mobilities/paper_list.html", context)


@login_required
@require_POST
def confirm_list(request: HttpRequest, call: int, activity: str) -> HttpResponse:
    require(request.actor, "papers.confirm_list")
    if call not in years() or activity not in Activity:
        raise Http404
    acts.confirm_list(table=papers_of(call), activity=Activity(activity), by=request.actor, now=timezone.now())
    messages.success(request, _("Dokumenterne til ”%(activity)s” er bekræftet.") % {"activity": Activity(activity).label})
    return redirect("mobilities:paper_list", call)
