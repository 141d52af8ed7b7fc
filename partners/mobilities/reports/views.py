"""Reports: the list, one as a page, its texts to write, its fields to copy, and its PDF."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.mobilities.homecoming.queries import told_of
from partners.mobilities.models import Mobility, NotePhoto, Report
from partners.mobilities.privacy import pointed_out
from partners.mobilities.reports import services as acts
from partners.mobilities.reports.flow import REPORT_FLOW, missing_in_issue
from partners.mobilities.reports.forms import BeginReportForm, ReportTextsForm
from partners.mobilities.reports.printing import REPORT, current_print
from partners.mobilities.reports.snapshots import report_snapshot
from partners.mobilities.reports.tables import FIELDS, fields_of
from portal.accounts.permissions import may, require
from portal.charts import bar_chart
from portal.documents.choices import DocumentState
from portal.documents.delivery import deliver, order
from portal.files.serving import file_response
from portal.ui.spreadsheets import XLSX, as_file, wanted
from portal.workflow.gate import Refused

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
        "blocks": [{**block, "drawn": _bars(block)} for block in said["blocks"]],
        "document": document,
        "failed": document is not None and document.state == DocumentState.FAILED,
        "may_write": may(request.actor, "mobilities.write_issued", found),
    }
    return render(request, "mobilities/report.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def write_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Title and texts; the numbers come by themselves. When nothing is missing it can be issued."""
    found = _report(request, pk)
    if found.is_issued:
        return redirect("mobilities:report", pk)
    require(request.actor, "mobilities.write_issued", found)
    form = ReportTextsForm(request.POST or None, report=found)
    if request.method == "POST" and form.is_valid():
        try:
            acts.save(report=found, **form.written(), by=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Rapporten er gemt."))
            return redirect("mobilities:write_report", pk)
    context = {
        "report": found,
        "form": form,
        "missing": missing_in_issue(found),
        "findings": [(key, finding) for key, text in found.texts.items() for finding in pointed_out(text)],
        "may_issue": bool(REPORT_FLOW.open_to(request.actor, found)),
    }
    return render(request, "mobilities/write_report.html", context, status=422 if form.errors else 200)


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


def _bars(block: dict[str, Any]) -> dict[str, Any]:
    """The bars of a table, as portal.charts places them."""
    bars = bar_chart([(label, number) for label, number in block.get("bars", [])])
    return {"bars": bars, "height": sum(bar.height for bar in bars)}
