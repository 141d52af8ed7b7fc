"""Beginning, writing and issuing reports."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.mobilities.choices import ReportKind, ReportState
from partners.mobilities.homecoming.queries import told_of, with_words
from partners.mobilities.models import Mobility, Report
from partners.mobilities.privacy import refuse_cpr
from partners.mobilities.reports.flow import REPORT_FLOW
from partners.mobilities.reports.snapshots import written_snapshot
from partners.mobilities.reports.texts import TITLE, beginnings, contents
from partners.models import Accreditation, Project
from portal.accounts.actor import Actor
from portal.accounts.permissions import require
from portal.text.normalise import normalise, normalise_line
from portal.workflow.gate import WrongState, pass_gate
from portal.workflow.log import record
from portal.writing.contents import Conflict, Contents, fingerprint
from schools.models import Municipality, School

type Subject = Mobility | Project | Accreditation | School


def begin(*, subject: Subject, school_year: str = "", by: Actor, now: datetime) -> Report:
    """Begin a report, or go on with the one that is begun: a subject has one draft at most.

    That of a mobility begins with what its participants have written, so only those who may read that begin it.
    """
    if isinstance(subject, Mobility):
        require(by, "mobilities.see_report", subject)
    report = Report(**_about(subject, school_year), created_at=now, created_by=by.user, changed_at=now, changed_by=by.user)
    require(by, "mobilities.write_issued", report)
    report.title = title_of(report)
    report.texts = beginnings(report.kind, with_words(told_of(report)))
    try:
        with transaction.atomic():
            report.save()
            record(act="reports.begin", subject=report, by=by, now=now)
    except IntegrityError:
        return Report.objects.get(**_about(subject, school_year), state=ReportState.DRAFT)
    return report


def save(*, report: Report, data: Contents, seen: str, by: Actor, now: datetime) -> tuple[Report, Contents]:
    """Write title and texts; returns what stands there now. `seen` is the fingerprint of what the writer started from.

    Raises Conflict when somebody else has saved meanwhile. A save by itself (autosave) is the same act: no log.
    """
    said = {name: normalise(data[name]) for name in contents(report) if name in data}
    refuse_cpr(*said.values())
    with transaction.atomic():
        report = _locked(report)
        if not report.is_writable:
            raise not_writable()
        require(by, "mobilities.write_issued", report)
        before = contents(report)
        if fingerprint(before) != seen:
            raise Conflict(before)
        report.title = normalise_line(said.pop(TITLE, "")) or report.title
        report.texts = {**report.texts, **said}
        after = contents(report)
        if after != before:
            report.changed_at, report.changed_by = now, by.user  # type: ignore[assignment]
            report.save(update_fields=["title", "texts", "changed_at", "changed_by"])
    return report, after


def not_writable() -> WrongState:
    """Why the report cannot be changed now, for the page."""
    return WrongState(_("Rapporten er udstedt og ændres ikke mere."))


def issue(*, report: Report, by: Actor, now: datetime) -> Report:
    """Freeze a report with its number; nothing in it changes afterwards, but a photo that somebody asks to have removed."""
    with transaction.atomic():
        Municipality.objects.select_for_update().get(pk=report.municipality_id)
        report = _locked(report)
        report.issued_year, report.number = _next_number(report.municipality_id, timezone.localdate(now).year)
        report.frozen = written_snapshot(report, now)
        return pass_gate(thing=report, flow=REPORT_FLOW, act="issue", by=by, now=now, then=["issued_year", "number", "frozen"])


def title_of(report: Report) -> str:
    """What a report is called until somebody calls it something else."""
    if report.school:
        return _("%(school)s ude i verden %(year)s") % {"school": report.school, "year": report.school_year}
    if report.project:
        return _("Projektrapport %(call)s") % {"call": report.project.call}
    if report.accreditation:
        return _("Fremskridt i akkrediteringen %(code)s") % {"code": report.accreditation.code}
    return str(report.mobility)


def _about(subject: Subject, school_year: str) -> dict[str, Any]:
    """The fields that say what a report is about."""
    match subject:
        case Mobility():
            return {"kind": ReportKind.MOBILITY, "municipality_id": subject.municipality_id, "mobility": subject}
        case School():
            place = {"municipality_id": subject.municipality_id, "school": subject, "school_year": school_year}
            return {"kind": ReportKind.SCHOOL_YEAR, **place}
        case Project():
            return {"kind": ReportKind.PROJECT, "municipality_id": subject.municipality_id, "project": subject}
    return {"kind": ReportKind.PROGRESS, "municipality_id": subject.municipality_id, "accreditation": subject}


def _locked(report: Report) -> Report:
    found = Report.objects.for_lists().select_for_update(of=["self"]).filter(pk=report.pk).first()
    if found is None:
        raise WrongState(_("Det er slettet i mellemtiden."))
    return found


def _next_number(municipality: int, year: int) -> tuple[int, int]:
    """The next number of the year. The municipality's row is locked, so a number is given once."""
    last = Report.objects.filter(municipality=municipality, issued_year=year).aggregate(last=Max("number"))["last"]
    return year, (last or 0) + 1
