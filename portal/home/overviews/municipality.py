"""The overview of a municipality for its administration: how far everything is, who is active, and what has waited longest.

Counted in the database, also what the administration may not read yet: it learns how many drafts there are, never what they say.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.db.models import Case, Count, F, Max, Q, When
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.accounts.actor import Actor
from portal.home.overviews.tables import Row, Table
from portal.statistics import withhold
from portal.ui.templatetags.ui import joined
from schools.models import Municipality, School
from schools.networks.models import FocusArea
from schools.people.choices import RoleKind
from schools.people.models import Role
from trials.choices import OPEN_STATES, State
from trials.models import TrialAction, Version
from trials.queries import days_waited

LONGEST = 5
# A school that hasn't written for a year is called silent.
SILENT_AFTER = timedelta(days=365)
SHOWN_STATES = (State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED, State.PUBLISHED)
# How long something has been where it is: the first age that it is younger than.
AGES = (
    (gettext_lazy("Under 2 uger"), timedelta(days=14)),
    (gettext_lazy("2 uger til 3 måneder"), timedelta(days=91)),
    (gettext_lazy("3 til 12 måneder"), timedelta(days=365)),
)
OLDEST = gettext_lazy("Over et år")
_WITH_A_ROLE = gettext_lazy(
    "Så mange har en rolle på en skole i portalen. Tal under fem personer vises ikke, og heller ikke tal, som de kan regnes ud fra."
)
_TOO_FEW = gettext_lazy("Her kommer det, hvor mange der har en rolle på skolerne, når de er så mange, at ingen kan kendes i tallene.")
_ENTERED = {
    State.DRAFT: "created_at",
    State.SUBMITTED: "submitted_at",
    State.RETURNED: "returned_at",
    State.APPROVED: "approved_at",
    State.PUBLISHED: "published_at",
}


@dataclass(frozen=True)
class SchoolLife:
    """What a school (with its departments) has out, has under way, and when it last did something."""

    school: School
    published: int
    under_way: int
    alone: int
    latest: datetime | None
    is_active: bool

    @property
    def url(self) -> str:
        return reverse("home:school", args=[self.school.municipality.slug, self.school.slug])

    @property
    def look(self) -> str:
        """Of the tile: something is out, something is being written, or it is quiet."""
        if not self.is_active:
            return "silent"
        return "out" if self.published else "writing"

    @property
    def words(self) -> str:
        if self.latest is None:
            return _("har ikke skrevet endnu")
        if not self.is_active:
            return _("stille siden %(day)s") % {"day": date_format(timezone.localtime(self.latest).date(), "DATE_FORMAT")}
        if not self.published:
            return _("skriver på den første")
        return ngettext("%(n)s publiceret", "%(n)s publicerede", self.published) % {"n": self.published}


@dataclass(frozen=True)
class Waiting:
    version: Version
    days: int


@dataclass(frozen=True)
class MunicipalityOverview:
    """Everything is about the actor's own municipality; each part is read once."""

    municipality: Municipality
    actor: Actor
    now: datetime

    @cached_property
    def states(self) -> list[dict]:
        """Per state and age: how many versions are there. A trial action that is out may have its next version under way."""
        entered = Case(*[When(state=state, then=F(field)) for state, field in _ENTERED.items()])
        younger = {f"age_{at}": Count("pk", filter=Q(entered__gt=self.now - age)) for at, (_words, age) in enumerate(AGES)}
        versions = Version.objects.filter(trial__municipality=self.municipality, state__in=SHOWN_STATES)
        found = {
            row["state"]: row for row in versions.order_by().annotate(entered=entered).values("state").annotate(all=Count("pk"), **younger)
        }
        nothing = {"all": 0, **dict.fromkeys(younger, 0)}
        return [{**nothing, **found.get(state, {}), "state": state} for state in SHOWN_STATES]

    @cached_property
    def how_many(self) -> dict[str, int]:
        return {row["state"]: row["all"] for row in self.states}

    @property
    def is_empty(self) -> bool:
        return not any(self.how_many.values())

    @cached_property
    def states_table(self) -> Table:
        counted = self.how_many
        sentence = ngettext(
            "%(n)s prøvehandling er publiceret, %(waiting)s venter på jer, og der bliver skrevet på %(open)s.",
            "%(n)s prøvehandlinger er publiceret, %(waiting)s venter på jer, og der bliver skrevet på %(open)s.",
            counted[State.PUBLISHED],
        )
        said = {
            "n": counted[State.PUBLISHED],
            "waiting": counted[State.SUBMITTED] + counted[State.APPROVED],
            "open": counted[State.DRAFT] + counted[State.RETURNED],
        }
        return Table(
            key="status",
            title=_("Hvor langt er prøvehandlingerne?"),
            sentence=sentence % said,
            head=_("Status"),
            columns=[*[words for words, _age in AGES], OLDEST, _("I alt")],
            rows=[Row(State(row["state"]).label, _ages(row)) for row in self.states],
            bars_of=len(AGES) + 1,
        )

    @cached_property
    def schools(self) -> list[SchoolLife]:
        """The open schools in Danish order."""
        out, alone = Counter(school for school, _version in self._published), Counter(self._alone.values())
        return [
            SchoolLife(
                school,
                out[school.pk],
                self._writing.get(school.pk, 0),
                alone[school.pk],
                latest := self._latest.get(school.pk),
                latest is not None and latest > self.now - SILENT_AFTER,
            )
            for school in self._main_schools
        ]

    @cached_property
    def schools_table(self) -> Table:
        active = sum(life.is_active for life in self.schools)
        sentence = ngettext(
            "%(active)s af %(n)s skole har skrevet eller publiceret noget det seneste år.",
            "%(active)s af %(n)s skoler har skrevet eller publiceret noget det seneste år.",
            len(self.schools),
        )
        return Table(
            key="skoler",
            title=_("Skolerne i kommunen"),
            sentence=sentence % {"active": active, "n": len(self.schools)},
            head=_("Skole"),
            columns=[_("Publiceret"), _("Under arbejde"), _("Kun én ansvarlig"), _("Seneste aktivitet")],
            rows=[
                Row(life.school.name, [life.published, life.under_way, life.alone, self._day(life.latest)], life.url)
                for life in self.schools
            ],
        )

    @cached_property
    def focus_table(self) -> Table:
        """Focus areas against schools, from what is published. A trial action counts in each of its areas, so nothing is summed."""
        areas = list(FocusArea.objects.offered_to(self.municipality.pk).order_by("network", "number"))
        counts = Counter((school, area) for school, version in self._published for area in self._areas_of[version])
        untouched = [str(area) for area in areas if not any(counts[school.pk, area.pk] for school in self._main_schools)]
        return Table(
            key="fokus",
            title=_("Fokusområder og skoler"),
            sentence=_untouched_sentence(untouched, len(areas)),
            head=_("Skole"),
            columns=[str(area) for area in areas],
            rows=[Row(life.school.name, [counts[life.school.pk, area.pk] for area in areas], life.url) for life in self.schools],
            is_shaded=True,
        )

    @cached_property
    def people_table(self) -> Table:
        """How many have a role at each school: numbers about people, so small ones are withheld with what tells them."""
        kinds = [RoleKind.SCHOOL_LEADER, RoleKind.CONTRIBUTOR]
        counts = withhold([[self._people[school.pk, kind] for kind in kinds] for school in self._main_schools])
        named = zip(self._main_schools, counts.rows, counts.row_totals, strict=True)
        rows = [Row(school.name, [*row, total]) for school, row, total in named] if counts.shows_anything else []
        return Table(
            key="personer",
            title=_("Hvem er med på skolerne?"),
            sentence=_WITH_A_ROLE if rows else _TOO_FEW,
            head=_("Skole"),
            columns=[_("Skoleledere"), _("Bidragydere"), _("I alt")],
            rows=rows,
            totals=Row(_("Hele kommunen"), [*counts.column_totals, counts.total]) if rows else None,
        )

    @cached_property
    def tables(self) -> dict[str, Table]:
        return {table.key: table for table in (self.states_table, self.schools_table, self.focus_table, self.people_table)}

    @cached_property
    def waiting(self) -> list[Waiting]:
        """What has waited longest for the administration, with the days."""
        waiting = Version.objects.visible_to(self.actor).waiting_for_review(self.actor).for_lists()
        return [Waiting(version, days_waited(version, timezone.localdate(self.now))) for version in waiting[:LONGEST]]

    @cached_property
    def _main_schools(self) -> list[School]:
        today = timezone.localdate(self.now)
        found = School.objects.open_on(today).filter(municipality=self.municipality, parent=None)
        return list(found.select_related("municipality").order_by("sort_key"))

    @cached_property
    def _published(self) -> set[tuple[int, int]]:
        """Pairs of a main school and a published version of a trial action that it wrote or that names it."""
        out = TrialAction.objects.filter(municipality=self.municipality, versions__state=State.PUBLISHED)
        wrote = out.exclude(home_school=None).values_list(Coalesce("home_school__parent", "home_school"), "versions")
        named = out.exclude(schools=None).values_list(Coalesce("schools__parent", "schools"), "versions")
        return set(wrote.order_by().union(named.order_by()).order_by())

    @cached_property
    def _areas_of(self) -> dict[int, list[int]]:
        """Asked by number: asked by place, the database reads those of all municipalities first."""
        found = Version.focus_areas.through.objects.filter(version__in={version for _school, version in self._published})
        areas: dict[int, list[int]] = defaultdict(list)
        for version, area in found.values_list("version", "focusarea"):
            areas[version].append(area)
        return areas

    @cached_property
    def _lives(self) -> list[Any]:
        """Per main school: what it has under way, and when it last wrote, sent or published."""
        versions = Version.objects.filter(trial__municipality=self.municipality).exclude(trial__home_school=None).order_by()
        main = Coalesce("trial__home_school__parent", "trial__home_school")
        under_way = Count("pk", filter=Q(state__in=OPEN_STATES))
        latest = Max(Greatest("changed_at", "submitted_at", "published_at"))
        return list(versions.annotate(main=main).values("main").annotate(under_way=under_way, latest=latest))

    @cached_property
    def _writing(self) -> dict[int, int]:
        return {row["main"]: row["under_way"] for row in self._lives}

    @cached_property
    def _latest(self) -> dict[int, datetime]:
        """Also from what the administration has published about the school."""
        found = {row["main"]: row["latest"] for row in self._lives}
        about = TrialAction.schools.through.objects.filter(
            trialaction__municipality=self.municipality, trialaction__versions__state=State.PUBLISHED
        )
        main = Coalesce("school__parent", "school")
        for school, latest in about.values_list(main).annotate(at=Max("trialaction__versions__published_at")):
            found[school] = max(latest, found.get(school) or latest)
        return found

    @cached_property
    def _alone(self) -> dict[int, int]:
        """Published trial actions with fewer than two responsible people (domain.md §1), each with the main school that wrote it."""
        out = TrialAction.objects.filter(municipality=self.municipality, versions__state=State.PUBLISHED).exclude(home_school=None)
        few = out.annotate(answer=Count("people", distinct=True)).filter(answer__lt=2)
        return dict(few.order_by().values_list("pk", Coalesce("home_school__parent", "home_school")))

    @cached_property
    def _people(self) -> Counter:
        """People by main school and kind of role; each person once, with the role that has most to decide."""
        roles = Role.objects.on(timezone.localdate(self.now)).filter(school__municipality=self.municipality, user__is_active=True)
        held = roles.values_list(Coalesce("school__parent", "school"), "user", "kind")
        leads = {(school, user) for school, user, kind in held if kind == RoleKind.SCHOOL_LEADER}
        everyone = {(school, user) for school, user, _kind in held}
        return Counter((school, RoleKind.SCHOOL_LEADER if (school, user) in leads else RoleKind.CONTRIBUTOR) for school, user in everyone)

    def _day(self, at: datetime | None) -> str:
        return date_format(timezone.localtime(at).date(), "DATE_FORMAT") if at else _("ikke endnu")


def _ages(row: dict) -> list[int]:
    """The younger are among the older, so each age is what is left of them; the sum is last."""
    steps = [0, *(row[f"age_{at}"] for at in range(len(AGES))), row["all"]]
    return [*(older - younger for younger, older in pairwise(steps)), row["all"]]


def _untouched_sentence(untouched: list[str], areas: int) -> str:
    if not areas:
        return _("Kommunen har ingen fokusområder endnu.")
    if not untouched:
        return _("Alle fokusområder er prøvet af på mindst én skole.")
    return _("Ingen skole har publiceret noget under %(areas)s.") % {"areas": joined([f"”{area}”" for area in untouched])}
