"""The writer's pages: begin, the task list, and a section. Sending is in `submitting`."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.permissions import may, require
from portal.text.readability import readability
from portal.workflow.gate import Refused
from trials.choices import WRITABLE_STATES, Section, State
from trials.finding.queries import similar_to
from trials.forms.conflict import with_choices
from trials.forms.framing import FilesSection
from trials.forms.pages import SECTION_FORMS
from trials.forms.sections import SectionForm
from trials.forms.start import start_form
from trials.models import Version
from trials.queries import advice, missing_parts, note_of, readings_of
from trials.sections import with_parts
from trials.services import drafts
from trials.talk import unresolved_by_section
from trials.tasklist import Progress, next_section, task_list
from trials.views import saving
from trials.views.comments import with_forms
from trials.views.other_roles import in_another_role
from trials.views.submitting import frame


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a trial action; the reader's own unfinished drafts come first."""
    require(request.actor, "trials.create")
    form = start_form(request.actor, timezone.localdate(), request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        version = drafts.start(**form.draft(), by=request.actor, now=timezone.now())
        messages.success(request, _("Kladden er oprettet. I kan stoppe når som helst; det, I har skrevet, står her."))
        return redirect("trials:write", version.pk)
    return render(request, "trials/write/new.html", {"form": form, "drafts": _own_drafts(request)})


@login_required
@require_GET
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """The task list of a draft, where the links of mails land. Once it is sent, its receipt stands here instead."""
    version = with_parts(Version.objects.visible_to(request.actor)).filter(pk=pk).first()
    if version is None:
        return in_another_role(request, pk)
    if not version.is_writable and may(request.actor, "trials.improve", version):
        return redirect("trials:receipt", version.pk)
    require(request.actor, "trials.write", version)
    here = saving.note_presence(request, version)
    tasks = task_list(version, timezone.localdate(), unresolved_by_section(version, request.actor))
    missing = missing_parts(version)
    context = {
        **frame(request, version),
        "tasks": tasks,
        "written": sum(task.is_done for task in tasks),
        "to_write": sum(task.progress is not Progress.NOT_NEEDED for task in tasks),
        "passed_on": version.passed_on.filter(taken_up_at=None).select_related("by", "to"),
        "missing": missing,
        "advice": advice(version),
        "returned_note": _returned_note(version),
        "readings": readings_of(version),
        "may_discard": may(request.actor, "trials.discard", version),
        "here": here,
        "similar": similar_to(version, request.actor),
    }
    return render(request, "trials/write/tasks.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """One section: read it, write it, save it, or see text again that was kept in the browser. Once it is sent, its receipt stands here."""
    version = saving.load(request, pk)
    chosen = saving.section_named(section)
    require(request.actor, "trials.improve", version)
    if "hent" in request.POST:
        return _shown_again(request, version, chosen)
    if request.method == "POST":
        return _save(request, version, chosen)
    if not version.is_writable:
        return redirect("trials:receipt", version.pk)
    more = request.GET.get("tilfoej", "")
    return _section_page(request, version, SECTION_FORMS[chosen](version, timezone.localdate(), more=more))


def _own_drafts(request: HttpRequest) -> list[Version]:
    """What the reader has written on and not finished, the latest first."""
    mine = Version.objects.visible_to(request.actor).filter(writers=request.user, state__in=WRITABLE_STATES)
    return list(mine.select_related("trial", "changed_by").order_by("-changed_at")[:5])


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
        "here": saving.note_presence(request, version, form.section),
        "saved_by_me": version.changed_by_id == request.user.pk,
        "similar": similar_to(version, request.actor) if form.section == Section.INTRO else [],
        "readability": readability("\n\n".join(_told(form))),
        **with_forms(request, version),
        **more,
    }
    return render(request, f"trials/write/sections/{form.section.name.lower()}.html", context, status=status)


def _told(form: SectionForm) -> list[str]:
    """What a section tells in whole sentences, as it is saved."""
    observations = [seen["text"] for seen in form.stored.get("observations", [])]
    return [*filter(None, map(form.stored.get, ("standfirst", "done", "change", "future", "learned"))), *observations]


def _shown_again(request: HttpRequest, version: Version, chosen: Section) -> HttpResponse:
    """Text that the browser kept, in its fields as it was typed. Nothing is saved; a save begins from what the writer once began with."""
    form = SECTION_FORMS[chosen](version, timezone.localdate(), data=with_choices(request.POST))
    refusal = "" if version.is_writable else str(drafts.not_writable(version))
    return _section_page(request, version, form, refusal=refusal, shown_again=True)


def _save(request: HttpRequest, version: Version, chosen: Section) -> HttpResponse:
    """Save what is right; whatever else happens, show again what was typed."""
    today = timezone.localdate()
    more = request.POST.get("tilfoej", "")
    form = SECTION_FORMS[chosen](version, today, data=with_choices(request.POST), files=request.FILES, more=more)
    is_valid = form.is_valid()
    if not is_valid and not isinstance(form, FilesSection):
        return _section_page(request, version, form)
    try:
        saving.save(request, form)
    except drafts.Conflict as conflict:
        return _two_have_written(request, form, conflict)
    except Refused as refusal:
        return _section_page(request, version, form, status=409, refusal=str(refusal))
    if not is_valid:
        return _saved_in_part(request, version.pk, form)
    return redirect(_after_saving(request, version, chosen))


def _two_have_written(request: HttpRequest, form: SectionForm, conflict: drafts.Conflict) -> HttpResponse:
    """Put together what only one of the two has changed. Where both have, show both texts and let the writer choose."""
    try:
        both = saving.put_together(request, form, conflict)
    except Refused as refusal:
        return _section_page(request, form.version, form, status=409, refusal=str(refusal))
    if both is None:
        return redirect("trials:section", form.version.pk, form.section.value)
    if not both.questions:
        return _section_page(request, form.version, both.settled())
    return render(request, "trials/write/conflict.html", saving.conflict_context(request, both), status=409)


def _saved_in_part(request: HttpRequest, pk: int, posted: FilesSection) -> HttpResponse:
    version = saving.load(request, pk)
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
