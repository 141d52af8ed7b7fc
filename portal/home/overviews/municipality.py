"""The overview of a municipality for its administration: how far everything is, who is active, and what has waited longest.

Counted without a word being read, also what the administration may not read yet: it learns how many drafts there are, never what they say.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import starmap
from typing import NamedTuple

from django.db.models import Count
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.accounts.actor import Actor
from portal.home.overviews.tables import Row, Table
from portal.statistics import withhold
from portal.ui.templatetags.ui import joined, unbroken
from schools.models import Municipality, School
from schools.networks.models import FocusArea
from schools.people.choices import RoleKind
from schools.people.models import Role
from trials.choices import OPEN_STATES, State
from trials.models import ResponsiblePerson, TrialAction, Version
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


class _Text(NamedTuple):
    """A version without its words."""

    version: int
    trial: int
    school: int | None
    """The main school that wrote it; none when the administration did."""
    state: str
    created_at: datetime
    changed_at: datetime
    submitted_at: datetime | None
    returned_at: datetime | None
    approved_at: datetime | None
    published_at: datetime | None

    @property
    def entered_at(self) -> datetime:
        """When it came into the state it is in, among those that are shown."""
        return getattr(self, "created_at" if self.state == State.DRAFT else f"{self.state}_at")

    @property
    def touched_at(self) -> datetime:
        return max(filter(None, [self.changed_at, self.submitted_at, self.published_at]))


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
            return _("stille siden %(day)s") % {"day": unbroken(date_format(timezone.localtime(self.latest).date(), "DATE_FORMAT"))}
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
        counted = {state: [0] * (len(AGES) + 1) for state in SHOWN_STATES}
        for text in self._texts:
            if text.state in counted:
                counted[text.state][_age(self.now - text.entered_at)] += 1
        return [{"state": state, "ages": ages, "all": sum(ages)} for state, ages in counted.items()]

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
            rows=[Row(State(row["state"]).label, [*row["ages"], row["all"]]) for row in self.states],
            bars_of=len(AGES) + 1,
        )

    @cached_property
    def schools(self) -> list[SchoolLife]:
        """The open schools in Danish order."""
        out = Counter(school for school, _version in self._published)
        under_way = Counter(text.school for text in self._texts if text.state in OPEN_STATES)
        alone = Counter(text.school for text in self._out if text.trial not in self._shared)
        return [
            SchoolLife(
                school,
                out[school.pk],
                under_way[school.pk],
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
        waiting = Version.objects.waiting_for_review(self.actor).for_lists()
        return [Waiting(version, days_waited(version, timezone.localdate(self.now))) for version in waiting[:LONGEST]]

    @cached_property
    def _main_schools(self) -> list[School]:
        today = timezone.localdate(self.now)
        found = School.objects.open_on(today).filter(municipality=self.municipality, parent=None)
        return list(found.select_related("municipality").order_by("sort_key"))

    @cached_property
    def _texts(self) -> list[_Text]:
        """All that has been written in the municipality, in every state and without the words: most of the page is counted from it."""
        main = Coalesce("trial__home_school__parent", "trial__home_school")
        versions = Version.objects.filter(trial__municipality=self.municipality).order_by()
        return list(starmap(_Text, versions.values_list("pk", "trial", main, *_Text._fields[3:])))

    @property
    def _out(self) -> list[_Text]:
        return [text for text in self._texts if text.state == State.PUBLISHED]

    @cached_property
    def _named(self) -> dict[int, set[int]]:
        """By trial action: the main schools that it names."""
        through = TrialAction.schools.through.objects.filter(trialaction__municipality=self.municipality)
        named: dict[int, set[int]] = defaultdict(set)
        for trial, school in through.values_list("trialaction", Coalesce("school__parent", "school")):
            named[trial].add(school)
        return named

    @cached_property
    def _shared(self) -> set[int]:
        """The trial actions that at least two are responsible for; the others are *kun én ansvarlig* (domain.md §1)."""
        people = ResponsiblePerson.objects.filter(trial__municipality=self.municipality).order_by()
        return set(people.values("trial").annotate(many=Count("pk")).filter(many__gte=2).values_list("trial", flat=True))

    @cached_property
    def _published(self) -> set[tuple[int, int]]:
        """Pairs of a main school and a published version of a trial action that it wrote or that names it."""
        wrote = {(text.school, text.version) for text in self._out if text.school}
        return wrote | {(school, text.version) for text in self._out for school in self._named.get(text.trial, ())}

    @cached_property
    def _areas_of(self) -> dict[int, list[int]]:
        """Asked by number: asked by place, the database reads those of all municipalities first."""
        found = Version.focus_areas.through.objects.filter(version__in={version for _school, version in self._published})
        areas: dict[int, list[int]] = defaultdict(list)
        for version, area in found.values_list("version", "focusarea"):
            areas[version].append(area)
        return areas

    @cached_property
    def _latest(self) -> dict[int, datetime]:
        """When each main school last wrote, sent or published, or the administration published something about it."""
        found: dict[int, datetime] = {}
        acts = [(text.school, text.touched_at) for text in self._texts if text.school]
        acts += [(school, text.published_at) for text in self._out for school in self._named.get(text.trial, ())]
        for school, at in acts:
            found[school] = max(at, found.get(school, at))
        return found

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


def _age(age: timedelta) -> int:
    """Which column it stands in: the first age that it is younger than, or the last for what is older than all."""
    return next((at for at, (_words, limit) in enumerate(AGES) if age < limit), len(AGES))


def _untouched_sentence(untouched: list[str], areas: int) -> str:
    if not areas:
        return _("Kommunen har ingen fokusområder endnu.")
    if not untouched:
        return _("Alle fokusområder er prøvet af på mindst én skole.")
    return _("Ingen skole har publiceret noget under %(areas)s.") % {"areas": joined([f"”{area}”" for area in untouched])}
