"""The overview of the consortium for the administration: never be surprised by what is coming, missing or used up.

Journeys are counted as such; people are counted in one table per project, where figures about fewer than five are withheld (0062).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import BigIntegerField, Count, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.choices import LEAST_RESPONSIBLE, AccessionState, ProjectState, RoundState
from partners.grants.choices import Activity, Category
from partners.grants.queries import tables_of
from partners.mobilities.budget import Bound, bound_by_category
from partners.mobilities.choices import COMMITTED_STATES, ENDED_STATES, TRAVELLED_STATES, ParticipantKind, State
from partners.mobilities.models import Mobility, Participant
from partners.mobilities.papers.compulsory import missing_before_departure
from partners.mobilities.papers.needed import papers_of
from partners.mobilities.papers.queries import departures, marks_of
from partners.models import Accreditation, ConsortiumMembership, GrantRound, Project, Target, Wish, Wording
from partners.queries.accreditation import current_plan
from portal.accounts.actor import Actor
from portal.home.overviews.tables import Row, Table, tracks
from portal.statistics import Shown, withhold
from portal.ui.templatetags.ui import joined
from schools.models import School
from trials.models import TrialAction

AHEAD = timedelta(days=90)
_MOST_DEPARTURES = 12

type Counts = Counter[tuple[int, str, bool]]


@dataclass(frozen=True)
class Concern:
    """Something that somebody in the administration should do, and where."""

    words: str
    url: str


@dataclass(frozen=True)
class Departure:
    """An approved journey ahead, and what its papers lack."""

    mobility: Mobility
    missing: list[str]


@dataclass(frozen=True)
class ProjectPart:
    """One project that is running: what it aims for and what it may cost, against what has come of it."""

    project: Project
    targets: Table
    budget: Table
    categories: Table


@dataclass(frozen=True)
class ConsortiumOverview:
    """Everything is about the actor's own municipality; each part is read once."""

    accreditation: Accreditation
    actor: Actor
    now: datetime

    @cached_property
    def projects(self) -> list[Project]:
        """Those that are running, the newest first; projects of different years overlap."""
        found = Project.objects.visible_to(self.actor).filter(accreditation=self.accreditation, state=ProjectState.RUNNING)
        return list(found.select_related("accreditation").prefetch_related("targets", "budget"))

    @cached_property
    def parts(self) -> list[ProjectPart]:
        return [ProjectPart(one, self._targets(one), self._budget(one), self._categories(one)) for one in self.projects]

    @cached_property
    def departures(self) -> list[Departure]:
        """Who leaves within three months, the nearest first, with what is missing before they may."""
        today = timezone.localdate(self.now)
        ahead = departures(self.actor, today).filter(starts_on__gte=today, starts_on__lte=today + AHEAD)
        return [Departure(mobility, missing_before_departure(mobility)) for mobility in ahead[:_MOST_DEPARTURES]]

    @cached_property
    def objectives_table(self) -> Table:
        """Objectives against journeys and the trial actions that came of them."""
        counted, actions = self._by_objective, self._actions_by_objective
        rows = [
            Row(str(word), [counted[word.objective_id, False], counted[word.objective_id, True], actions[word.objective_id]])
            for word in self._wordings
        ]
        without = [word.title for word in self._wordings if not any(counted[word.objective_id, done] for done in (False, True))]
        return Table(
            key="maal",
            title=_("Målene og det, der tjener dem"),
            sentence=_objectives_sentence(without, len(self._wordings)),
            head=_("Mål"),
            columns=[_("Ophold på vej"), _("Ophold gennemført"), _("Prøvehandlinger")],
            rows=rows,
            is_shaded=True,
        )

    @cached_property
    def schools_table(self) -> Table:
        """Members of the running projects: what they wished for, got and made of it."""
        wished, given, counted = self._wished, self._given, self._by_school
        members = list(self._members)
        rows = [
            Row(
                school.name,
                [wished[school.pk], given[school.pk], counted[school.pk, False], counted[school.pk, True]],
                reverse("home:school", args=[school.municipality.slug, school.slug]),
            )
            for school in members
        ]
        rows.append(Row(_("Forvaltningen"), [wished[0], given[0], counted[0, False], counted[0, True]]))
        silent = [school.name for school in members if not counted[school.pk, False] and not counted[school.pk, True]]
        return Table(
            key="skoler",
            title=_("Skolerne og deres ophold"),
            sentence=_schools_sentence(silent, len(members)),
            head=_("Skole"),
            columns=[_("Pladser ønsket"), _("Pladser tildelt"), _("Ophold på vej"), _("Ophold gennemført")],
            rows=rows,
            bars_of=3 if any(row.cells[3] for row in rows) else None,
        )

    @cached_property
    def tables(self) -> dict[str, Table]:
        each = [table for part in self.parts for table in (part.targets, part.budget, part.categories)]
        return {table.key: table for table in (*each, self.objectives_table, self.schools_table)}

    @cached_property
    def concerns(self) -> list[Concern]:
        """What waits for the administration, with where to do it."""
        return [*self._about_people(), *self._about_papers(), *self._about_rounds(), *self._about_rates(), *self._about_paper_lists()]

    def _targets(self, project: Project) -> Table:
        """The places that were granted, against those who are to travel and those who have; small figures about people are withheld."""
        targets = {target.activity: target for target in project.targets.all()}
        activities = self._activities(project, targets)
        journeys = {activity: [self._journeys[project.pk, activity, done] for done in (False, True)] for activity in activities}
        # Where no journey has been sent in, nobody travels: that is no figure about people.
        travelled = [activity for activity in activities if any(journeys[activity])]
        people = withhold([[self._travellers[project.pk, activity, done] for done in (False, True)] for activity in travelled])
        counted: list[list[Shown]] = people.rows or [[None, None] for _activity in travelled]
        shown = dict(zip(travelled, counted, strict=True))
        rows = [
            Row(activity.label, [_aimed(targets.get(activity)), *shown.get(activity, [0, 0]), *journeys[activity]])
            for activity in activities
        ]
        places, coming, made = (sum(row.cells[at] for row in rows) for at in (0, 3, 4))  # type: ignore[misc]
        of_people: list[Shown] = people.column_totals or ([None, None] if travelled else [0, 0])
        totals = [places, *of_people, coming, made]
        return Table(
            key=f"aktiviteter-{project.pk}",
            title=_("Projekt %(call)d: mål, på vej og gennemført") % {"call": project.call},
            sentence=_("Projektet har plads til %(places)d deltagere. %(made)d ophold er gennemført, og %(coming)d er på vej.")
            % {"places": places, "made": made, "coming": coming},
            head=_("Aktivitet"),
            columns=[_("Mål: deltagere"), _("Deltagere på vej"), _("Deltagere hjemme"), _("Ophold på vej"), _("Ophold gennemført")],
            rows=rows,
            totals=Row(_("Hele projektet"), totals) if rows else None,
            tracks=tracks([_activity_track(row) for row in rows]),
        )

    def _budget(self, project: Project) -> Table:
        """What was granted, given to approved journeys, used, and is left to give (EUR, whole)."""
        committed, used = self._money.get(project.pk, (Decimal(0), Decimal(0)))
        left = project.grant - committed
        said = {"left": _euro(left), "committed": _euro(committed), "grant": _euro(project.grant), "used": _euro(used)}
        bar = (_("Tilskud"), _("%(used)s brugt, %(committed)s givet") % said, round(project.grant), round(used), round(committed - used))
        return Table(
            key=f"penge-{project.pk}",
            title=_("Projekt %(call)d: penge") % {"call": project.call},
            sentence=_("%(committed)s af %(grant)s er givet til godkendte ophold, og der er %(left)s tilbage at give.") % said,
            head=_("Beløb"),
            columns=[_("Euro")],
            rows=[
                Row(_("Bevilget"), [round(project.grant)]),
                Row(_("Givet til godkendte ophold"), [round(committed)]),
                Row(_("Brugt"), [round(used)]),
                Row(_("Tilbage at give"), [round(left)]),
            ],
            tracks=tracks([bar]),
        )

    def _categories(self, project: Project) -> Table:
        """Each category's budget, against what approved journeys were given of it, and what of that those that have been made (EUR, whole)."""
        has = {line.category: line.amount for line in project.budget.all()}
        bound = {category: self._bound.get((project.pk, category), Bound()) for category in Category}
        rows = [
            Row(category.label, [round(amount) for amount in (budget, of.given, of.made, budget - of.given)])
            for category, of in bound.items()
            if (budget := has.get(category, Decimal(0))) or of.given
        ]
        totals = [sum(column) for column in zip(*(row.cells for row in rows), strict=True)]  # type: ignore[arg-type]
        return Table(
            key=f"kategorier-{project.pk}",
            title=_("Projekt %(call)d: budget efter kategori") % {"call": project.call},
            sentence=_categories_sentence([str(row.label) for row in rows if row.cells[3] < 0], len(rows)),  # type: ignore[operator]
            head=_("Kategori"),
            columns=[_("Budget i euro"), _("Givet til godkendte ophold"), _("Heraf til gennemførte ophold"), _("Tilbage at give")],
            rows=rows,
            totals=Row(_("Hele projektet"), totals) if rows else None,
            tracks=tracks([_category_track(row) for row in rows]),
        )

    def _activities(self, project: Project, targets: dict[str, Target]) -> list[Activity]:
        """Those that the project aims for or that somebody has sent in."""
        return [a for a in Activity if a in targets or self._journeys[project.pk, a, False] or self._journeys[project.pk, a, True]]

    @cached_property
    def _sent(self) -> Any:
        """The municipality's journeys that have been sent in and not given up."""
        kept = Mobility.objects.filter(municipality=self.accreditation.municipality_id)
        return kept.exclude(state__in=[State.DRAFT, *ENDED_STATES]).order_by()

    @cached_property
    def _summed(self) -> list[dict[str, Any]]:
        """Journeys, pupils and money (EUR) of the running projects by activity and state, in one reading.

        What a journey that has been made was given is used, unless it is written what it used.
        """
        rows = self._sent.filter(project__in=self.projects).values("project", "activity", "state")
        sums = {"given": Sum("grant_total", default=Decimal(0)), "spent": Sum(Coalesce("used_total", "grant_total"), default=Decimal(0))}
        return list(rows.annotate(number=Count("pk"), people=Sum("pupils"), **sums))

    @cached_property
    def _journeys(self) -> Counts:
        found: Counts = Counter()
        for row in self._summed:
            found[row["project"], row["activity"], row["state"] in TRAVELLED_STATES] += row["number"]
        return found

    @cached_property
    def _travellers(self) -> Counts:
        """Participants and pupils, those who accompany left out, by project, activity and whether they are home."""
        people = Participant.objects.filter(mobility__in=self._sent.filter(project__in=self.projects), kind=ParticipantKind.PARTICIPANT)
        found = _counted(people.order_by(), "mobility__project", "mobility__activity", state="mobility__state")
        for row in self._summed:
            found[row["project"], row["activity"], row["state"] in TRAVELLED_STATES] += row["people"]
        return found

    @cached_property
    def _money(self) -> dict[int, tuple[Decimal, Decimal]]:
        """By project: what is committed and what is used."""
        found: dict[int, tuple[Decimal, Decimal]] = {}
        for row in self._summed:
            if row["state"] in COMMITTED_STATES:
                given, spent = found.get(row["project"], (Decimal(0), Decimal(0)))
                is_made = row["state"] in TRAVELLED_STATES
                found[row["project"]] = given + row["given"], spent + (row["spent"] if is_made else 0)
        return found

    @cached_property
    def _bound(self) -> dict[tuple[int, str], Bound]:
        return bound_by_category([project.pk for project in self.projects])

    @cached_property
    def _wordings(self) -> Sequence[Wording]:
        plan = current_plan(self.accreditation)
        return list(plan.wordings.all()) if plan else []

    @cached_property
    def _by_objective(self) -> Counter:
        return _counted(self._sent.exclude(objective=None), "objective")

    @cached_property
    def _actions_by_objective(self) -> Counter[int]:
        """Trial actions that came of a journey, by the journey's objective."""
        came = TrialAction.objects.filter(origin__municipality=self.accreditation.municipality_id).exclude(origin__objective=None)
        return Counter(dict(came.order_by().values_list("origin__objective").annotate(n=Count("pk"))))

    @cached_property
    def _members(self) -> list[School]:
        """Those who are in a running project now."""
        schools = School.objects.filter(consortium_memberships__project__in=self.projects, consortium_memberships__left_on=None)
        return list(schools.distinct().select_related("municipality").order_by("sort_key"))

    @cached_property
    def _by_school(self) -> Counter:
        """Journeys by main school; 0 stands for the administration."""
        main = Coalesce("school__parent", "school", 0, output_field=BigIntegerField())
        return _counted(self._sent.annotate(main=main), "main")

    @cached_property
    def _wishes(self) -> list[tuple[int | None, int, int | None]]:
        """School, wished and given places of the rounds that the running projects came of."""
        wishes = Wish.objects.visible_to(self.actor).filter(round__project__in=self.projects)
        return list(wishes.values_list(Coalesce("school__parent", "school"), "places", "given_places"))

    @cached_property
    def _wished(self) -> Counter[int]:
        return _sums((school or 0, places) for school, places, _given in self._wishes)

    @cached_property
    def _given(self) -> Counter[int]:
        return _sums((school or 0, given or 0) for school, _places, given in self._wishes)

    def _about_people(self) -> Iterable[Concern]:
        if self.accreditation.people.count() < LEAST_RESPONSIBLE:
            yield Concern(_("Akkrediteringen hænger på én person. Peg på én til."), reverse("partners:accreditation_people"))
        few = self._memberships.annotate(responsible=Count("people")).filter(responsible__lt=LEAST_RESPONSIBLE)
        for member in few:
            words = _("%(school)s har færre end to ansvarlige i projekt %(call)d.")
            yield Concern(words % {"school": member.school, "call": member.project.call}, _member_page(member))

    def _about_papers(self) -> Iterable[Concern]:
        for member in self._memberships.exclude(accession=AccessionState.SIGNED):
            words = _("%(school)s mangler at underskrive tiltrædelseserklæringen til projekt %(call)d.")
            yield Concern(words % {"school": member.school, "call": member.project.call}, _member_page(member))

    def _about_rounds(self) -> Iterable[Concern]:
        today = timezone.localdate(self.now)
        for grant_round in GrantRound.objects.visible_to(self.actor).exclude(state=RoundState.DISTRIBUTED):
            page = reverse("partners:round", args=[grant_round.pk])
            if grant_round.state != RoundState.OPEN:
                yield Concern(_("Ønskerne til %(call)d venter på næste skridt.") % {"call": grant_round.call}, page)
            elif grant_round.deadline < today:
                yield Concern(_("Fristen for ønsker til %(call)d er gået. Luk runden, og giv point.") % {"call": grant_round.call}, page)

    def _about_rates(self) -> Iterable[Concern]:
        for call, rates in tables_of({project.call for project in self.projects}).items():
            if rates is None:
                yield Concern(_("Portalen har ingen satser for %(call)d.") % {"call": call}, reverse("partners:rates_replace"))
            elif not rates.is_confirmed:
                yield Concern(_("Satserne for %(call)d er ikke bekræftet.") % {"call": call}, reverse("partners:rates_of", args=[call]))

    def _about_paper_lists(self) -> Iterable[Concern]:
        """Of the newest project: those before it have had their documents."""
        for project in self.projects[:1]:
            table = papers_of(project.call)
            if set(self.accreditation.open_activities) - set(marks_of(table)):
                words = _("Listen over dokumenter for %(call)d er ikke bekræftet.") % {"call": table.call}
                yield Concern(words, reverse("mobilities:paper_list", args=[table.call]))

    @cached_property
    def _memberships(self) -> Any:
        members = ConsortiumMembership.objects.filter(project__in=self.projects, left_on=None)
        return members.select_related("school", "project").order_by("school__sort_key", "pk")


def _counted(rows: Any, *by: str, state: str = "state") -> Counter:
    """How many rows there are by what is asked, with whether they have been made at the end of the key."""
    found: Counter = Counter()
    for *key, where, number in rows.values_list(*by, state).annotate(number=Count("pk")):
        found[(*key, where in TRAVELLED_STATES)] += number
    return found


def _sums(pairs: Iterable[tuple[int, int]]) -> Counter[int]:
    found: defaultdict[int, int] = defaultdict(int)
    for key, number in pairs:
        found[key] += number
    return Counter(found)


def _aimed(target: Target | None) -> int:
    return target.participants if target else 0


def _activity_track(row: Row) -> tuple[Any, Any, int, int, int]:
    """Target, home and on the way in participants; a withheld figure has no length, and the words say so."""
    places, coming, home, *journeys = row.cells
    if not any(journeys):
        return row.label, _("plads til %(places)s") % {"places": places}, _number(places), 0, 0
    if not isinstance(coming, int) and not isinstance(home, int):
        return row.label, _("plads til %(places)s, tal under fem personer vises ikke") % {"places": places}, _number(places), 0, 0
    said = {"places": places, "home": _shown(home), "coming": _shown(coming)}
    words = _("plads til %(places)s, %(home)s hjemme, %(coming)s på vej") % said
    return row.label, words, _number(places), _number(home), _number(coming)


def _category_track(row: Row) -> tuple[Any, Any, int, int, int]:
    """Budget, what was given to journeys that have been made, and what else is given; amounts are no figures about people."""
    budget, given, made, _left = map(_number, row.cells)
    said = {"budget": _euro(Decimal(budget)), "given": _euro(Decimal(given)), "made": _euro(Decimal(made))}
    return row.label, _("%(budget)s, %(given)s givet, %(made)s til gennemførte ophold") % said, budget, made, given - made


def _categories_sentence(over: list[str], number: int) -> str:
    if not number:
        return _("Der er hverken budget eller godkendte ophold endnu.")
    if not over:
        return _("Der er ikke givet mere end budgettet i nogen kategori.")
    return _("Der er givet mere end budgettet til %(categories)s. Flyt penge, eller ret budgettet.") % {"categories": joined(over)}


def _number(cell: Any) -> int:
    return cell if isinstance(cell, int) else 0


def _shown(cell: Any) -> str:
    return str(cell) if isinstance(cell, int) else _("ikke vist")


def _euro(amount: Decimal) -> str:
    return _("%(amount)s euro") % {"amount": number_format(amount, decimal_pos=0, force_grouping=True)}


def _member_page(member: ConsortiumMembership) -> str:
    return reverse("partners:member", args=[member.project_id, member.pk])


def _objectives_sentence(without: list[str], number: int) -> str:
    if not number:
        return _("Der er ikke vedtaget en Erasmus-plan med mål endnu.")
    if not without:
        return _("Alle mål har ophold, der tjener dem.")
    return _("Ingen ophold tjener %(titles)s endnu.") % {"titles": joined([f"”{title}”" for title in without])}


def _schools_sentence(silent: list[str], number: int) -> str:
    if not number:
        return _("Ingen skoler er med i et projekt, der er i gang.")
    if not silent:
        return _("Alle konsortiets skoler har haft ophold eller har nogle på vej.")
    sentence = ngettext("%(names)s har ikke haft ophold endnu.", "%(names)s har ikke haft ophold endnu.", len(silent))
    return sentence % {"names": joined(silent)}


@dataclass(frozen=True)
class SchoolConsortium:
    """What the consortium is to a school (or to PPR): its own membership, wishes and places."""

    accreditation: Accreditation
    actor: Actor
    now: datetime

    @cached_property
    def wordings(self) -> Sequence[Wording]:
        plan = current_plan(self.accreditation)
        return list(plan.wordings.all()) if plan else []

    @cached_property
    def memberships(self) -> list[ConsortiumMembership]:
        """The own school's in the projects that are not over, the newest first."""
        if not self.actor.school_id:
            return []
        own = Q(school=self.actor.school_id) | Q(school__departments=self.actor.school_id)
        members = ConsortiumMembership.objects.filter(own, project__in=Project.objects.visible_to(self.actor), left_on=None)
        running = members.filter(project__state__in=[ProjectState.APPLIED, ProjectState.RUNNING]).distinct()
        return list(running.select_related("school", "project__accreditation").prefetch_related("people__user").order_by("-project__call"))

    @cached_property
    def open_rounds(self) -> list[GrantRound]:
        """Where wishes can be written now."""
        rounds = GrantRound.objects.visible_to(self.actor).filter(accreditation=self.accreditation, state=RoundState.OPEN)
        return list(rounds.filter(deadline__gte=timezone.localdate(self.now)))

    @cached_property
    def wishes(self) -> list[Wish]:
        """The own wishes of the rounds, the newest first; what they got is shown once it has been given."""
        return list(Wish.objects.visible_to(self.actor).select_related("round", "school").order_by("-round__call", "pk")[:10])

    @cached_property
    def people(self) -> list[Any]:
        """Whom to ask in the administration."""
        return list(self.accreditation.people.select_related("user"))
