"""An editor's proposal for a text, and the author's answer to it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.permissions import may, require
from portal.workflow.gate import NotAllowed, Refused
from trials.choices import EditorialState, State
from trials.editing import Texts, differences, proposed_by, stamp, texts_of
from trials.forms.editorial import AnswerForm, EditorialForm
from trials.models import EditorialVersion, Version
from trials.queries import latest_answer, open_proposal
from trials.services import editorial


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The proposal as a form while it is written, and as what it changes while it waits for its answer."""
    version = _version(request, pk)
    require(request.actor, "trials.edit", version)
    proposal = open_proposal(version)
    if request.method == "POST":
        return _withdraw(request, proposal, version) if "withdraw" in request.POST else _save(request, version, proposal)
    if proposal and proposal.state == EditorialState.PROPOSED:
        return _waiting(request, version, proposal)
    return _form(request, version, _fresh(version, proposal))


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What the editor proposes, word by word, for those who answer for the text."""
    version = _version(request, pk)
    require(request.actor, "trials.see_edit", version)
    proposal = open_proposal(version)
    if proposal is None or proposal.state != EditorialState.PROPOSED:
        messages.info(
            request,
            _(
                "Der er ikke noget forslag, der venter på svar. Det er besvaret, trukket tilbage, eller det faldt bort, da teksten blev sendt retur."
            ),
        )
        return redirect("trials:preview", version.pk)
    if request.method == "POST":
        return _answered(request, version, proposal)
    return _answer_page(request, version, proposal, AnswerForm())


def _version(request: HttpRequest, pk: int) -> Version:
    seen = Version.objects.visible_to(request.actor).select_related("trial__municipality", "trial__home_school")
    return get_object_or_404(seen.prefetch_related("observations", "trial__schools"), pk=pk)


def _fresh(version: Version, proposal: EditorialVersion | None) -> EditorialForm:
    """The draft, else the words that were answered as long as the text is the same, else the text itself."""
    answered = latest_answer(version)
    if proposal is None and answered and answered.base == stamp(texts_of(version)):
        return EditorialForm(version, proposed_by(answered))
    return EditorialForm(version, proposed_by(proposal) if proposal else texts_of(version), proposal.note if proposal else "")


def _form(
    request: HttpRequest, version: Version, form: EditorialForm, *, status: int = 200, seen: str = "", draft: EditorialVersion | None = None
) -> HttpResponse:
    draft = draft or open_proposal(version)
    context = {
        "version": version,
        "form": form,
        "draft": draft,
        "seen": seen or editorial.seen_stamp(draft, version),
        "answered": latest_answer(version),
    }
    return render(request, "trials/editorial/edit.html", context, status=status)


def _save(request: HttpRequest, version: Version, proposal: EditorialVersion | None) -> HttpResponse:
    """Keep the words, and send them when that was the button."""
    form = EditorialForm(version, texts_of(version), data=request.POST)
    seen = request.POST.get("seen", "")
    if not form.is_valid():
        return _form(request, version, form, status=422, seen=seen)
    try:
        proposal = _kept(request, version, form.texts(), form.cleaned_data["note"], seen)
        if "propose" in request.POST:
            editorial.propose(proposal=proposal, by=request.actor, now=timezone.now())
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except editorial.Unsuitable as refusal:
        for fault in refusal.faults:
            form.add_error(None, fault)
        return _form(request, version, form, status=422, seen=seen)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, version, form, status=409)
    sent = _("Forslaget er sendt. Intet bliver ændret, før I har fået svar.")
    messages.success(request, sent if "propose" in request.POST else _("Forslaget er gemt som kladde. Kun forvaltningen kan se det."))
    return redirect("trials:editorial", version.pk)


def _kept(request: HttpRequest, version: Version, texts: Texts, note: str, seen: str) -> EditorialVersion:
    return editorial.save(version=version, texts=texts, note=note, seen=seen, by=request.actor, now=timezone.now())


def _withdraw(request: HttpRequest, proposal: EditorialVersion | None, version: Version) -> HttpResponse:
    proposal = proposal or latest_answer(version)
    try:
        if proposal:
            editorial.withdraw(proposal=proposal, by=request.actor, now=timezone.now())
            messages.success(request, _("Forslaget er trukket tilbage. Teksten er, som den var."))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("trials:preview", version.pk)


def _waiting(request: HttpRequest, version: Version, proposal: EditorialVersion) -> HttpResponse:
    return render(request, "trials/editorial/waiting.html", _compared(version, proposal))


def _answered(request: HttpRequest, version: Version, proposal: EditorialVersion) -> HttpResponse:
    form = AnswerForm(request.POST)
    if request.POST.get("proposal", str(proposal.pk)) != str(proposal.pk):
        form.add_error(None, _("Redaktøren har sendt et nyt forslag, siden du åbnede siden. Læs det, før I svarer."))
        return _answer_page(request, version, proposal, form, status=409)
    accepts = "accept" in request.POST
    if not accepts and not form.is_valid():
        return _answer_page(request, version, proposal, form, status=422)
    try:
        if accepts:
            editorial.accept(proposal=proposal, by=request.actor, now=timezone.now())
        else:
            editorial.answer(proposal=proposal, answer=form.cleaned_data["answer"], by=request.actor, now=timezone.now())
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("trials:preview", version.pk)
    yes = _("I har taget imod forslaget. Teksten er ændret.")
    messages.success(request, yes if accepts else _("Svaret er sendt til redaktøren. Teksten er, som I skrev den."))
    return redirect("trials:preview", version.pk)


def _answer_page(
    request: HttpRequest, version: Version, proposal: EditorialVersion, form: AnswerForm, *, status: int = 200
) -> HttpResponse:
    context = {
        **_compared(version, proposal),
        "form": form,
        "may_answer": may(request.actor, "trials.answer_edit", proposal),
        "was_approved": version.state == State.APPROVED,
    }
    return render(request, "trials/editorial/answer.html", context, status=status)


def _compared(version: Version, proposal: EditorialVersion) -> dict[str, Any]:
    return {"version": version, "proposal": proposal, "changes": differences(version, proposed_by(proposal))}
