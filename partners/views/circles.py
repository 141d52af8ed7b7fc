"""The yearly circle of participants, and the exclusion rates it is drawn by."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.forms.accreditation import CircleForm
from partners.forms.rates import RateForm, main_schools
from partners.models import ExclusionRate
from partners.queries.accreditation import latest_rates, schools_by_rate
from partners.school_years import read_school_year, school_year_on
from partners.services import accreditation as acts
from partners.tables import RATES
from partners.views.common import own_accreditation
from portal.accounts.permissions import may, require
from portal.ui.spreadsheets import as_file, wanted


@login_required
@require_safe
def circle(request: HttpRequest) -> HttpResponse:
    """Who travels this year and why, and before; for the administration the numbers too."""
    accreditation = own_accreditation(request)
    sees_rates = may(request.actor, "partners.see_budget", accreditation)
    if sees_rates and (kind := wanted(request)):
        rates = ExclusionRate.objects.visible_to(request.actor).select_related("school").order_by("school__sort_key", "-school_year")
        return as_file(kind, RATES, list(rates), _("Segregeringsprocenter"))
    circles = accreditation.circles.select_related("decided_by").prefetch_related("schools")
    context = {
        "accreditation": accreditation,
        "circles": circles,
        "rates": schools_by_rate(main_schools(request.actor), latest_rates(request.actor)) if sees_rates else [],
        "sees_rates": sees_rates,
        "may_run": may(request.actor, "partners.run", accreditation),
    }
    return render(request, "partners/circle.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest) -> HttpResponse:
    """Draw the circle of a school year. One that is there already is drawn anew."""
    accreditation = own_accreditation(request)
    require(request.actor, "partners.run", accreditation)
    year = read_school_year(request.GET.get("aar", "")) or school_year_on(timezone.localdate())
    known = accreditation.circles.filter(school_year=year).first()
    initial = {"school_year": year}
    if known:
        initial |= {"reason": known.reason, "includes_administration": known.includes_administration}
        initial |= {"schools": list(known.schools.values_list("pk", flat=True))}
    choices = schools_by_rate(main_schools(request.actor), latest_rates(request.actor))
    form = CircleForm(request.POST or None, initial=initial, choices=choices)
    if form.is_valid():
        said = form.cleaned_data
        acts.decide_circle(accreditation=accreditation, values=said, schools=said["schools"], by=request.actor, now=timezone.now())
        messages.success(request, _("Deltagerkredsen for %(year)s er besluttet.") % {"year": said["school_year"]})
        return redirect("partners:circle")
    return render(request, "partners/circle_form.html", {"form": form, "known": known})


@login_required
@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest) -> HttpResponse:
    """Write one school's number down."""
    accreditation = own_accreditation(request)
    require(request.actor, "partners.run", accreditation)
    form = RateForm(request.POST or None, actor=request.actor)
    if form.is_valid():
        made = acts.write_rate(values=form.cleaned_data, by=request.actor, now=timezone.now())
        messages.success(request, _("Tallet for %(school)s er gemt.") % {"school": made.school})
        return redirect("partners:circle")
    return render(request, "partners/rate_form.html", {"form": form})
