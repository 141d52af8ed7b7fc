"""The reviewers' pages: what waits in the municipality, and one version with what changed and the decisions."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.permissions import may, require
from portal.ui.spreadsheets import as_file, wanted
from portal.workflow.gate import NotAllowed, NoteMissing, Refused
from trials import changes, queries
from trials.choices import State
from trials.documents import lasting_snapshot
from trials.findings import findings, missing_for_approval
from trials.flow import VERSION_FLOW, decisions
from trials.forms.decisions import APPROVALS, DecisionForm, WithdrawalForm
from trials.models import Version
from trials.rules import REVIEWERS
from trials.services import review
from trials.story import story_of
from trials.tables import WAITING
from trials.talk import with_changes
from trials.views.comments import with_forms

# The service behind each decision of this page (trials.flow.decisions). All but withdrawing take the text that was read.
SERVICES: dict[str, Callable[..., Version]] = {
    "approve_and_publish": review.approve_and_publish,
    "approve": review.approve,
    "publish": review.publish,
    "return": review.send_back,
    "withdraw": review.withdraw,
}


@login_required
@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    require(request.actor, "trials.review_list")
    today = timezone.localdate()
    waiting = Version.objects.waiting_for_review(request.actor)
    versions = list(waiting.for_lists().with_open_matters().select_related("submitted_by"))
    if kind := wanted(request):
        return as_file(kind, WAITING, versions, _("Til gennemsyn"))
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
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    version = _version(request, pk)
    form = _form(request, version, request.POST)
    chosen = request.POST.get("decision", "")
    if request.POST.get("seen", _seen(version)) != _seen(version):
        form.add_error(None, _("Teksten er ændret, siden du åbnede siden. Læs den igen, før du afgør."))
        return _page(request, version, form=form, status=409)
    if chosen in SERVICES and chosen not in decisions(request.actor, version):
        return _not_open(request, version, form, chosen)
    if not form.is_valid():
        return _page(request, version, form=form, status=422)
    try:
        version = _decided(request, version, form)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except NoteMissing as refusal:
        form.add_error("note", str(refusal))
        return _page(request, version, form=form, status=422)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, _version(request, pk), form=form, status=409)
    messages.success(request, _done(chosen, version))
    return _onwards(chosen, version)


def _not_open(request: HttpRequest, version: Version, form: DecisionForm, chosen: str) -> HttpResponse:
    """Either it is not the actor's to decide, or somebody else was faster."""
    act = "approve" if chosen == "approve_and_publish" else chosen
    if not may(request.actor, VERSION_FLOW.by_name[act].permission, version):
        raise PermissionDenied(_("Din rolle giver ikke adgang til det."))
    form.errors.clear()
    form.add_error(None, _("Det kan ikke lade sig gøre nu: den står som ”%(state)s”.") % {"state": version.get_state_display()})
    return _page(request, version, form=form, status=409)


def _decided(request: HttpRequest, version: Version, form: DecisionForm) -> Version:
    act = form.cleaned_data["decision"]
    more = {"nobody_recognised": form.nobody_recognised} if act in APPROVALS else {}
    return SERVICES[act](version=version, note=form.cleaned_data["note"], by=request.actor, now=timezone.now(), **more)


def _version(request: HttpRequest, pk: int) -> Version:
    """A version that has been sent at some time: a draft nobody has sent is not the reviewers' to read."""
    sent = Version.objects.visible_to(request.actor).exclude(state=State.DRAFT).for_story().select_related("submitted_by", "returned_by")
    version = get_object_or_404(sent, pk=pk)
    require(request.actor, "trials.review", version)
    return version


def _seen(version: Version) -> str:
    """A stamp of the text that the reviewer has in front of them: when it was sent, and when it was last changed."""
    return f"{version.submitted_at.isoformat()}/{version.changed_at.isoformat()}" if version.submitted_at else ""


def _form(request: HttpRequest, version: Version, data: Any = None) -> DecisionForm:
    kind = WithdrawalForm if version.state == State.PUBLISHED else DecisionForm
    return kind(decisions(request.actor, version), data)


def _page(request: HttpRequest, version: Version, *, form: DecisionForm | None = None, status: int = 200) -> HttpResponse:
    offered = decisions(request.actor, version)
    basis, since, sent_before = _basis(version)
    shows_changes = basis is not None and request.GET.get("vis") == "aendringer"
    context = {
        **story_of(version),
        **_talk(request, version),
        **_editor(request, version),
        "form": form or _form(request, version),
        "seen": _seen(version),
        "offered": offered,
        "is_own_text": version.state == State.SUBMITTED and "approve" not in offered,
        "sender_confirmed": queries.sender_confirmed(version),
        "days": queries.days_waited(version, timezone.localdate()),
        "findings": findings(version) if version.is_open else [],
        "missing": _missing(version),
        "advice": queries.advice(version) if version.is_open else [],
        "return_note": queries.note_of(version, "return") if version.returned_at else "",
        "has_changes": basis is not None,
        "since": since,
        "sent_before": sent_before,
        "entries": queries.log_of(version),
        "waiting": _others_waiting(request, version),
    }
    if shows_changes:
        found = changes.between(basis, lasting_snapshot(version))
        context["changes"] = with_changes(context["talk"], found)
        context["added"] = sum(section.added for section in found)
        context["removed"] = sum(section.removed for section in found)
    return render(request, "trials/review.html", context, status=status)


def _talk(request: HttpRequest, version: Version) -> dict[str, Any]:
    talk = with_forms(request, version, back_to=_address(request, version))
    return {**talk, "unresolved_numbers": [remark.number for remark in talk["unresolved"]]}


def _address(request: HttpRequest, version: Version) -> str:
    """The page as it can be opened again, also after a decision that was refused."""
    page = reverse("trials:review", args=[version.pk])
    return f"{page}?vis=aendringer" if request.GET.get("vis") == "aendringer" else page


def _missing(version: Version) -> list[queries.Missing]:
    """What stands between the text and the next decision: the same lists as the gate's."""
    if version.state == State.APPROVED:
        return queries.unanswered(version)
    return missing_for_approval(version) if version.is_open else []


def _editor(request: HttpRequest, version: Version) -> dict[str, Any]:
    """The editor's way in, and what has become of the latest proposal."""
    return {
        "may_edit": may(request.actor, "trials.edit", version),
        "proposal": queries.open_proposal(version) if version.is_open else None,
        "proposal_answered": queries.latest_answer(version) if version.is_open else None,
    }


def _basis(version: Version) -> tuple[dict[str, Any] | None, Any, bool]:
    """What to compare with: the text as it was last sent, else the published version; since when; and whether it was the former."""
    if sent := queries.last_sent(version):
        return sent[0], sent[1], True
    if published := queries.published_before(version):
        return lasting_snapshot(published), published.published_at, False
    return None, None, False


def _others_waiting(request: HttpRequest, version: Version) -> list[Version]:
    others = Version.objects.waiting_for_review(request.actor).filter(state=State.SUBMITTED).exclude(pk=version.pk)
    rows = list(others.for_lists()[:3])
    for row in rows:
        row.days = queries.days_waited(row, timezone.localdate())
    return rows


def _done(act: str, version: Version) -> str:
    words = {
        "approve_and_publish": _("”%(title)s” er godkendt og publiceret. De, der har skrevet, får besked."),
        "approve": _("”%(title)s” er godkendt. De, der har skrevet, får besked. Nu kan den publiceres."),
        "publish": _("”%(title)s” er publiceret. De, der har skrevet, får besked."),
        "return": _("”%(title)s” er sendt retur. De, der har skrevet, får dine bemærkninger."),
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
