"""Deciding on a proposal, clearing it for departure, following it home, and cancelling it."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partners.grants.calculation import NotCalculable
from partners.mobilities.choices import State
from partners.mobilities.flow import MOBILITY_FLOW
from partners.mobilities.granting import committed, freeze
from partners.mobilities.models import Mobility
from partners.mobilities.papers.services import expect
from partners.mobilities.rules import THE_CLOCK
from partners.mobilities.services.proposing import locked
from partners.mobilities.services.telling import tell_those_concerned, tell_those_who_decide
from partners.models import Project
from partners.money import written
from portal.accounts.actor import Actor
from portal.workflow.gate import Refused, WrongState, pass_gate
from portal.workflow.log import record


class Overdrawn(Refused):
    """The project has not enough left (EUR)."""

    def __init__(self, left: Decimal, asked: Decimal) -> None:
        words = _("Projektet har %(left)s euro tilbage, og opholdet koster %(asked)s. Det er ikke godkendt.")
        super().__init__(words % {"left": written(left), "asked": written(asked)})


class NotChecked(Refused):
    """The one who approves has not answered yes to every point of the checklist."""

    def __init__(self) -> None:
        super().__init__(_("Sæt kryds ved alle tre punkter. Kan du ikke det, så send forslaget retur eller afvis det."))


def endorse(*, mobility: Mobility, by: Actor, now: datetime, note: str = "") -> Mobility:
    """The nearest leader recommends it to the administration."""
    with transaction.atomic():
        mobility = _pass(mobility, "endorse", by, now, note)
        tell_those_who_decide(mobility, "endorse", by=by, now=now, note=note)
        tell_those_concerned(mobility, "endorse", by=by, now=now, note=note)
    return mobility


def send_back(*, mobility: Mobility, note: str, by: Actor, now: datetime) -> Mobility:
    """Send a proposal back to those who wrote it, with the reason."""
    return _pass_and_tell(mobility, "send_back", by, now, note)


def reject(*, mobility: Mobility, note: str, by: Actor, now: datetime) -> Mobility:
    """Say no for good, with the reason."""
    return _pass_and_tell(mobility, "reject", by, now, note)


def approve(*, mobility: Mobility, is_checked: bool, by: Actor, now: datetime, note: str = "") -> Mobility:
    """Approve a mobility: its grant is frozen and counts against the project from now on.

    The project's row is locked first, so that two approvals at the same moment never share the same money. `is_checked` is the yes to the
    whole checklist: it fits the objective, the budget holds, documents and insurance are seen to. From now on its documents are asked for.
    """
    with transaction.atomic():
        project = _locked_project(mobility)
        mobility = locked(mobility)
        if not is_checked:
            raise NotChecked
        then = _frozen(mobility, project)
        mobility = pass_gate(thing=mobility, flow=MOBILITY_FLOW, act="approve", by=by, now=now, note=note, then=then)
        record(act="mobilities.check", subject=mobility, by=by, now=now)
        tell_those_concerned(mobility, "approve", by=by, now=now, note=note)
        expect(mobility=mobility)
    return mobility


def clear(*, mobility: Mobility, by: Actor, now: datetime, note: str = "") -> Mobility:
    """Approve a mobility for departure; nobody travels before."""
    return _pass_and_tell(mobility, "clear", by, now, note)


def depart(*, mobility: Mobility, by: Actor, now: datetime) -> Mobility:
    """The journey has begun: on its first day at the earliest."""
    _refuse_before(mobility.starts_on, timezone.localdate(now))
    with transaction.atomic():
        return _pass(mobility, "depart", by, now)


def come_home(*, mobility: Mobility, by: Actor, now: datetime) -> Mobility:
    """They are home again. By hand also on the last day, or when they had to leave early."""
    with transaction.atomic():
        return _pass(mobility, "come_home", by, now)


def cancel(*, mobility: Mobility, note: str, is_force_majeure: bool, by: Actor, now: datetime) -> Mobility:
    """It will not happen; the reason is kept, and the money is free again."""
    with transaction.atomic():
        mobility = locked(mobility)
        mobility.is_force_majeure = is_force_majeure
        mobility = pass_gate(thing=mobility, flow=MOBILITY_FLOW, act="cancel", by=by, now=now, note=note, then=["is_force_majeure"])
        tell_those_concerned(mobility, "cancel", by=by, now=now, note=note)
    return mobility


def report(*, mobility: Mobility, by: Actor, now: datetime) -> Mobility:
    """The participants' report is in."""
    with transaction.atomic():
        return _pass(mobility, "report", by, now)


def complete(*, mobility: Mobility, by: Actor, now: datetime, note: str = "") -> Mobility:
    """The administration has read the report, and nothing is left to do."""
    with transaction.atomic():
        return _pass(mobility, "complete", by, now, note)


def follow_the_calendar(*, now: datetime) -> int:
    """Let cleared mobilities begin on their first day and end after their last, as the portal itself. Returns how many were moved."""
    today = timezone.localdate(now)
    begun = Mobility.objects.filter(state=State.CLEARED, starts_on__lte=today)
    moved = _move_all(begun, "depart", now)
    return moved + _move_all(Mobility.objects.filter(state=State.UNDER_WAY, ends_on__lt=today), "come_home", now)


def _move_all(mobilities: Iterable[Mobility], act: str, now: datetime) -> int:
    moved = 0
    for mobility in mobilities:
        try:
            with transaction.atomic():
                _pass(mobility, act, THE_CLOCK, now)
        except WrongState:  # somebody was faster: the others are moved all the same
            continue
        moved += 1
    return moved


def _pass(mobility: Mobility, act: str, by: Actor, now: datetime, note: str = "") -> Mobility:
    return pass_gate(thing=locked(mobility), flow=MOBILITY_FLOW, act=act, by=by, now=now, note=note)


def _pass_and_tell(mobility: Mobility, act: str, by: Actor, now: datetime, note: str) -> Mobility:
    with transaction.atomic():
        mobility = _pass(mobility, act, by, now, note)
        tell_those_concerned(mobility, act, by=by, now=now, note=note)
    return mobility


def _locked_project(mobility: Mobility) -> Project | None:
    """Weaker than a lock for deletion: who only points at the project need not wait."""
    if mobility.project is None:
        return None
    return Project.objects.select_for_update(no_key=True).filter(pk=mobility.project.pk).first()


def _frozen(mobility: Mobility, project: Project | None) -> list[str]:
    """Set the grant to be frozen. Refused when the project does not hold it; what is otherwise wrong is for the gate to say."""
    if mobility.state != State.ENDORSED:
        return []
    if mobility.project_id != (project.pk if project else None):
        raise WrongState(_("Projektet er skiftet i mellemtiden. Genindlæs siden, og se efter."))
    if project is None:
        return []
    try:
        mobility.grant = freeze(mobility)
    except NotCalculable as lacking:
        raise Refused(str(lacking)) from lacking
    mobility.grant_total = Decimal(mobility.grant["total"])
    left = project.grant - committed(project, but=mobility)
    if mobility.grant_total > left:
        raise Overdrawn(left, mobility.grant_total)
    return ["grant", "grant_total"]


def _refuse_before(first: date | None, today: date) -> None:
    if first is None or today < first:
        day = date_format(first) if first else ""
        raise WrongState(_("Opholdet begynder først %(day)s.") % {"day": day})
