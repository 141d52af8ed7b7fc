"""From a mobility to what it is granted: the journey as the calculator sees it, the grant now, and the grant as it was frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import override

from partners.grants.calculation import Grant, Line, NotCalculable, grant
from partners.grants.checks import Problem, Surroundings, refusals, warnings
from partners.grants.choices import Activity, Category
from partners.grants.distance import great_circle_km
from partners.grants.journeys import Journey
from partners.grants.queries import table_of
from partners.grants.rates import BadTable, RateTable, Source
from partners.mobilities.choices import Company, ParticipantKind, State
from partners.mobilities.models import DeparturePlace, Mobility, Participant, Support
from partners.models import Project

PUPIL_ACTIVITIES = frozenset({Activity.PUPIL_GROUP, Activity.PUPIL_SHORT, Activity.PUPIL_LONG})
HOSTING = frozenset({Activity.EXPERT, Activity.HOSTED_TEACHER})
# What would tell of fewer opportunities or of real costs: the administration alone sees these lines, and totals that hold them.
SUPPORT_CATEGORIES = frozenset({Category.INCLUSION_ORGANISATION, Category.INCLUSION_PARTICIPANTS, Category.EXCEPTIONAL})


@dataclass(frozen=True)
class Estimate:
    """What a mobility would be granted as it stands, and what is wrong or worth knowing. `grant` is None until enough is written."""

    grant: Grant | None
    refusals: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    is_confirmed: bool = False
    estimated_km: int | None = None
    lacks: str = ""


def support_of(mobility: Mobility) -> Support:
    """What is reported of support; an empty one when nothing is."""
    try:
        return mobility.support
    except ObjectDoesNotExist:
        return Support()  # naming the mobility would make it the mobility's own before it is one


@dataclass(frozen=True)
class Typed:
    """What is on a page and not stored yet: it takes the place of the stored rows. None where the page is about something else."""

    people: Sequence[Participant] | None = None
    support: Support | None = None


# Nothing is typed that is not stored.
STORED = Typed()


def journey_of(mobility: Mobility, typed: Typed = STORED) -> Journey:
    """A mobility without names, as the calculator sees it. Needs an activity and a host."""
    if not mobility.activity or mobility.host is None:
        raise NotCalculable(_("Vælg aktivitet og vært først."))
    support, (participants, accompanying) = typed.support or support_of(mobility), persons(mobility, typed.people)
    project = mobility.project
    return Journey(
        activity=Activity(mobility.activity),
        country=mobility.host.country,
        participants=participants,
        accompanying=accompanying,
        fewer_opportunities=support.fewer_opportunities,
        days=mobility.days or 0,
        travel_days=mobility.travel_days,
        km=mobility.km or 0,
        green=mobility.is_green,
        language_participants=mobility.language_participants,
        inclusion_costs=support.inclusion_costs,
        exceptional_costs=support.exceptional_costs,
        short_is_justified=mobility.short_is_justified,
        starts_on=mobility.starts_on,
        ends_on=mobility.ends_on,
        project_starts_on=project.starts_on if project else None,
        project_ends_on=project.ends_on if project else None,
    )


def persons(mobility: Mobility, people: Sequence[Participant] | None = None) -> tuple[int, int]:
    """Participants and those who accompany them. Pupils and their companions are numbers; grown-ups are counted by their rows."""
    if mobility.company == Company.PUPILS:
        return mobility.pupils, mobility.accompanying
    kinds = [person.kind for person in (mobility.participants.all() if people is None else people)]
    return kinds.count(ParticipantKind.PARTICIPANT), kinds.count(ParticipantKind.ACCOMPANYING)


def table_for(mobility: Mobility) -> RateTable:
    """The table of the call year of the mobility's project."""
    if mobility.project is None:
        raise NotCalculable(_("Vælg et projekt først."))
    try:
        return table_of(mobility.project.call)
    except BadTable as missing:
        raise NotCalculable(str(missing)) from missing


def grant_of(mobility: Mobility) -> Grant:
    """The grant as it stands now. Raises NotCalculable with what is missing."""
    table = table_for(mobility)
    return grant(_in_its_project(journey_of(mobility), mobility, table), table)


def estimate(mobility: Mobility, typed: Typed = STORED) -> Estimate:
    """All that the page shows beside the form while it is written."""
    try:
        table = table_for(mobility)
        journey = _in_its_project(journey_of(mobility, typed), mobility, table)
    except NotCalculable as lacking:
        return Estimate(None, lacks=str(lacking))
    found = tuple(refusals(journey, table))
    try:
        granted = grant(journey, table)
    except (NotCalculable, KeyError) as lacking:
        return Estimate(None, found, lacks="" if found else str(lacking))
    around = _surroundings(mobility, journey, granted)
    return Estimate(granted, found, tuple(warnings(journey, table, around)), table.is_confirmed, around.estimated_km)


def without_support(given: Grant) -> Grant:
    """The lines that others than the administration see."""
    return Grant(tuple(line for line in given.lines if line.category not in SUPPORT_CATEGORIES))


def freeze(mobility: Mobility) -> dict[str, Any]:
    """The grant as it is approved: each line with its rule and source, in Danish, and amounts as text so that no figure is rounded."""
    with override(settings.LANGUAGE_CODE):
        granted = grant_of(mobility)
        return {
            "call": table_for(mobility).call,
            "is_confirmed": table_for(mobility).is_confirmed,
            "total": str(granted.total),
            "lines": [
                {
                    "category": str(line.category),
                    "quantity": line.quantity,
                    "unit_amount": str(line.unit_amount),
                    "rule": line.rule,
                    "source": line.source.text,
                    "is_confirmed": line.source.is_confirmed,
                }
                for line in granted.lines
            ],
        }


def thawed(frozen: Mapping[str, Any]) -> Grant:
    """A frozen grant to show and to compare with."""
    return Grant(
        tuple(
            Line(
                Category(line["category"]),
                line["quantity"],
                Decimal(line["unit_amount"]),
                line["rule"],
                Source(line["source"], line["is_confirmed"]),
            )
            for line in frozen["lines"]
        )
    )


def committed(project: Project, *, but: Mobility | None = None) -> Decimal:
    """What approved mobilities bind of the project's grant (EUR)."""
    others = project.mobilities.committed().exclude(pk=but.pk if but else None)
    return others.aggregate(total=Sum("grant_total"))["total"] or Decimal(0)


def _in_its_project(journey: Journey, mobility: Mobility, table: RateTable) -> Journey:
    """Older calls give less for organisation late in a project: there the participants before this one are counted."""
    if table.amounts.lower_organisation_beyond is None or mobility.project is None:
        return journey
    others = mobility.project.mobilities.committed().exclude(pk=mobility.pk)
    pupils = others.filter(company=Company.PUPILS).aggregate(total=Sum("pupils"))["total"] or 0
    grown_ups = Participant.objects.filter(mobility__in=others.exclude(company=Company.PUPILS), kind=ParticipantKind.PARTICIPANT).count()
    return replace(journey, participants_before=pupils + grown_ups)


def _surroundings(mobility: Mobility, journey: Journey, granted: Grant) -> Surroundings:
    """What the warnings depend on beside the mobility itself."""
    others = Mobility.objects.filter(project=mobility.project_id).exclude(pk=mobility.pk).exclude(state__in=_OUT)
    return Surroundings(
        project_grant=mobility.project.grant if mobility.project else None,
        course_amount_with_this=_course_amount(others) + granted.total if mobility.activity == Activity.COURSE else Decimal(0),
        from_this_school_in_the_course=_in_the_course(others, mobility, journey.participants),
        with_this_mentor=_with_the_mentor(others, mobility, journey.participants),
        estimated_km=estimated_km(mobility),
    )


_OUT = (State.DRAFT, State.SENT_BACK, State.REJECTED, State.CANCELLED)


def estimated_km(mobility: Mobility) -> int | None:
    """The great circle from the municipality's place of departure to the host, where both are known."""
    host, here = mobility.host, DeparturePlace.objects.filter(municipality=mobility.municipality_id).first()
    if host is None or here is None or host.latitude is None or host.longitude is None:
        return None
    return great_circle_km((float(here.latitude), float(here.longitude)), (float(host.latitude), float(host.longitude)))


def _course_amount(others: Any) -> Decimal:
    return others.filter(activity=Activity.COURSE).aggregate(total=Sum("grant_total"))["total"] or Decimal(0)


def _in_the_course(others: Any, mobility: Mobility, own: int) -> int:
    """Participants of the sender in the same course: same host, name and first day."""
    if mobility.activity != Activity.COURSE:
        return 0
    same = others.filter(
        activity=Activity.COURSE,
        school=mobility.school_id,
        host=mobility.host_id,
        course_name__iexact=mobility.course_name,
        starts_on=mobility.starts_on,
    )
    return own + _counted(same)


def _with_the_mentor(others: Any, mobility: Mobility, own: int) -> int:
    """Participants with the same mentor at the host on some of the same days."""
    if mobility.activity != Activity.SHADOWING or not mobility.mentor or mobility.starts_on is None or mobility.ends_on is None:
        return 0
    same = others.filter(
        host=mobility.host_id, mentor__iexact=mobility.mentor, starts_on__lte=mobility.ends_on, ends_on__gte=mobility.starts_on
    )
    return own + _counted(same)


def _counted(mobilities: Any) -> int:
    people = mobilities.aggregate(people=Count("participants", filter=Q(participants__kind=ParticipantKind.PARTICIPANT)))
    return people["people"] or 0
