"""The head's page: one number in its sentence, and nothing else of the draft."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.permissions import require
from portal.workflow.gate import Refused, WrongState
from trials.choices import PrivacyReply
from trials.findings import number_in_text
from trials.forms.releasing import ReleaseForm
from trials.models import PrivacyAnswer
from trials.services import privacy


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Release a number that only looks like a CPR number, or let it be removed. The first answer counts."""
    answer = _answer(request, pk)
    form = ReleaseForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, answer, form, status=422 if form.is_bound else 200)
    try:
        privacy.decide_release(
            answer=answer, release="frigiv" in request.POST, reason=form.cleaned_data["reason"], by=request.actor, now=timezone.now()
        )
    except WrongState as refusal:
        form.add_error(None, str(refusal))
        return _page(request, _answer(request, pk), form, status=409)
    except Refused as refusal:
        form.add_error("reason", str(refusal))
        return _page(request, answer, form, status=422)
    messages.success(request, _("Dit svar er sendt til dem, der skriver."))
    return redirect("home:work")


def _answer(request: HttpRequest, pk: int) -> PrivacyAnswer:
    seen = PrivacyAnswer.objects.visible_to(request.actor).select_related(
        "trial__municipality", "trial__home_school", "answered_by", "decided_by"
    )
    answer = get_object_or_404(seen, pk=pk, answer__in=[PrivacyReply.ASKED, PrivacyReply.RELEASED, PrivacyReply.REFUSED])
    require(request.actor, "trials.release", answer)
    return answer


def _page(request: HttpRequest, answer: PrivacyAnswer, form: ReleaseForm, *, status: int) -> HttpResponse:
    _version, found = number_in_text(answer)
    waits = answer.answer == PrivacyReply.ASKED
    context = {
        "answer": answer,
        "place": answer.trial.home_school or answer.trial.municipality,
        "found": found if waits else None,
        "waits": waits,
        "form": form,
    }
    return render(request, "trials/release.html", context, status=status)
