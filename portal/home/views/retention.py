from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.permissions import require
from portal.home.choices import RetentionKind
from portal.home.forms import RetentionForm
from portal.home.services import retention as acts


@login_required
@require_http_methods(["GET", "POST"])
def periods(request: HttpRequest) -> HttpResponse:
    """How long each kind of data is kept, and what would go now. Each period is confirmed for itself."""
    require(request.actor, "retention.confirm")
    sent = RetentionForm(request.POST) if request.method == "POST" else None
    if sent and sent.is_valid():
        kind = RetentionKind(sent.cleaned_data["kind"])
        acts.confirm(kind=kind, days=sent.cleaned_data["days"], by=request.actor, now=timezone.now())
        messages.success(request, _("%(kind)s gemmes i %(days)d dage.") % {"kind": kind.label, "days": sent.cleaned_data["days"]})
        return redirect("home:retention")
    rows = [(period, outcome, _form(outcome, sent)) for period, outcome in acts.rows(now=timezone.now())]
    return render(request, "home/retention.html", {"rows": rows, "form": sent, "missing": sum(period is None for period, *_rest in rows)})


def _form(outcome: acts.Outcome, sent: RetentionForm | None) -> RetentionForm:
    """The form that was sent keeps what was written; each has ids of its own."""
    kind = outcome.kind.key.value
    if sent and sent.data.get("kind") == kind:
        sent.auto_id = f"{kind}-%s"
        return sent
    return RetentionForm(initial={"kind": kind, "days": outcome.days}, auto_id=f"{kind}-%s")
