"""Reports: the list, one as a page, its texts to write, its fields to copy, and its PDF."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from partners.mobilities.choices import ReportPart
from partners.mobilities.homecoming.queries import told_of
from partners.mobilities.models import Mobility, NotePhoto, Report
from partners.mobilities.privacy import pointed_out
from partners.mobilities.reports import services as acts
from partners.mobilities.reports.flow import REPORT_FLOW, missing_in_issue
from partners.mobilities.reports.forms import BeginReportForm, ReportTexts
from partners.mobilities.reports.printing import REPORT, current_print
from partners.mobilities.reports.snapshots import report_snapshot
from partners.mobilities.reports.tables import FIELDS, fields_of
from portal.accounts.permissions import may, require
from portal.charts import bar_chart
from portal.documents.choices import DocumentState
from portal.documents.delivery import deliver, order
from portal.files.serving import file_response
from portal.ui.desk import Desk
from portal.ui.sections import SectionForm
from portal.ui.spreadsheets import XLSX, as_file, wanted
from portal.ui.tasklist import Progress, Task
from portal.workflow.gate import Refused
from portal.writing.contents import Contents

PER_PAGE = 30


@login_required
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """The reports that the reader may see, the latest changed first."""
    require(request.actor, "mobilities.list_reports")
    page = Paginator(Report.objects.visible_to(request.actor).for_lists(), PER_PAGE).get_page(request.GET.get("side"))
    return render(request, "mobilities/reports.html", {"page": page, "form": _begin_form(request)})


@login_required
@require_POST
def begin_report(request: HttpRequest) -> HttpResponse:
    """Begin the report of a project, the accreditation or a school's year, or go on with the one that is begun."""
    require(request.actor, "mobilities.begin_issued")
    form = _begin_form(request, request.POST)
    if not form.is_valid():
        page = Paginator(Report.objects.visible_to(request.actor).for_lists(), PER_PAGE).get_page(1)
        return render(request, "mobilities/reports.html", {"page": page, "form": form})
    report = acts.begin(subject=form.subject(), school_year=form.cleaned_data["school_year"], by=request.actor, now=timezone.now())
    return redirect("mobilities:write_report", report.pk)


@login_required
@require_POST
def begin_mobility_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the report of one mobility."""
    mobility = get_object_or_404(Mobility.objects.visible_to(request.actor).select_related("school", "municipality"), pk=pk)
    return redirect("mobilities:write_report", acts.begin(subject=mobility, by=request.actor, now=timezone.now()).pk)


@login_required
@never_cache
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as a page, with its PDF as it stands."""
    found = _report(request, pk)
    now = timezone.now()
    said = report_snapshot(found, now)
    document = current_print(found, now)
    context = {
        "report": found,
        "said": said,
        "blocks": [{**block, "drawn": bar_chart(block.get("bars", []))} for block in said["blocks"]],
        "document": document,
        "failed": document is not None and document.state == DocumentState.FAILED,
        "may_write": may(request.actor, "mobilities.write_issued", found),
    }
    return render(request, "mobilities/report.html", context)


class ReportTextsDesk(Desk):
    """Where a report's title and texts are written, on one page; the numbers come by themselves. When nothing is missing it can be issued."""

    namespace = "mobilities"
    key = "rapport-"
    sections = ReportPart
    forms = {ReportPart.TEXTS: ReportTexts}
    permission = "mobilities.improve_issued"
    addresses = {"write": "report", "section": "write_report", "autosave": "save_report", "presence": "present_in_report"}

    def load(self, request: HttpRequest, pk: int) -> Report:
        return get_object_or_404(Report.objects.visible_to(request.actor).for_lists().select_related("changed_by"), pk=pk)

    def store(self, request: HttpRequest, form: SectionForm) -> Contents:
        return acts.save(report=form.subject, data=form.cleaned(), seen=form.seen, by=request.actor, now=timezone.now())[1]

    def why_closed(self, _subject: Report) -> str:
        return str(acts.not_writable())

    def closed_at(self, subject: Report) -> str:
        return reverse("mobilities:report", args=[subject.pk])

    def tasks(self, subject: Report) -> list[Task]:
        missing = missing_in_issue(subject)
        return [Task(ReportPart.TEXTS, Progress.LACKING if missing else Progress.WRITTEN, "", missing)]

    def template(self, _section: Any) -> str:
        return "mobilities/write_report.html"

    def address(self, name: str, subject: Report, *_more: str) -> str:
        return reverse(f"mobilities:{self.addresses[name]}", args=[subject.pk])

    def more(self, request: HttpRequest, form: SectionForm) -> dict[str, Any]:
        """What is missing, what looks like it is about a person, and whether the reader may issue it."""
        texts = form.subject.texts.values()
        return {
            "report": form.subject,
            "findings": [finding for text in texts for finding in pointed_out(text)],
            "may_issue": bool(REPORT_FLOW.open_to(request.actor, form.subject)),
        }


DESK = ReportTextsDesk()


@login_required
@require_POST
def issue_report(request: HttpRequest, pk: int) -> HttpResponse:
    found = _report(request, pk)
    require(request.actor, "mobilities.issue", found)
    try:
        issued = acts.issue(report=found, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("mobilities:write_report", pk)
    messages.success(request, _("Rapporten er udstedt som nr. %(number)s.") % {"number": issued.label})
    return redirect("mobilities:report", pk)


@login_required
@require_safe
def report_fields(request: HttpRequest, pk: int) -> HttpResponse:
    """Field by field, to copy into another tool, and as a workbook."""
    found = _report(request, pk)
    fields = fields_of(report_snapshot(found, timezone.now()))
    if wanted(request):
        return as_file(XLSX, FIELDS, fields, found.title)
    return render(request, "mobilities/report_fields.html", {"report": found, "fields": fields})


@login_required
@require_safe
def report_photo(request: HttpRequest, pk: int, photo: int) -> HttpResponse:
    """A picture that the report shows, for those who may read the report."""
    found = _report(request, pk)
    shown = {image["photo"] for image in report_snapshot(found, timezone.now())["images"]}
    if photo not in shown:
        raise Http404
    stored = get_object_or_404(NotePhoto.objects.select_related("stored"), pk=photo, note__mobility__in=_told_of(request, found)).stored
    return file_response(stored, as_attachment=False, width=request.GET.get("bredde", ""))


@login_required
@require_POST
def order_report(request: HttpRequest, pk: int) -> HttpResponse:
    found = _report(request, pk)
    order(request, kind=REPORT, subject=found, language="da")
    return redirect("mobilities:report", pk)


@login_required
@require_safe
def report_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of what the report says now; one of an earlier draft is not handed out."""
    return deliver(current_print(_report(request, pk), timezone.now()))


def _report(request: HttpRequest, pk: int) -> Report:
    return get_object_or_404(Report.objects.visible_to(request.actor).for_lists(), pk=pk)


def _told_of(_request: HttpRequest, report: Report) -> Any:
    """The mobilities of a report that was found in sight."""
    return told_of(report).values("pk")


def _begin_form(request: HttpRequest, data: Any = None) -> BeginReportForm:
    return BeginReportForm(data, actor=request.actor, today=timezone.localdate())
