"""Writing the participant report and the internal evaluation, and following the Commission's survey."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from partners.mobilities.choices import HomeSection, Survey
from partners.mobilities.homecoming.sections import contents, fields_of, written_in
from partners.mobilities.models import Evaluation, Mobility, Participant, ParticipantReport
from partners.mobilities.privacy import refuse_cpr
from partners.mobilities.services.proposing import locked as locked_mobility
from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.accounts.permissions import require
from portal.text.normalise import normalise
from portal.workflow.gate import Refused, WrongState
from portal.workflow.log import record
from portal.writing.contents import Conflict, Contents, fingerprint


def begin(*, mobility: Mobility, participants: Collection[int], by: Actor, now: datetime) -> ParticipantReport:
    """Begin a report of one or of several together. Who is told of in another report already stays there."""
    with transaction.atomic():
        mobility = _writable(mobility, by)
        free = Participant.objects.select_for_update().filter(mobility=mobility, report=None, pk__in=participants).order_by("pk")
        people = list(free)
        if not people:
            raise Refused(_("Vælg mindst én, der ikke er med i en rapport endnu."))
        writer = _writer(by)
        report = ParticipantReport.objects.create(mobility=mobility, created_at=now, created_by=writer, changed_at=now, changed_by=writer)
        free.update(report=report)
        record(act="mobilities.begin_report", subject=mobility, by=by, now=now)
    return report


def cover(*, report: ParticipantReport, participants: Collection[int], by: Actor, now: datetime) -> ParticipantReport:
    """Say anew whose report it is. Nobody is left in no report unless another one is begun for them; at least one stays."""
    with transaction.atomic():
        report = _locked(report, by)
        own = Participant.objects.select_for_update().filter(mobility=report.mobility_id).order_by("pk")
        chosen = own.filter(pk__in=participants, report__in=[report.pk]) | own.filter(pk__in=participants, report=None)
        kept = {person.pk for person in chosen}
        if not kept:
            raise Refused(_("Der skal være mindst én med i rapporten."))
        own.filter(report=report).exclude(pk__in=kept).update(report=None)
        own.filter(pk__in=kept).update(report=report)
        _stamp(report, by, now)
    return report


def save_section(
    *, report: ParticipantReport, section: HomeSection, data: Contents, seen: str, by: Actor, now: datetime
) -> tuple[ParticipantReport, Contents]:
    """Save one section; returns what stands there now. `seen` is the fingerprint of what the writer started from.

    Raises Conflict when somebody else has saved the section meanwhile. A save by itself (autosave) is the same act: no log.
    """
    with transaction.atomic():
        report = _locked(report, by)
        before = contents(report, section)
        if fingerprint(before) != seen:
            raise Conflict(before)
        row = _set(written_in(report, section), fields_of(section), data)
        if isinstance(row, Evaluation):
            row.changed_at, row.changed_by = now, _writer(by)
        row.save()
        after = contents(report, section)
        if after != before:
            _stamp(report, by, now)
    return report, after


def set_survey(*, participant: Participant, survey: Survey, by: Actor, now: datetime) -> None:
    """Note how far a participant has come with the Commission's survey."""
    with transaction.atomic():
        mobility = locked_mobility(participant.mobility)
        require(by, "mobilities.set_survey", mobility)
        if Participant.objects.filter(pk=participant.pk).exclude(survey=survey).update(survey=survey):
            record(act="mobilities.set_survey", subject=mobility, by=by, now=now, note=str(survey.label))


def not_writable(mobility: Mobility) -> WrongState:
    """Why the report cannot be changed now, for the page."""
    return WrongState(_("Rapporten kan ikke ændres nu: opholdet står som ”%(state)s”.") % {"state": mobility.get_state_display()})


def _locked(report: ParticipantReport, by: Actor) -> ParticipantReport:
    """The report fresh and locked behind its mobility, once the actor may write it now; the caller's transaction holds the lock."""
    mobility = _writable(report.mobility, by)
    found = ParticipantReport.objects.select_for_update().filter(pk=report.pk).order_by("pk").first()
    if found is None:
        raise WrongState(_("Rapporten er slettet i mellemtiden."))
    found.mobility = mobility
    return found


def _writable(mobility: Mobility, by: Actor) -> Mobility:
    mobility = locked_mobility(mobility)
    if not mobility.can_be_reported_on:
        raise not_writable(mobility)
    require(by, "mobilities.write_report", mobility)
    return mobility


def _set[Row: ParticipantReport | Evaluation](row: Row, names: Collection[str], data: Contents) -> Row:
    texts = {name: normalise(value) for name in names if isinstance(value := data[name], str)}
    refuse_cpr(*texts.values())
    for name in names:
        setattr(row, name, texts.get(name, data[name]))
    return row


def _stamp(report: ParticipantReport, by: Actor, now: datetime) -> None:
    report.changed_at, report.changed_by = now, _writer(by)
    report.save(update_fields=["changed_at", "changed_by"])


def _writer(by: Actor) -> User:
    if by.user is None:
        raise PermissionDenied(_("Log ind for at skrive."))
    return by.user
