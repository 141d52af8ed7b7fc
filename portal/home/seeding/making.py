"""Writes the rows, many at a time. The only place that publishes past the gate: what it writes is invented, and only measured.

Up to MOST_WRITTEN each trial action has its own text; more are copies of these, made by the database.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from random import Random

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from portal.accounts.models import User
from portal.home.seeding.language import Writer, municipality_name, school_name
from portal.text import danish
from schools.models import Municipality, School
from schools.networks.choices import NetworkKind
from schools.networks.models import FocusArea, Membership, Network
from schools.people.choices import RoleKind
from schools.people.models import Role
from trials.choices import Grade, Life, Outcome, Perspective, State, Visibility
from trials.documents import content_hash, freeze
from trials.finding.models import Entry
from trials.finding.services import rebuild
from trials.models import Observation, ResponsiblePerson, TrialAction, Version

NETWORK = "Partnerskab til måling"
AREAS = (
    "Samarbejde om børn", "Støtte tæt på undervisningen", "Ledelse af opgaven", "Samarbejde med forældre", "Overgange", "Trivsel",
    "Deltagelse", "Faglig udvikling",
)  # fmt: skip
MOST_WRITTEN = 20_000
_AT_A_TIME = 500
# What a trial action is made of, in an order in which it can be copied, and the columns that point within it.
_COPIED: tuple[type[Model], ...] = (
    TrialAction, TrialAction.schools.through, ResponsiblePerson, Version, Version.focus_areas.through, Version.networks.through, Observation,
    Entry,
)  # fmt: skip
_OWN = {"id", "trial_id", "trialaction_id", "version_id"}
_APART = 1_000_000
_WRITER = "maaling@maaling.invalid"
_DRAFTS, _NARROW = 0.05, ((Visibility.MUNICIPALITY, 0.05), (Visibility.NETWORKS, 0.08), (Visibility.SCHOOL, 0.1))


@dataclass(frozen=True)
class Sizes:
    municipalities: int
    schools: int
    trial_actions: int


class Seeding:
    """One run. `now` is when it was all written; the same sizes give the same content."""

    def __init__(self, sizes: Sizes, now: datetime) -> None:
        self.sizes = sizes
        self.now = now
        self.random = Random(sizes.trial_actions)  # noqa: S311 - invented content, no secret
        self.writer = Writer(self.random)
        self.person = User.objects.create_user(_WRITER, name="Skrevet til måling", is_active=False)

    def run(self) -> int:
        with transaction.atomic():
            self._places()
            for numbers in batched(range(min(self.sizes.trial_actions, MOST_WRITTEN)), _AT_A_TIME, strict=False):
                self._trials(numbers)
            self._people()
        found = rebuild()
        copies = max(self.sizes.trial_actions // MOST_WRITTEN - 1, 0)
        if copies:
            self._copy(copies)
        return found * (1 + copies)

    def _places(self) -> None:
        taken = set(Municipality.objects.values_list("name", flat=True))
        names = (name for number in range(10_000) if (name := municipality_name(number)) not in taken)
        codes = set(Municipality.objects.values_list("code", flat=True))
        free = (code for number in range(9999, 1000, -1) if (code := str(number)) not in codes)
        self.municipalities = [
            _ready(Municipality(name=next(names), code=next(free), is_fictional=True)) for _n in range(self.sizes.municipalities)
        ]
        Municipality.objects.bulk_create(self.municipalities)
        self.schools = [
            _ready(
                School(
                    name=school_name(number // len(self.municipalities)),
                    municipality=self.municipalities[number % len(self.municipalities)],
                )
            )
            for number in range(self.sizes.schools)
        ]
        School.objects.bulk_create(self.schools)
        self.network = Network.objects.create(kind=NetworkKind.PARTNERSHIP, name=NETWORK, facilitating_organisation="Ingen")
        Membership.objects.bulk_create([Membership(network=self.network, municipality=place) for place in self.municipalities[::4]])
        self.areas = FocusArea.objects.bulk_create(
            [FocusArea(network=self.network, number=number, figure=number, name=name) for number, name in enumerate(AREAS, start=1)]
        )

    def _trials(self, numbers: tuple[int, ...]) -> None:
        trials = TrialAction.objects.bulk_create([self._trial(number) for number in numbers])
        through = TrialAction.schools.through
        through.objects.bulk_create([through(trialaction=trial, school=trial.home_school) for trial in trials])
        ResponsiblePerson.objects.bulk_create([ResponsiblePerson(trial=trial, user=self.person, name=self.person.name) for trial in trials])
        versions = Version.objects.bulk_create([self._version(trial) for trial in trials])
        areas = Version.focus_areas.through
        areas.objects.bulk_create(
            [
                areas(version=version, focusarea=area)
                for version in versions
                for area in self.random.sample(self.areas, self.random.choice([1, 1, 2]))
            ]
        )
        Observation.objects.bulk_create([seen for version in versions for seen in self._observations(version)])
        networks = Version.networks.through
        shared = [version for version in versions if version.visibility == Visibility.NETWORKS]
        networks.objects.bulk_create([networks(version=version, network=self.network) for version in shared])
        self._publish([version.pk for version in versions if self.random.random() > _DRAFTS])

    def _trial(self, number: int) -> TrialAction:
        school = self.schools[min(int(self.random.expovariate(3 / len(self.schools))), len(self.schools) - 1)]
        life = self.random.choices(Life.values, [5, 25, 5, 5, 60])[0]
        year = self.random.choice([2021, 2022, 2023, 2024, 2025])
        return TrialAction(
            slug=f"maaling-{number}",
            municipality_id=school.municipality_id,
            home_school=school,
            life=life,
            outcome=self.random.choices(Outcome.values, [50, 35, 15])[0] if life == Life.EVALUATED else "",
            school_year=f"{year}/{(year + 1) % 100:02}",
            contact_email="skolen@maaling.invalid",
            created_by=self.person,
            created_at=self.now,
        )

    def _version(self, trial: TrialAction) -> Version:
        self.writer.begin()
        narrow = self.random.random()
        grades = self.random.sample(Grade.values[:14], self.random.randint(1, 4))
        return Version(
            trial=trial,
            number=1,
            title=self.writer.title(),
            headline=self.writer.title(),
            standfirst=self.writer.line(270),
            done=self.writer.text(self.random.randint(900, 1800)),
            change=self.writer.text(self.random.randint(200, 600)),
            future=self.writer.text(self.random.randint(200, 500)),
            learned=self.writer.lessons(4),
            grades=grades,
            visibility=next((kind for kind, share in _NARROW if narrow < share), Visibility.EVERYONE),
            created_at=self.now,
            changed_at=self.now,
            changed_by=self.person,
        )

    def _observations(self, version: Version) -> list[Observation]:
        seen = [self.random.sample(Perspective.values[:5], self.random.choice([1, 1, 2])) for _number in range(self.random.randint(1, 3))]
        return [
            Observation(version=version, position=position, perspectives=perspectives, text=self.writer.line(180))
            for position, perspectives in enumerate(seen)
        ]

    def _publish(self, numbers: list[int]) -> None:
        versions = list(Version.objects.filter(pk__in=numbers).for_story())
        for version in versions:
            at = self.now - timedelta(minutes=self.random.randint(0, 5 * 365 * 24 * 60))
            for stamp in ("submitted", "approved", "published"):
                setattr(version, f"{stamp}_at", at)
                setattr(version, f"{stamp}_by", self.person)
            version.content_hash = content_hash(version)
            version.frozen = freeze(version)
            version.state = State.PUBLISHED
        stamps = [f"{stamp}_{part}" for stamp in ("submitted", "approved", "published") for part in ("at", "by")]
        Version.objects.bulk_update(versions, ["state", "content_hash", "frozen", *stamps], batch_size=100)

    @transaction.atomic
    def _copy(self, copies: int) -> None:
        """Each row again so many times, with what points within a trial action moved along."""
        with connection.cursor() as cursor:
            for model in _COPIED:
                columns = [field.column for field in model._meta.concrete_fields]
                told = [_moved(column) for column in columns]
                table, into, out = model._meta.db_table, ", ".join(columns), ", ".join(told)
                cursor.execute(f"INSERT INTO {table} ({into}) SELECT {out} FROM {table}, generate_series(1, %s) AS copy", [copies])  # noqa: S608
            for reset in connection.ops.sequence_reset_sql(no_style(), _COPIED):
                cursor.execute(reset)

    def _people(self) -> None:
        """Those whose pages are measured: where something is being written, in its municipality, and in the partnership. Nobody can sign in."""
        draft = Version.objects.filter(state=State.DRAFT).order_by("pk").select_related("trial__home_school").first()
        school = draft.trial.home_school if draft else self.schools[0]
        self._person(RoleKind.SCHOOL_LEADER, school=school)
        self._person(RoleKind.CONSULTANT, municipality_id=school.municipality_id)
        self._person(RoleKind.FACILITATOR, network=self.network)

    def _person(self, kind: RoleKind, **place: object) -> None:
        person = User.objects.create_user(f"{kind.value}@maaling.invalid", name=f"{kind.label} til måling")
        Role.objects.create(user=person, kind=kind, starts_on=self.now.date(), **place)


def _moved(column: str) -> str:
    if column in _OWN:
        return f"{column} + copy * {_APART}"
    return "slug || '-' || copy" if column == "slug" else column


def _ready(place):
    """With what saving one by one would have filled in."""
    place.clean()
    place.sort_key = danish.database_key(place.name)
    return place
