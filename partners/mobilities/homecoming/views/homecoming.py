"""Home again: what has been brought home of one mobility, and the participant report, written section by section."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.mobilities.choices import HomeSection, State, Survey
from partners.mobilities.homecoming.forms.homecoming import HOME_FORMS, PeopleForm, SurveyForm
from partners.mobilities.homecoming.outcomes import outcomes_of
from partners.mobilities.homecoming.queries import QUESTIONS
from partners.mobilities.homecoming.reporting import missing_in_report
from partners.mobilities.homecoming.sections import fields_of
from partners.mobilities.homecoming.services import participant_reports as acts
from partners.mobilities.homecoming.tasklist import task_list
from partners.mobilities.models import Mobility, Note, ParticipantReport
from partners.mobilities.privacy import pointed_out
from partners.mobilities.services import deciding
from portal.accounts.permissions import may, require
from portal.ui.desk import Desk
from portal.ui.rows import as_number
from portal.ui.sections import SectionForm
from portal.ui.tasklist import Task
from portal.workflow.gate import Refused
from portal.writing.contents import Contents

# Where a note is taken in: ”note:field”.
TAKEN = "tag"


class ReportDesk(Desk):
    """Where participant reports are written; their overview is the page of the mobility."""

    namespace = "mobilities"
    key = "deltagerrapport-"
    sections = HomeSection
    forms = HOME_FORMS
    permission = "mobilities.improve_report"

    def load(self, request: HttpRequest, pk: int) -> ParticipantReport:
        return get_object_or_404(_reports(request), pk=pk)

    def store(self, request: HttpRequest, form: SectionForm) -> Contents:
        return acts.save_section(
            report=form.subject, section=form.section, data=form.cleaned(), seen=form.seen, by=request.actor, now=timezone.now()
        )[1]

    def posted(self, request: HttpRequest, subject: ParticipantReport) -> QueryDict:
        """A note is taken in by a button of the same form: what stands in the fields is saved with it."""
        typed = super().posted(request, subject)
        return _with_note(typed, subject, request) if TAKEN in typed else typed

    def title(self, subject: ParticipantReport) -> str:
        return str(subject.mobility)

    def why_closed(self, subject: ParticipantReport) -> str:
        return str(acts.not_writable(subject.mobility))

    def closed_at(self, subject: ParticipantReport) -> str:
        return reverse("mobilities:homecoming", args=[subject.mobility_id])

    def tasks(self, subject: ParticipantReport) -> list[Task]:
        return task_list(subject)

    def template(self, _section: Any) -> str:
        return "mobilities/write_participant_report.html"

    def address(self, name: str, subject: ParticipantReport, *more: str) -> str:
        if name == "write":
            return self.closed_at(subject)
        return reverse(f"mobilities:report_{name}", args=[subject.pk, *more])

    def more(self, request: HttpRequest, form: SectionForm) -> dict[str, Any]:
        """The notes from the stay beside the fields that they can be taken into, and what looks like it is about a person."""
        notes = form.subject.mobility.notes.select_related("written_by") if form.section != HomeSection.EVALUATED else []
        said = "\n\n".join(value for value in form.stored.values() if isinstance(value, str))
        fields = [form.fields[name] for name in fields_of(form.section) if name not in {"satisfaction", "would_return"}]
        return {
            "notes": notes,
            "text_fields": fields,
            "report": form.subject,
            "findings": pointed_out(said, [person.name for person in form.subject.mobility.participants.all()]),
        }


DESK = ReportDesk()


@login_required
@require_safe
def homecoming(request: HttpRequest, pk: int) -> HttpResponse:
    """Notes, reports, what is missing, what came of it: for those who travelled, their colleagues, and the administration afterwards."""
    mobility = _mobility(request, pk)
    require(request.actor, "mobilities.see_homecoming", mobility)
    return render(request, "mobilities/homecoming.html", _shown(request, mobility))


@login_required
@require_POST
def begin_participant_report(request: HttpRequest, pk: int) -> HttpResponse:
    mobility = _mobility(request, pk)
    require(request.actor, "mobilities.write_report", mobility)
    form = PeopleForm(request.POST, people=mobility.participants.filter(report=None))
    if not form.is_valid():
        return render(request, "mobilities/homecoming.html", {**_shown(request, mobility), "people_form": form})
    try:
        report = acts.begin(mobility=mobility, participants=form.chosen(), by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("mobilities:homecoming", pk)
    return redirect("mobilities:report_section", report.pk, HomeSection.LEARNED.value)


@login_required
@require_http_methods(["GET", "POST"])
def report_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Whose report it is: joined and divided while it is written."""
    report = get_object_or_404(_reports(request), pk=pk)
    require(request.actor, "mobilities.write_report", report.mobility)
    people = [person for person in report.mobility.participants.all() if person.report_id in {None, report.pk}]
    initial = {"participants": [str(person.pk) for person in people if person.report_id]}
    form = PeopleForm(request.POST or None, people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            acts.cover(report=report, participants=form.chosen(), by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Gemt."))
            return redirect("mobilities:homecoming", report.mobility_id)
    return render(request, "mobilities/report_people.html", {"report": report, "form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def send_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Send what is written to the administration; from then on it is read."""
    mobility = _mobility(request, pk)
    require(request.actor, "mobilities.report", mobility)
    try:
        deciding.report(mobility=mobility, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Rapporten er sendt til forvaltningen."))
    return redirect("mobilities:homecoming", pk)


@login_required
@require_POST
def set_survey(request: HttpRequest, pk: int) -> HttpResponse:
    mobility = _mobility(request, pk)
    require(request.actor, "mobilities.set_survey", mobility)
    for participant in mobility.participants.all():
        form = SurveyForm(request.POST, participant=participant)
        if form.is_valid():
            survey = Survey(form.cleaned_data["survey"])
            acts.set_survey(participant=participant, survey=survey, by=request.actor, now=timezone.now())
    messages.success(request, _("Gemt."))
    return redirect("mobilities:homecoming", pk)


def _mobility(request: HttpRequest, pk: int) -> Mobility:
    rows = Mobility.objects.visible_to(request.actor).select_related("host", "school", "municipality", "project", "evaluation", "result")
    return get_object_or_404(rows.prefetch_related("participants"), pk=pk)


def _seen(request: HttpRequest) -> Any:
    return Mobility.objects.visible_to(request.actor).values("pk")


def _reports(request: HttpRequest) -> Any:
    rows = ParticipantReport.objects.filter(mobility__in=_seen(request)).select_related(
        "mobility__school", "mobility__evaluation", "changed_by"
    )
    return rows.prefetch_related("participants", "mobility__participants")


def _with_note(typed: QueryDict, report: ParticipantReport, request: HttpRequest) -> QueryDict:
    """What was typed, with the text of one of the mobility's notes at the end of one field."""
    data = typed.copy()
    number, _colon, field = data.pop(TAKEN)[-1].partition(":")
    known = Note.objects.filter(mobility=report.mobility_id, mobility__in=_seen(request))
    note = known.filter(pk=as_number(number)).first()
    if note and field in QUESTIONS:
        data[field] = "\n\n".join(filter(None, [data.get(field, "").rstrip(), note.text]))
    return data


def _shown(request: HttpRequest, mobility: Mobility) -> dict[str, Any]:
    """What the page shows of a mobility to this reader."""
    actor = request.actor
    may_write, may_read = may(actor, "mobilities.write_report", mobility), may(actor, "mobilities.see_report", mobility)
    reports = list(mobility.participant_reports.select_related("changed_by").prefetch_related("participants")) if may_read else []
    for report in reports:
        report.mobility = mobility
    free = [person for person in mobility.participants.all() if person.report_id is None]
    return {
        "mobility": mobility,
        "reports": [_told(report, may_write=may_write) for report in reports],
        "people_form": PeopleForm(people=free, initial={"participants": [str(person.pk) for person in free]})
        if free and may_write
        else None,
        "missing": missing_in_report(mobility) if may_write else [],
        "outcomes": outcomes_of([mobility.pk], actor),
        "may_write": may_write,
        "may_read": may_read,
        "may_send": mobility.state == State.HOME and may(actor, "mobilities.report", mobility),
        "may_see_notes": may(actor, "mobilities.see_notes", mobility),
        "may_release": may(actor, "mobilities.release_result", mobility),
        "may_survey": may(actor, "mobilities.set_survey", mobility),
        "surveys": [SurveyForm(participant=person) for person in mobility.participants.all()],
        "own_reports": mobility.reports.order_by("-pk"),
        "may_begin_report": may_read,
    }


def _told(report: ParticipantReport, *, may_write: bool) -> dict[str, Any]:
    """A report as a task list while it is written, and as answers afterwards."""
    answers = [] if may_write else [(label, getattr(report, name)) for name, label in QUESTIONS.items() if getattr(report, name)]
    people = ", ".join(str(person) for person in report.participants.all())
    return {"report": report, "people": people, "tasks": task_list(report) if may_write else [], "answers": answers}
