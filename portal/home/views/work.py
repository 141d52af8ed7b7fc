from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.home.tables import OWN, own_rows
from portal.home.work import Work
from portal.ui.spreadsheets import as_file, wanted

PER_PAGE = 20


@login_required
@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """What waits for the reader in the role that is chosen now."""
    found = Work(request.actor, timezone.now())
    if kind := wanted(request):
        return as_file(kind, OWN, own_rows(found), _("Mine opgaver"))
    page = Paginator(found.tasks, PER_PAGE).get_page(request.GET.get("side"))
    return render(request, "home/work.html", {"work": found, "page": page})
