"""One's own notices, and how one wants the mails about them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.notices import services
from portal.notices.forms import PreferencesForm
from portal.notices.models import Notice
from portal.notices.tables import NOTICES
from portal.ui.spreadsheets import as_file, wanted

PER_PAGE = 25


@require_safe
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """What the reader has been told, the newest first."""
    own = Notice.objects.visible_to(request.actor)
    if kind := wanted(request):
        return as_file(kind, NOTICES, own, _("Beskeder"))
    page = Paginator(own, PER_PAGE).get_page(request.GET.get("side"))
    return render(request, "notices/inbox.html", {"page": page, "unread": own.unread().count()})


@require_POST
@login_required
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go to the thing it is about."""
    notice = get_object_or_404(Notice.objects.visible_to(request.actor), pk=pk)
    services.mark_read(notice=notice, by=request.actor, now=timezone.now())
    is_here = notice.url.startswith("/") and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if is_here else "notices:inbox")


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    services.mark_all_read(by=request.actor, now=timezone.now())
    messages.success(request, _("Alle beskeder er markeret som læst."))
    return redirect("notices:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """Which mails the reader wants, for the kinds of notice that reach the reader's roles. With script each choice is saved at once."""
    kinds = {role.kind for role in request.roles}
    form = PreferencesForm(request.POST or None, actor=request.actor, role_kinds=kinds)
    if request.method == "POST" and form.is_valid():
        services.choose(deliveries=form.deliveries(), by=request.actor, now=timezone.now())
        if request.htmx:
            return render(request, "notices/preferences.html#saved", {"saved_at": timezone.now()})
        messages.success(request, _("Dine valg er gemt."))
        return redirect("notices:preferences")
    return render(request, "notices/preferences.html", {"form": form, "deliveries": form.DELIVERIES}, status=422 if form.errors else 200)
