from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.permissions import require
from portal.notices import services
from portal.notices.models import Mail
from portal.notices.queries import unread_subjects
from portal.notices.tables import mail_columns
from portal.ui.returning import page_here
from portal.ui.spreadsheets import as_file, wanted
from portal.workflow.gate import Refused

PER_PAGE = 25


@require_safe
@login_required
def mails(request: HttpRequest) -> HttpResponse:
    """The mails of one's own place that somebody must decide on."""
    require(request.actor, "notices.list")
    stuck = Mail.objects.visible_to(request.actor).stuck().select_related("user")
    if kind := wanted(request):
        return as_file(kind, mail_columns(unread_subjects(stuck, request.actor)), stuck, _("Mails"))
    page = Paginator(stuck, PER_PAGE).get_page(request.GET.get("side"))
    return render(request, "notices/mails.html", {"page": page, "closed": unread_subjects(page, request.actor)})


@require_POST
@login_required
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    mail = get_object_or_404(Mail.objects.visible_to(request.actor), pk=pk)
    require(request.actor, "notices.resend", mail)
    try:
        services.resend(mail=mail, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Mailen til %(email)s er lagt i køen igen.") % {"email": mail.email})
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """The page the button stood on, when it is one of ours; else the list."""
    return page_here(request, request.POST.get("next"), "notices:list")
