"""Beginning a proposal, sending it, and throwing away one that was never sent."""

from datetime import datetime
from hashlib import sha256

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from partners.grants.calculation import NotCalculable
from partners.grants.choices import Activity
from partners.mobilities.flow import MOBILITY_FLOW
from partners.mobilities.granting import table_for
from partners.mobilities.models import Counter, Mobility
from partners.mobilities.services.telling import tell_those_who_decide
from partners.models import Project
from portal.accounts.actor import Actor
from portal.accounts.permissions import require
from portal.files.services import remove_if_unused
from portal.notices.models import Notice
from portal.text.normalise import normalise_line
from portal.workflow.gate import Refused, WrongState, pass_gate
from portal.workflow.log import record
from schools.models import School


def start(
    *, title: str, project: Project | None, activity: str = "", school: School | None, token: str = "", by: Actor, now: datetime
) -> Mobility:
    """Begin a proposal as a draft of the actor's school, or of the administration without one.

    `token` is the page's own: what is sent twice from one page, by a double tap or over a bad line, begins one draft and no more.
    """
    require(by, "mobilities.create")
    if by.user is None or by.municipality_id is None:
        raise PermissionDenied(_("Log ind for at skrive."))
    begun = {
        "municipality_id": by.municipality_id,
        "school": school,
        "project": project,
        "activity": activity,
        "title": normalise_line(title),
        "created_at": now,
        "created_by": by.user,
        "changed_at": now,
        "changed_by": by.user,
    }
    require(by, "mobilities.write", Mobility(**begun))
    with transaction.atomic():
        mark = sha256(f"{by.user.pk}:{token}".encode()).hexdigest() if token else None
        mobility, is_new = Mobility.objects.get_or_create(token=mark, defaults=begun) if mark else (Mobility.objects.create(**begun), True)
        if not is_new:
            return mobility
        mobility.writers.add(by.user)
        record(act="mobilities.create", subject=mobility, by=by, now=now)
    return mobility


class NotConfirmed(Refused):
    """Nobody has said that no pupil and no family can be recognised."""

    def __init__(self) -> None:
        super().__init__(_("Bekræft, at ingen elev eller familie kan genkendes. Ellers kan forslaget ikke sendes."))


def propose(*, mobility: Mobility, nobody_recognised: bool, by: Actor, now: datetime) -> Mobility:
    """Send a proposal to the nearest leader; refused with the list of what is missing. It gets its ID here and keeps it.

    `nobody_recognised` is the proposer's own answer to what the check for personal data cannot decide; it is logged.
    """
    with transaction.atomic():
        mobility = locked(mobility)
        if not nobody_recognised:
            raise NotConfirmed
        mobility.endorsed_at = mobility.endorsed_by = None
        then = ["endorsed_at", "endorsed_by", *_numbered(mobility)]
        mobility = pass_gate(thing=mobility, flow=MOBILITY_FLOW, act="propose", by=by, now=now, then=then)
        record(act="mobilities.confirm_nobody_recognised", subject=mobility, by=by, now=now)
        tell_those_who_decide(mobility, "propose", by=by, now=now)
    return mobility


def discard(*, mobility: Mobility, by: Actor, now: datetime) -> None:
    """Delete a draft that nobody was asked to decide on. The log keeps that it happened, on the place that wrote it."""
    with transaction.atomic():
        mobility = locked(mobility)
        require(by, "mobilities.discard", mobility)
        record(act="mobilities.discard", subject=mobility.school or mobility.municipality, by=by, now=now)
        evidence = mobility.km_evidence
        Notice.objects.filter(subject_type=ContentType.objects.get_for_model(mobility), subject_id=mobility.pk).delete()
        mobility.delete()
        if evidence:
            remove_if_unused(stored=evidence)


def locked(mobility: Mobility) -> Mobility:
    """The mobility fresh and locked, with what its rules read; the caller's transaction holds the lock."""
    found = (
        Mobility.objects.select_for_update(of=["self"])
        .select_related("school", "project__accreditation", "host", "objective")
        .filter(pk=mobility.pk)
        .first()
    )
    if found is None:
        raise WrongState(_("Det er slettet i mellemtiden."))
    return found


def _numbered(mobility: Mobility) -> list[str]:
    """Give the mobility its ID, or a new one when activity or project have changed since it got one.

    Nothing without both, or where the call year's table does not know the activity: what is missing is for the gate to say.
    """
    code = _activity_code(mobility)
    if mobility.project is None or not code:
        return []
    start, end = f"{mobility.project.call}-{code}-", f"-{mobility.project.short_code}"
    if mobility.number and mobility.number.startswith(start) and mobility.number.endswith(end):
        return []
    mobility.number = f"{start}{_next(mobility.project, mobility.activity):04}{end}"
    return ["number"]


def _activity_code(mobility: Mobility) -> str:
    """The five letters of the activity in its call year."""
    if not mobility.activity:
        return ""
    try:
        rule = table_for(mobility).activities.get(Activity(mobility.activity))
    except NotCalculable:
        return ""
    return rule.code if rule else ""


def _next(project: Project, activity: str) -> int:
    """The next number of an activity in a project. The row is locked until the transaction ends, so a number is given once."""
    Counter.objects.bulk_create([Counter(project=project, activity=activity)], ignore_conflicts=True)
    counter = Counter.objects.select_for_update().get(project=project, activity=activity)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last
