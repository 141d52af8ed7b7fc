from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.permissions import require
from portal.home.filters import LogFilter
from portal.home.log import lines, with_subjects
from portal.home.tables import LOG, log_lines
from portal.ui.spreadsheets import as_file, wanted
from portal.workflow.models import LogEntry

PER_PAGE = 50


@login_required
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """What has been done in the reader's municipality, the newest first."""
    require(request.actor, "workflow.see_log")
    asked = LogFilter(request.GET)
    entries = asked.narrow(LogEntry.objects.visible_to(request.actor))
    if kind := wanted(request):
        return as_file(kind, LOG, log_lines(entries, request.actor), _("Log"))
    page = Paginator(with_subjects(entries), PER_PAGE).get_page(request.GET.get("side"))
    context = {"filter": asked, "page": page, "lines": lines(page, request.actor), "place": request.actor.role.place}
    return render(request, "home/log.html", context)
