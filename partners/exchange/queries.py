"""What goes out, and what stands in a role's calendar."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from partners.choices import RUN_THE_CONSORTIUM, ProjectState, RoundState
from partners.exchange.choices import FINAL_REPORT_WITHIN
from partners.exchange.models import CalendarKey
from partners.mobilities.choices import State
from partners.mobilities.models import Mobility
from partners.models import GrantRound, Project
from portal.accounts.actor import Actor
from schools.people.models import Role

# In the calendar from when it is sure to happen, and a while after it has.
_SHOWN = (State.APPROVED, State.CLEARED, State.UNDER_WAY, State.HOME, State.REPORTED)
_REACHES_BACK = timedelta(days=120)


@dataclass(frozen=True)
class Entry:
    """One entry of a calendar. `last` is its last day. No names of persons: calendars are shared."""

    uid: str
    first: date
    last: date
    title: str
    text: str
    url: str
    changed_at: datetime


def whose(key_hash: str, now: datetime) -> Actor | None:
    """The actor of a calendar's address: its role must still be in force, and its person's account open."""
    found = CalendarKey.objects.filter(key_hash=key_hash).select_related("role__user").first()
    if found is None or not found.role.user.is_active or not Role.objects.on(localdate(now)).filter(pk=found.role_id).exists():
        return None
    role = Role.objects.with_places().get(pk=found.role_id)
    return Actor(role.user, role)


def entries(actor: Actor, now: datetime) -> list[Entry]:
    """The journeys in the actor's sight and the deadlines that are the actor's, by day, in a constant number of queries."""
    return sorted([*_journeys(actor, now), *_rounds(actor), *_projects(actor)], key=lambda entry: (entry.first, entry.last, entry.uid))


def to_go_out(project: Project, actor: Actor) -> list[Mobility]:
    """The project's mobilities that have an ID, in its order."""
    mobilities = Mobility.objects.visible_to(actor).filter(project=project).exclude(number=None)
    return list(mobilities.for_lists().prefetch_related("participants__user").order_by("number"))


def _journeys(actor: Actor, now: datetime) -> Iterator[Entry]:
    seen = Mobility.objects.visible_to(actor).filter(state__in=_SHOWN, ends_on__gte=localdate(now) - _REACHES_BACK)
    for mobility in seen.select_related("host", "school", "municipality").order_by("starts_on", "pk"):
        if mobility.starts_on and mobility.ends_on:
            place = f"{mobility.host.city or mobility.host.name}" if mobility.host else ""
            title = _("Ophold: %(title)s (%(sender)s)") % {"title": mobility, "sender": mobility.sender}
            text = f"{mobility.get_activity_display()}, {place}. {mobility.get_state_display()}."
            url = _absolute(reverse("mobilities:detail", args=[mobility.pk]))
            yield Entry(f"ophold-{mobility.pk}", mobility.starts_on, mobility.ends_on, title, text, url, mobility.changed_at)


def _rounds(actor: Actor) -> Iterator[Entry]:
    for found in GrantRound.objects.visible_to(actor).filter(state=RoundState.OPEN).select_related("accreditation"):
        title = _("Frist for ønsker om Erasmus+-pladser %(call)d") % {"call": found.call}
        yield Entry(f"runde-{found.pk}", found.deadline, found.deadline, title, "", _absolute(reverse("home:consortium")), found.created_at)


def _projects(actor: Actor) -> Iterator[Entry]:
    """The end and the final report are the administration's own deadlines."""
    if actor.kind not in RUN_THE_CONSORTIUM:
        return
    for project in Project.objects.visible_to(actor).filter(state=ProjectState.RUNNING).select_related("accreditation"):
        due = project.ends_on + FINAL_REPORT_WITHIN
        about = {"call": project.call, "code": project}
        url, since = _absolute(reverse("home:consortium")), datetime.combine(project.starts_on, datetime.min.time())
        yield Entry(
            f"projekt-{project.pk}", project.ends_on, project.ends_on, _("Projekt %(call)d slutter (%(code)s)") % about, "", url, since
        )
        yield Entry(f"slutrapport-{project.pk}", due, due, _("Frist for slutrapport, projekt %(call)d (%(code)s)") % about, "", url, since)


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
