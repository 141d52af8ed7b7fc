"""The reviewers' pages: what waits in the municipality, and one version with what changed and the decisions."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.permissions import require
from portal.workflow.gate import NotAllowed, NoteMissing, Refused, Transition
from portal.workflow.models import LogEntry
from trials import changes, queries
from trials.choices import State
from trials.documents import lasting_snapshot
from trials.findings import findings
from trials.flow import VERSION_FLOW
from trials.forms.decisions import DecisionForm, WithdrawalForm
from trials.models import Version
from trials.rules import REVIEWERS
from trials.services import review
from trials.story import story_of

# The decisions of this page and the service behind each; those in NOTED take the note along.
SERVICES: dict[str, Callable[..., Version]] = {
    "approve": review.approve,
    "publish": review.publish,
    "return": review.send_back,
    "withdraw": review.withdraw,
}
NOTED = {"return", "withdraw"}
# Of what is offered together, these move the text on.
MAIN = {"approve", "publish"}


@login_required
@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    require(request.actor, "trials.review_list")
    today = timezone.localdate()
    versions = list(Version.objects.visible_to(request.actor).waiting_for_review(request.actor).for_lists().select_related("submitted_by"))
    for version in versions:
        version.days = queries.days_waited(version, today)
    context = {
        "submitted": [version for version in versions if version.state == State.SUBMITTED],
        "approved": [version for version in versions if version.state == State.APPROVED],
        "page": "trials:review" if request.actor.kind in REVIEWERS else "trials:preview",
    }
    return render(request, "trials/review_list.html", context)


@login_required
@require_safe
def review_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _version(request, pk))


@login_required
@require_POST
def review_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    version = _version(request, pk)
    if act not in SERVICES:
        raise Http404
    form = _form(version, request.POST)
    if not form.is_valid():
        return _page(request, version, form=form, status=422)
    if request.POST.get("seen", _seen(version)) != _seen(version):
        form.add_error(None, _("Teksten er sendt på ny, siden du åbnede siden. Læs den igen, før du afgør."))
        return _page(request, version, form=form, status=409)
    note = {"note": form.cleaned_data["note"]} if act in NOTED else {}
    try:
        version = SERVICES[act](version=version, by=request.actor, now=timezone.now(), **note)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except NoteMissing as refusal:
        form.add_error("note", str(refusal))
        return _page(request, version, form=form, status=422)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, _version(request, pk), form=form, status=409)
    messages.success(request, _done(act, version))
    return _onwards(act, version)


def _version(request: HttpRequest, pk: int) -> Version:
    """A version that has been sent at some time: a draft nobody has sent is not the reviewers' to read."""
    sent = Version.objects.visible_to(request.actor).exclude(state=State.DRAFT).for_story().select_related("submitted_by", "returned_by")
    version = get_object_or_404(sent, pk=pk)
    require(request.actor, "trials.review", version)
    return version


def _seen(version: Version) -> str:
    """A stamp of the text that the reviewer has in front of them."""
    return version.submitted_at.isoformat() if version.submitted_at else ""


def _form(version: Version, data: Any = None) -> DecisionForm:
    return (WithdrawalForm if version.state == State.PUBLISHED else DecisionForm)(data)


def _page(request: HttpRequest, version: Version, *, form: DecisionForm | None = None, status: int = 200) -> HttpResponse:
    decisions = _decisions(request, version)
    basis, since, sent_before = _basis(version)
    shows_changes = basis is not None and request.GET.get("vis") == "aendringer"
    context = {
        **story_of(version),
        "form": form or _form(version),
        "seen": _seen(version),
        "decisions": sorted(decisions, key=lambda decision: decision.name not in MAIN),
        "main_acts": MAIN,
        "needs_note": any(decision.needs_note for decision in decisions),
        "is_own_text": version.state == State.SUBMITTED and "approve" not in {decision.name for decision in decisions},
        "days": queries.days_waited(version, timezone.localdate()),
        "missing": queries.missing_parts(version) if version.is_open else [],
        "findings": findings(version) if version.is_open else [],
        "advice": queries.advice(version) if version.is_open else [],
        "return_note": queries.note_of(version, "return") if version.returned_at else "",
        "has_changes": basis is not None,
        "since": since,
        "sent_before": sent_before,
        "entries": LogEntry.objects.about(version),
        "waiting": _others_waiting(request, version),
    }
    if shows_changes:
        context["changes"] = changes.between(basis, lasting_snapshot(version))
        context["added"] = sum(section.added for section in context["changes"])
        context["removed"] = sum(section.removed for section in context["changes"])
    return render(request, "trials/review.html", context, status=status)


def _decisions(request: HttpRequest, version: Version) -> list[Transition]:
    return [transition for transition in VERSION_FLOW.open_to(request.actor, version) if transition.name in SERVICES]


def _basis(version: Version) -> tuple[dict[str, Any] | None, Any, bool]:
    """What to compare with: the text as it was last sent, else the published version; since when; and whether it was the former."""
    if sent := queries.last_sent(version):
        return sent[0], sent[1], True
    if published := queries.published_before(version):
        return lasting_snapshot(published), published.published_at, False
    return None, None, False


def _others_waiting(request: HttpRequest, version: Version) -> list[Version]:
    others = (
        Version.objects.visible_to(request.actor).waiting_for_review(request.actor).filter(state=State.SUBMITTED).exclude(pk=version.pk)
    )
    rows = list(others.for_lists()[:3])
    for row in rows:
        row.days = queries.days_waited(row, timezone.localdate())
    return rows


def _done(act: str, version: Version) -> str:
    words = {
        "approve": _("”%(title)s” er godkendt. Dem, der har skrevet, får besked. Nu kan den publiceres."),
        "publish": _("”%(title)s” er publiceret. Dem, der har skrevet, får besked."),
        "return": _("”%(title)s” er sendt retur. Dem, der har skrevet, får dine bemærkninger."),
        "withdraw": _("”%(title)s” er trukket tilbage. Adressen viser nu, hvornår og hvorfor."),
    }
    return words[act] % {"title": version.display_title}


def _onwards(act: str, version: Version) -> HttpResponse:
    """On to what comes next: publishing after approval, the public page after publishing, the rest of the pile after sending back.

    The fragment lets go of the form's own (#afgoerelse), so that the receipt at the top of the page is what one sees.
    """
    if act == "approve":
        onwards = reverse("trials:review", args=[version.pk])
    elif act == "return":
        onwards = reverse("trials:review_list")
    else:
        onwards = reverse("trials:detail", args=[version.trial.slug])
    return redirect(f"{onwards}#indhold")
