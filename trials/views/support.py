"""The system administrator's page of texts that are not public: told without title and text, opened with a reason."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.permissions import require
from portal.ui.spreadsheets import as_file, wanted
from trials import queries
from trials.forms.decisions import ReasonForm
from trials.services import support as acts
from trials.tables import UNREAD

PER_PAGE = 50


@login_required
@require_safe
def support(request: HttpRequest) -> HttpResponse:
    """The open texts of the municipality, without saying what is in them."""
    require(request.actor, "trials.support")
    if kind := wanted(request):
        return as_file(kind, UNREAD, queries.open_in_the_municipality(request.actor), _("Tekster, der ikke er publiceret"))
    return _page(request)


@login_required
@require_POST
def support_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Open one of them for an hour, with the reason."""
    require(request.actor, "trials.support")
    version = get_object_or_404(queries.open_in_the_municipality(request.actor), pk=pk)
    form = ReasonForm(request.POST, prefix=f"tekst-{pk}")
    if not form.is_valid():
        return _page(request, refused=form, refused_pk=pk)
    acts.read_draft(version=version, reason=form.cleaned_data["reason"], by=request.actor, now=timezone.now())
    return redirect("trials:preview", pk=pk)


def _page(request: HttpRequest, *, refused: ReasonForm | None = None, refused_pk: int = 0) -> HttpResponse:
    page = Paginator(queries.open_in_the_municipality(request.actor), PER_PAGE).get_page(request.GET.get("side"))
    open_until = queries.readings_under_way(request.actor, timezone.now())
    rows = [
        {
            "version": version,
            "open_until": open_until.get(version.pk),
            "form": refused if refused and version.pk == refused_pk else ReasonForm(prefix=f"tekst-{version.pk}"),
        }
        for version in page
    ]
    context = {"page": page, "rows": rows, "form": refused, "refused_pk": refused_pk}
    return render(request, "trials/support.html", context)
