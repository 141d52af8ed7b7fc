from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.permissions import may, require
from portal.home.queries import statement_reviewed_at
from portal.home.services.accessibility import review_statement


@require_http_methods(["GET", "POST"])
def accessibility(request: HttpRequest) -> HttpResponse:
    """Where to write when something cannot be read or used. A system administrator notes here that the statement has been gone through."""
    if request.method == "POST":
        require(request.actor, "accessibility.review")
        review_statement(by=request.actor, now=timezone.now())
        messages.success(request, _("Gennemgangen er noteret. Du hører fra portalen igen om et år."))
        return redirect("home:accessibility")
    looks_after = may(request.actor, "accessibility.review")
    context = {"looks_after": looks_after, "reviewed_at": statement_reviewed_at() if looks_after else None}
    return render(request, "home/accessibility.html", context)
