"""The proposer's pages: begin, the task list, the six sections with the grant beside them, and sending."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from partners.mobilities.choices import WRITABLE_STATES, Section
from partners.mobilities.deciders import deciders
from partners.mobilities.findings import findings
from partners.mobilities.forms.deciding import ProposeForm
from partners.mobilities.forms.sections import SECTION_FORMS, MoneySection, fields_checked
from partners.mobilities.forms.start import StartForm
from partners.mobilities.granting import STORED, Typed, estimate
from partners.mobilities.missing import missing_to_propose
from partners.mobilities.models import Mobility
from partners.mobilities.services import drafting, proposing
from partners.mobilities.showing import shown_estimate
from partners.mobilities.tasklist import task_list
from partners.mobilities.views.reading import load, posted, with_travellers
from portal.accounts.permissions import may, require
from portal.ui.desk import Desk
from portal.ui.sections import SectionForm
from portal.ui.tasklist import Task, counted
from portal.workflow.gate import Refused
from portal.workflow.models import LogEntry
from portal.writing.contents import Contents


class MobilityDesk(Desk):
    namespace = "mobilities"
    key = "ophold-"
    sections = Section
    forms = SECTION_FORMS
    permission = "mobilities.propose"

    def load(self, request: HttpRequest, pk: int) -> Mobility:
        return load(request, pk)

    def load_for(self, request: HttpRequest, pk: int, _section: TextChoices | None) -> Mobility:
        return get_object_or_404(with_travellers(Mobility.objects.visible_to(request.actor)), pk=pk)

    def store(self, request: HttpRequest, form: SectionForm) -> Contents:
        return drafting.save_section(
            mobility=form.subject, section=form.section, data=form.cleaned(), seen=form.seen, by=request.actor, now=timezone.now()
        )[1]

    def why_closed(self, subject: Mobility) -> str:
        return str(drafting.not_writable(subject))

    def closed_at(self, subject: Mobility) -> str:
        return reverse("mobilities:detail", args=[subject.pk])

    def tasks(self, subject: Mobility) -> list[Task]:
        return task_list(subject)

    def template(self, section: Any) -> str:
        return f"mobilities/write/sections/{section.name.lower()}.html"

    def more(self, request: HttpRequest, form: SectionForm) -> dict[str, Any]:
        mobility, typed = form.typed() if form.fields.is_bound else (form.subject, STORED)  # type: ignore[attr-defined]
        return {
            "mobility": form.subject,
            "calculate": self.address("calculate", form.subject, form.section.value),
            "is_reported": isinstance(form, MoneySection) and form.is_reported,
            **calculated(request, mobility, typed, form.section),
        }


DESK = MobilityDesk()


def calculated(request: HttpRequest, mobility: Mobility, typed: Typed, section: Section) -> dict[str, Any]:
    """The grant as it would be, its warnings, and for each field that the section can mend what the rules refuse.

    That nobody travels is not held against a list that is not begun: the task list says that it is missing.
    """
    now = estimate(mobility, typed)
    is_begun = mobility.pupils or (mobility.participants.all() if typed.people is None else typed.people)
    return {
        "estimate": now,
        "grant": shown_estimate(now, request.actor, mobility),
        "refused": {
            name: [one.words for one in now.refusals if one.field == name and (is_begun or name != "participants")]
            for name in fields_checked(section)
        },
    }


@require_POST
def calculate(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """The grant of what is on the page and not saved yet, while somebody types. Nothing is written."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)  # the page stays, and saving says why
    chosen = DESK.section_named(section)
    mobility = DESK.load_for(request, pk, chosen)
    require(request.actor, "mobilities.write", mobility)
    form = SECTION_FORMS[chosen](mobility, timezone.localdate(), data=request.POST)
    found, typed = form.typed()
    return render(request, "mobilities/write/_calculated.html", calculated(request, found, typed, chosen))


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a proposal; the reader's own unfinished ones come first."""
    require(request.actor, "mobilities.create")
    form = StartForm(posted(request), actor=request.actor, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        mobility = proposing.start(**form.draft(), by=request.actor, now=timezone.now())
        messages.success(request, _("Kladden er oprettet. I kan stoppe når som helst; det, I har skrevet, står her."))
        return redirect("mobilities:write", mobility.pk)
    mine = Mobility.objects.visible_to(request.actor).filter(writers=request.user, state__in=WRITABLE_STATES)
    drafts = mine.select_related("changed_by").order_by("-changed_at")[:5]
    return render(request, "mobilities/write/new.html", {"form": form, "drafts": drafts})


@login_required
@require_GET
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """The task list of a draft. Once it is sent, its page stands here instead."""
    mobility = load(request, pk)
    require(request.actor, "mobilities.propose", mobility)
    if not mobility.is_writable:
        return redirect("mobilities:detail", pk)
    here = DESK.note_presence(request, mobility)
    tasks = task_list(mobility)
    context = {
        **DESK.frame(mobility),
        "mobility": mobility,
        "tasks": tasks,
        "counted": counted(tasks),
        "missing": missing_to_propose(mobility),
        "returned": LogEntry.objects.about(mobility).filter(act="mobilities.send_back").first() if mobility.state == "sent_back" else None,
        "may_discard": may(request.actor, "mobilities.discard", mobility),
        "here": here,
        **_who_decides(mobility),
        **calculated(request, mobility, STORED, Section.MONEY),
    }
    return render(request, "mobilities/write/tasks.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """What will be sent and to whom, what the check found, and the button. Whoever sends twice finds the page."""
    mobility = load(request, pk)
    require(request.actor, "mobilities.propose", mobility)
    if not mobility.is_writable:
        return redirect("mobilities:detail", pk)
    form = ProposeForm(posted(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            proposed = proposing.propose(mobility=mobility, nobody_recognised=True, by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            words = _("Forslaget er sendt. Opholdet har fået ID %(number)s.")
            messages.success(request, words % {"number": proposed.number})
            return redirect("mobilities:detail", pk)
    context = {
        **DESK.frame(mobility),
        "mobility": mobility,
        "form": form,
        "tasks": task_list(mobility),
        "missing": missing_to_propose(mobility),
        "found": findings(mobility),
        **_who_decides(mobility),
        **calculated(request, mobility, STORED, Section.MONEY),
    }
    return render(request, "mobilities/write/propose.html", context, status=status)


def _who_decides(mobility: Mobility) -> dict[str, Any]:
    """Who takes the two steps, so that nobody sends a proposal that no one can decide on without being told."""
    those = deciders(mobility, timezone.localdate())
    return {"endorsers": those.endorsers, "approvers": those.approvers}


@login_required
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a draft that was made by mistake; asked once."""
    mobility = load(request, pk)
    require(request.actor, "mobilities.discard", mobility)
    if request.method == "POST":
        proposing.discard(mobility=mobility, by=request.actor, now=timezone.now())
        messages.success(request, _("Kladden er slettet."))
        return redirect("mobilities:list")
    return render(request, "mobilities/write/discard.html", {"mobility": mobility})
