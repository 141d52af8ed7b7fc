"""The overview of the consortium for the administration: never be surprised by what is coming, missing or used up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.choices import ProjectState
from partners.mobilities.models import Mobility
from partners.mobilities.papers.compulsory import missing_before_departure
from partners.mobilities.papers.queries import departures
from partners.models import Accreditation, ConsortiumMembership, Project, Wording
from partners.queries.accreditation import current_wordings
from portal.accounts.actor import Actor
from portal.home.overviews.consortium.concerns import Concern, Concerns
from portal.home.overviews.consortium.counts import ConsortiumCounts
from portal.home.overviews.consortium.projects import ProjectPart, project_part
from portal.home.overviews.tables import Row, Table
from portal.ui.templatetags.ui import joined
from schools.models import School

AHEAD = timedelta(days=90)
_MOST_DEPARTURES = 12


@dataclass(frozen=True)
class Departure:
    """An approved journey ahead, and what its papers lack."""

    mobility: Mobility
    missing: list[str]


@dataclass(frozen=True)
class ConsortiumOverview:
    """Everything is about the actor's own municipality; each part is read once."""

    accreditation: Accreditation
    actor: Actor
    now: datetime

    @cached_property
    def counts(self) -> ConsortiumCounts:
        return ConsortiumCounts(self.accreditation.municipality_id, self.projects, self.actor)

    @cached_property
    def parts(self) -> list[ProjectPart]:
        return [project_part(project, self.counts) for project in self.projects]

    @cached_property
    def concerns(self) -> list[Concern]:
        """What waits for the administration, with where to do it."""
        return list(Concerns(self.accreditation, self.projects, self.actor, timezone.localdate(self.now)))

    @cached_property
    def projects(self) -> list[Project]:
        """Those that are running, the newest first; projects of different years overlap."""
        found = Project.objects.visible_to(self.actor).filter(accreditation=self.accreditation, state=ProjectState.RUNNING)
        return list(found.select_related("accreditation").prefetch_related("targets", "budget"))

    @cached_property
    def departures(self) -> list[Departure]:
        """Who leaves within three months, the nearest first, with what is missing before they may."""
        today = timezone.localdate(self.now)
        ahead = departures(self.actor, today).filter(starts_on__gte=today, starts_on__lte=today + AHEAD)
        return [Departure(mobility, missing_before_departure(mobility)) for mobility in ahead[:_MOST_DEPARTURES]]

    @cached_property
    def objectives_table(self) -> Table:
        """Objectives against journeys and the trial actions that came of them."""
        counted, actions = self.counts.by_objective, self.counts.actions_by_objective
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
        wished, given, counted = self.counts.wished, self.counts.given, self.counts.by_school
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
    def _wordings(self) -> Sequence[Wording]:
        return current_wordings(self.accreditation)

    @cached_property
    def _members(self) -> list[School]:
        """Those who are in a running project now."""
        now = ConsortiumMembership.objects.filter(project__in=self.projects, left_on=None)
        schools = School.objects.filter(pk__in=now.values("school")).select_related("municipality")
        return list(schools.only("name", "slug", "municipality__slug").order_by("sort_key"))


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
