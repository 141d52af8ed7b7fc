"""Sending a text: what was found in it, the answers, the one question, and where the text stands afterwards."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.permissions import may, require
from portal.workflow.gate import Incomplete, Refused
from trials.choices import ANSWER_WITHIN_DAYS, State
from trials.colleagues import school_leaders
from trials.findings import findings
from trials.forms.sending import SendForm
from trials.models import Version
from trials.queries import advice, missing_parts, proposal_to_answer
from trials.services import privacy, review
from trials.tasklist import task_list
from trials.views.comments import with_forms
from trials.views.saving import DESK


@login_required
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """What will be sent, to whom, what the check found, and the button. Whoever comes back afterwards, or sends twice, finds the receipt."""
    version = DESK.load(request, pk)
    if not version.is_writable and may(request.actor, "trials.improve", version):
        return redirect("trials:receipt", version.pk)
    require(request.actor, "trials.write", version)
    if request.method == "POST":
        return _answered(request, version)
    return _page(request, version, SendForm(findings(version)))


@login_required
@require_GET
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a text that has been sent stands, and what happens next."""
    version = DESK.load(request, pk)
    require(request.actor, "trials.improve", version)
    if version.is_writable:
        return redirect("trials:write", version.pk)
    context = {
        **frame(request, version),
        **DESK.frame(version),
        "answer_by": version.submitted_at + timedelta(days=ANSWER_WITHIN_DAYS) if version.submitted_at else None,
        "may_recall": version.state == State.SUBMITTED and may(request.actor, "trials.recall", version),
        **with_forms(request, version),
        "proposal": proposal_to_answer(request.actor, version),
    }
    return render(request, "trials/write/receipt.html", context)


@login_required
@require_POST
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a sent text back to write on."""
    version = DESK.load(request, pk)
    require(request.actor, "trials.recall", version)
    try:
        review.recall(version=version, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("trials:receipt", version.pk)
    messages.success(request, _("Teksten er taget tilbage og er en kladde igen."))
    return redirect("trials:write", version.pk)


def frame(request: HttpRequest, version: Version) -> dict[str, Any]:
    """What every page about one draft shows."""
    now = timezone.now()
    return {
        "version": version,
        "trial": version.trial,
        "may_submit": may(request.actor, "trials.submit", version),
        "leaders": school_leaders(version.trial, timezone.localdate(now)),
        "readers": review.reviewers_of(version, now),
        "answer_days": ANSWER_WITHIN_DAYS,
    }


def _answered(request: HttpRequest, version: Version) -> HttpResponse:
    """Keep the answers; then send, if that is what was pressed. A refusal shows everything again as it was answered."""
    sends = "send" in request.POST
    if sends:
        require(request.actor, "trials.submit", version)
    form = SendForm(findings(version), request.POST)
    if not form.is_valid():
        return _page(request, version, form, status=422)
    try:
        kept = _keep(request, version, form)
    except Refused as refusal:
        return _again(request, version.pk, None, str(refusal), status=409)
    if sends:
        return _send(request, version, form)
    if kept:
        messages.success(request, _("Svarene er gemt."))
    return redirect("trials:submit", version.pk)


def _keep(request: HttpRequest, version: Version, form: SendForm) -> int:
    now = timezone.now()
    kept = privacy.answer(version=version, replies=form.replies(), by=request.actor, now=now) if form.replies() else 0
    for key, words in form.asked():
        privacy.ask_release(version=version, key=key, words=words, by=request.actor, now=now)
        kept += 1
    return kept


def _send(request: HttpRequest, version: Version, form: SendForm) -> HttpResponse:
    try:
        review.submit(version=version, nobody_recognised=form.nobody_recognised, by=request.actor, now=timezone.now())
    except Incomplete:
        return _again(
            request, version.pk, None, _("Ikke sendt endnu: noget mangler eller er ikke besvaret. Det står herunder."), status=409
        )
    except review.NotConfirmed:
        return _again(request, version.pk, "recognised", str(form.without_a_no()), status=422)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("trials:write", version.pk)
    return redirect("trials:receipt", version.pk)


def _again(request: HttpRequest, pk: int, field: str | None, words: str, *, status: int) -> HttpResponse:
    """The page as it was answered, over what stands in the text now."""
    version = DESK.load(request, pk)
    form = SendForm(findings(version), request.POST)
    form.full_clean()
    form.add_error(field, words)
    if "send" in request.POST:
        form.ask_for_the_rest(has_heads=_has_heads(version, form))
    return _page(request, version, form, status=status)


def _page(request: HttpRequest, version: Version, form: SendForm, *, status: int = 200) -> HttpResponse:
    context = {
        **frame(request, version),
        "form": form,
        "missing": missing_parts(version),
        "has_heads": _has_heads(version, form),
        "advice": advice(version),
        "tasks": task_list(version, timezone.localdate()),
    }
    return render(request, "trials/write/submit.html", context, status=status)


def _has_heads(version: Version, form: SendForm) -> bool:
    """Whether somebody can release the numbers that look like CPR numbers, if there are any."""
    return privacy.heads_for(version, timezone.now()).exists() if form.asks_head else True
