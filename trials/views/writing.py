"""The writer's pages: begin and the task list. Sections are in `saving`, sending in `submitting`."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.accounts.permissions import may, require
from portal.accounts.sessions import asked_by_itself
from portal.ui.tasklist import counted
from trials.choices import WRITABLE_STATES, State
from trials.finding.queries import similar_to
from trials.forms.start import start_form
from trials.models import Version
from trials.queries import advice, missing_parts, note_of, readings_of
from trials.sections import with_parts
from trials.services import drafts
from trials.talk import unresolved_by_section
from trials.tasklist import task_list
from trials.views.other_roles import in_another_role
from trials.views.saving import DESK
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
    here = DESK.note_presence(request, version)
    tasks = task_list(version, timezone.localdate(), unresolved_by_section(version, request.actor))
    missing = missing_parts(version)
    context = {
        **frame(request, version),
        **DESK.frame(version),
        "tasks": tasks,
        "counted": counted(tasks),
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


@asked_by_itself
@require_GET
def similar(request: HttpRequest, pk: int) -> HttpResponse:
    """What others have published that resembles the draft as it is saved, for the page on which it is written: asked when it has saved by itself."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)  # the page stays, and saving says why
    version = get_object_or_404(Version.objects.visible_to(request.actor).select_related("trial__home_school"), pk=pk)
    require(request.actor, "trials.improve", version)
    return render(request, "trials/write/_similar.html", {"similar": similar_to(version, request.actor)})


def _own_drafts(request: HttpRequest) -> list[Version]:
    """What the reader has written on and not finished, the latest first."""
    mine = Version.objects.visible_to(request.actor).filter(writers=request.user, state__in=WRITABLE_STATES)
    return list(mine.select_related("trial", "changed_by").order_by("-changed_at")[:5])


def _returned_note(version: Version) -> str:
    """Why the text was sent back, while it stands so."""
    return note_of(version, "return") if version.state == State.RETURNED else ""
