"""Partners abroad: the list, a partner's page, writing one down, merging two."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners.filters import PartnerFilter
from partners.forms.partners import MergeForm, PartnerForm, contact_rows, written
from partners.models import PartnerOrganisation
from partners.queries.partners import for_rows, merging_candidates, visited, visits
from partners.queries.stamps import stamp_of_partner
from partners.services import partners as acts
from partners.tables import PARTNERS
from partners.views.common import kept, seen_by
from portal.accounts.permissions import may, require
from portal.ui.spreadsheets import as_file, wanted

_PER_PAGE = 25


@login_required
@require_safe
def partner_list(request: HttpRequest) -> HttpResponse:
    """The partners of the municipality, narrowed as the address says; as a file when that is asked for."""
    require(request.actor, "partners.see")
    partners = PartnerOrganisation.objects.visible_to(request.actor)
    asked = PartnerFilter(request.GET, partners)
    rows = for_rows(partners).prefetch_related("contacts").order_by("sort_key", "pk")
    if kind := wanted(request):
        return as_file(kind, PARTNERS, list(rows.filter(pk__in=asked.numbers())), _("Partnere"))
    page = Paginator(asked.numbers(), _PER_PAGE).get_page(request.GET.get("side"))
    context = {
        "asked": asked,
        "page": page,
        "partners": rows.filter(pk__in=page.object_list),
        "may_import": may(request.actor, "partners.run"),
    }
    return render(request, "partners/partner_list.html", context)


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A partner with its contacts and the journeys to it. An entry that was merged leads to what it became."""
    partner = get_object_or_404(PartnerOrganisation.objects.visible_to(request.actor).select_related("merged_into", "created_by"), pk=pk)
    if partner.merged_into:
        messages.info(request, _("”%(name)s” er slået sammen med denne partner.") % {"name": partner})
        return redirect("partners:partner", partner.merged_into_id)
    context = {
        "partner": partner,
        "contacts": partner.contacts.all(),
        "visits": visits(partner, request.actor),
        "visited": visited(partner),
        "may_edit": may(request.actor, "partners.edit_partner", partner),
        "may_merge": may(request.actor, "partners.merge", partner),
    }
    return render(request, "partners/partner.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write down a partner that is not there yet. One of the same name in the same country is pointed out first."""
    require(request.actor, "partners.suggest")
    form = PartnerForm(request.POST or None, others=PartnerOrganisation.objects.visible_to(request.actor))
    rows = contact_rows(request.POST or None, None)
    if form.is_valid() and rows.is_valid():
        double = form.same_name()
        if double is None or request.POST.get("alligevel") == str(double.pk):
            if partner := kept(form, lambda: acts.suggest(**_said(form, rows), by=request.actor, now=timezone.now())):
                messages.success(request, _("%(name)s er skrevet op.") % {"name": partner})
                return redirect("partners:partner", partner.pk)
        else:
            return render(request, "partners/partner_form.html", {"form": form, "rows": rows, "double": double})
    return render(request, "partners/partner_form.html", {"form": form, "rows": rows})


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    partner = get_object_or_404(PartnerOrganisation.objects.visible_to(request.actor).standing(), pk=pk)
    require(request.actor, "partners.edit_partner", partner)
    others = PartnerOrganisation.objects.visible_to(request.actor).exclude(pk=partner.pk)
    form = PartnerForm(request.POST or None, initial=written(partner), others=others)
    rows = contact_rows(request.POST or None, partner)
    seen = seen_by(request, stamp_of_partner(partner))
    if (
        form.is_valid()
        and rows.is_valid()
        and kept(form, lambda: acts.change(partner=partner, **_said(form, rows), seen=seen, by=request.actor, now=timezone.now()))
    ):
        messages.success(request, _("Det er gemt."))
        return redirect("partners:partner", partner.pk)
    return render(request, "partners/partner_form.html", {"form": form, "rows": rows, "partner": partner, "seen": seen})


@login_required
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which partner this entry is in truth. First what will happen is shown, then it is done."""
    partner = get_object_or_404(PartnerOrganisation.objects.visible_to(request.actor).standing(), pk=pk)
    require(request.actor, "partners.merge", partner)
    form = MergeForm(request.POST or None, candidates=merging_candidates(partner, request.actor))
    context: dict[str, Any] = {"partner": partner, "form": form}
    if form.is_valid():
        into = form.cleaned_data["into"]
        if "slaa_sammen" in request.POST:
            if kept(form, lambda: acts.merge(partner=partner, into=into, by=request.actor, now=timezone.now())):
                messages.success(request, _("De to er slået sammen. Alle ophold og kontaktpersoner står nu her."))
                return redirect("partners:partner", into.pk)
        else:
            context |= {"into": into, "journeys": partner.mobilities.count(), "contacts": partner.contacts.count()}
    return render(request, "partners/merge.html", context)


def _said(form: PartnerForm, rows: Any) -> dict[str, Any]:
    return {"values": form.cleaned_data, "contacts": rows.rows()}
