"""The writer's pages: begin, the task list, a section, send, and what happens then."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.permissions import may, require
from portal.text.readability import readability
from portal.workflow.gate import Incomplete, Refused
from trials.choices import ANSWER_WITHIN_DAYS, WRITABLE_STATES, Section, State
from trials.colleagues import school_leaders
from trials.forms.framing import FilesSection
from trials.forms.pages import SECTION_FORMS
from trials.forms.sections import SectionForm
from trials.forms.start import start_form
from trials.models import Version
from trials.queries import advice, missing_parts, note_of, proposal_to_answer
from trials.sections import fingerprint, with_parts
from trials.services import drafts, review
from trials.talk import unresolved_by_section
from trials.tasklist import next_section, task_list
from trials.views.comments import with_forms


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a trial action; the reader's own unfinished drafts come first."""
    require(request.actor, "trials.create")
    form = start_form(request.actor, timezone.localdate(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        version = drafts.start(**form.draft(), by=request.actor, now=timezone.now())
        messages.success(request, _("Kladden er oprettet. I kan stoppe når som helst; det, I har skrevet, står her."))
        return redirect("trials:write", version.pk)
    return render(request, "trials/write/new.html", {"form": form, "drafts": _own_drafts(request)})


@login_required
@require_GET
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """The task list of a draft. Once it is sent, its receipt stands here instead."""
    version = _load(request, pk)
    if not version.is_writable and may(request.actor, "trials.improve", version):
        return redirect("trials:receipt", version.pk)
    require(request.actor, "trials.write", version)
    tasks = task_list(version, timezone.localdate(), unresolved_by_section(version, request.actor))
    missing = missing_parts(version)
    context = {
        **_frame(request, version),
        "tasks": tasks,
        "written": sum(task.is_done for task in tasks),
        "missing": missing,
        "advice": advice(version),
        "returned_note": _returned_note(version),
    }
    return render(request, "trials/write/tasks.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """One section: read it, write it, save it. Once the text is sent, its receipt stands here instead."""
    version = _load(request, pk)
    chosen = _section(section)
    require(request.actor, "trials.improve", version)
    if request.method == "POST":
        return _save(request, version, chosen)
    if not version.is_writable:
        return redirect("trials:receipt", version.pk)
    more = request.GET.get("tilfoej", "")
    return _section_page(request, version, SECTION_FORMS[chosen](version, timezone.localdate(), more=more))


@login_required
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """What will be sent, to whom, and the button. Whoever comes back to it afterwards, or sends twice, finds the receipt."""
    version = _load(request, pk)
    if not version.is_writable and may(request.actor, "trials.improve", version):
        return redirect("trials:receipt", version.pk)
    require(request.actor, "trials.write", version)
    if request.method == "POST":
        return _send(request, version)
    return _submit_page(request, version)


@login_required
@require_GET
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a text that has been sent stands, and what happens next."""
    version = _load(request, pk)
    require(request.actor, "trials.improve", version)
    if version.is_writable:
        return redirect("trials:write", version.pk)
    context = {
        **_frame(request, version),
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
    version = _load(request, pk)
    require(request.actor, "trials.recall", version)
    try:
        review.recall(version=version, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("trials:receipt", version.pk)
    messages.success(request, _("Teksten er taget tilbage og er en kladde igen."))
    return redirect("trials:write", version.pk)


def _load(request: HttpRequest, pk: int) -> Version:
    return get_object_or_404(with_parts(Version.objects.visible_to(request.actor)), pk=pk)


def _section(value: str) -> Section:
    if value not in Section.values:
        raise Http404
    return Section(value)


def _own_drafts(request: HttpRequest) -> list[Version]:
    """What the reader has written on and not finished, the latest first."""
    mine = Version.objects.visible_to(request.actor).filter(writers=request.user, state__in=WRITABLE_STATES)
    return list(mine.select_related("trial", "changed_by").order_by("-changed_at")[:5])


def _frame(request: HttpRequest, version: Version) -> dict[str, Any]:
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


def _returned_note(version: Version) -> str:
    """Why the text was sent back, while it stands so."""
    return note_of(version, "return") if version.state == State.RETURNED else ""


def _section_page(request: HttpRequest, version: Version, form: SectionForm, *, status: int = 200, **more: Any) -> HttpResponse:
    tasks = task_list(version, timezone.localdate())
    context = {
        "version": version,
        "trial": version.trial,
        "section": form.section,
        "form": form,
        "tasks": tasks,
        "number": next(at for at, task in enumerate(tasks, start=1) if task.section == form.section),
        "next": next_section(form.section),
        "saved_by_me": version.changed_by_id == request.user.pk,
        "readability": readability("\n\n".join(_told(form))),
        **with_forms(request, version),
        **more,
    }
    return render(request, f"trials/write/sections/{form.section.name.lower()}.html", context, status=status)


def _told(form: SectionForm) -> list[str]:
    """What a section tells in whole sentences, as it is saved."""
    observations = [seen["text"] for seen in form.stored.get("observations", [])]
    return [*filter(None, map(form.stored.get, ("standfirst", "done", "change", "future", "learned"))), *observations]


def _save(request: HttpRequest, version: Version, chosen: Section) -> HttpResponse:
    """Save what is right; whatever else happens, show again what was typed."""
    today = timezone.localdate()
    more = request.POST.get("tilfoej", "")
    form = SECTION_FORMS[chosen](version, today, data=request.POST, files=request.FILES, more=more)
    is_valid = form.is_valid()
    if not is_valid and not isinstance(form, FilesSection):
        return _section_page(request, version, form)
    try:
        drafts.save_section(version=version, section=chosen, data=form.cleaned(), seen=form.seen, by=request.actor, now=timezone.now())
    except drafts.Conflict as conflict:
        return _conflict_page(request, form, conflict)
    except Refused as refusal:
        return _section_page(request, version, form, status=409, refusal=str(refusal))
    if not is_valid:
        return _saved_in_part(request, version.pk, form)
    return redirect(_after_saving(request, version, chosen))


def _conflict_page(request: HttpRequest, form: SectionForm, conflict: drafts.Conflict) -> HttpResponse:
    """Both texts: what was typed in the fields, what stands there now beside it. The next save is the writer's choice."""
    version = _load(request, form.version.pk)
    theirs = type(form)(version, form.today)
    form.seen = fingerprint(conflict.theirs)
    own = _("Du har selv gemt dette afsnit i et andet vindue. Det, du har skrevet her, er ikke gemt endnu, men det står her stadig.")
    refusal = own if version.changed_by_id == request.user.pk else str(conflict)
    return _section_page(request, version, form, status=409, refusal=refusal, theirs=theirs.lines(), their_name=version.changed_by.name)


def _saved_in_part(request: HttpRequest, pk: int, posted: FilesSection) -> HttpResponse:
    version = _load(request, pk)
    form = FilesSection(version, posted.today)
    form.keep_errors_of(posted)
    return _section_page(request, version, form, saved_in_part=True)


def _after_saving(request: HttpRequest, version: Version, chosen: Section) -> str:
    here = reverse("trials:section", args=[version.pk, chosen.value])
    if more := request.POST.get("tilfoej"):
        return f"{here}?tilfoej={more}#{more}-ny"
    if "videre" not in request.POST:
        return here
    following = next_section(chosen)
    return reverse("trials:section", args=[version.pk, following.value]) if following else reverse("trials:write", args=[version.pk])


def _submit_page(request: HttpRequest, version: Version, missing: list | None = None, *, status: int = 200) -> HttpResponse:
    context = {
        **_frame(request, version),
        "missing": missing_parts(version) if missing is None else missing,
        "advice": advice(version),
        "tasks": task_list(version, timezone.localdate()),
    }
    return render(request, "trials/write/submit.html", context, status=status)


def _send(request: HttpRequest, version: Version) -> HttpResponse:
    require(request.actor, "trials.submit", version)
    try:
        review.submit(version=version, by=request.actor, now=timezone.now())
    except Incomplete as refusal:
        return _submit_page(request, version, refusal.missing, status=409)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("trials:write", version.pk)
    return redirect("trials:receipt", version.pk)
