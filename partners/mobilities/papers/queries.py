"""Reads about documents across mobilities: what is missing in the consortium, who leaves soon, and what waits for one person."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Min, Prefetch, Q, QuerySet

from partners.choices import RUN_THE_CONSORTIUM
from partners.mobilities.choices import COMMITTED_STATES, REMINDED_DAYS, PaperState, Phase, State
from partners.mobilities.models import Mobility, Paper, PaperListMark
from partners.mobilities.models.mobility import own_place
from partners.mobilities.papers.needed import PaperTable, asked_before_departure
from partners.models import ConsortiumMembership, Project
from portal.accounts.actor import Actor
from portal.workflow.models import LogEntry

# A mobility that is finished asks for nothing more.
_ASKED_FOR = (State.APPROVED, State.CLEARED, State.UNDER_WAY, State.HOME, State.REPORTED)
_LEAVING = (State.APPROVED, State.CLEARED, State.UNDER_WAY)
# What says how a document stands; when and by whom is for its own page.
_OF_A_SLOT = ("mobility", "participant", "kind", "phase", "signers", "is_compulsory", "version", "state")


def missing_papers(actor: Actor, today: date) -> QuerySet[Paper]:
    """Compulsory documents that are not approved and whose time has come, of the mobilities the actor sees; the first departure first.

    Those of before departure count from the approval on; those of the last day and of after it once the journey has begun.
    """
    is_due = Q(phase=Phase.BEFORE) | Q(mobility__starts_on__lte=today)
    seen = Q(mobility__in=Mobility.objects.visible_to(actor).filter(state__in=_ASKED_FOR).values("pk"))
    rows = Paper.objects.lacking().filter(is_due, seen)
    with_all = rows.select_related("mobility__school", "mobility__municipality", "mobility__project", "participant")
    return with_all.with_signers().order_by("mobility__starts_on", "mobility", "phase", "kind", "pk")


def departures(actor: Actor, today: date) -> QuerySet[Mobility]:
    """Approved mobilities that leave, and those under way, of the actor's municipality; with all that says what they lack before it."""
    leaving = Mobility.objects.visible_to(actor).filter(municipality=actor.municipality_id, state__in=_LEAVING, ends_on__gte=today)
    asked = Paper.objects.current().filter(Q(phase=Phase.BEFORE) | Q(kind__in=asked_before_departure()))
    papers = Prefetch("papers", asked.with_signers().only(*_OF_A_SLOT).order_by())
    with_people = leaving.select_related("municipality", "school", "host", "project").prefetch_related("participants", papers)
    return with_people.without_texts().order_by("starts_on", "ends_on", "pk")


def waiting_for_makers(actor: Actor, today: date) -> QuerySet[Mobility]:
    """The place's own mobilities that leave within the first reminder and lack documents that the place makes, with how many."""
    lacking = _lacking(Q(papers__phase=Phase.BEFORE), ~Q(papers__state=PaperState.SIGNED))
    latest = today + timedelta(days=max(REMINDED_DAYS))
    soon = Mobility.objects.without_texts().filter(own_place(actor), starts_on__gte=today, starts_on__lte=latest)
    rows = soon.filter(state__in=[State.APPROVED, State.CLEARED]).annotate(lacking=Count("papers", filter=lacking, distinct=True))
    return rows.filter(lacking__gt=0).order_by("starts_on", "pk")


def waiting_for_decision(actor: Actor) -> QuerySet[Mobility]:
    """Mobilities of the municipality with documents handed in, for those who decide and do not travel, with how many and since when.

    One that was cancelled in the meantime waits for nobody.
    """
    if actor.kind not in RUN_THE_CONSORTIUM or actor.municipality_id is None:
        return Mobility.objects.none()
    here = Mobility.objects.without_texts().filter(municipality=actor.municipality_id, state__in=COMMITTED_STATES)
    # Narrowed before anything is counted: most documents of most mobilities are not handed in now.
    handed_in = here.exclude(participants__user=actor.user).filter(papers__state=PaperState.SIGNED)
    rows = handed_in.annotate(handed_in=Count("papers", distinct=True), since=Min("papers__signed_at"))
    return rows.select_related("school", "municipality").order_by("since", "pk")


def marks_of(table: PaperTable) -> dict[str, PaperListMark]:
    """By activity: who has confirmed what the table says of it now, and when."""
    marks = PaperListMark.objects.filter(call=table.call).select_related("confirmed_by")
    return {mark.activity: mark for mark in marks if mark.stamp == table.stamp(mark.activity)}


def log_of_papers(papers: Iterable[Paper]) -> QuerySet[LogEntry]:
    """What was done with these versions of a document, the newest first."""
    kind = ContentType.objects.get_for_model(Paper)
    return LogEntry.objects.filter(subject_type=kind, subject_id__in=[paper.pk for paper in papers]).select_related("user")


def memberships_in(projects: QuerySet[Project]) -> QuerySet[ConsortiumMembership]:
    """The members of the consortium in these projects, with what an accession form says of them."""
    members = ConsortiumMembership.objects.filter(project__in=projects.values("pk"))
    return members.select_related("project__accreditation__municipality", "school")


def _lacking(*more: Q) -> Q:
    open_states = ~Q(papers__state__in=[PaperState.APPROVED, PaperState.SUPERSEDED])
    found = Q(papers__is_compulsory=True) & open_states
    for condition in more:
        found &= condition
    return found
