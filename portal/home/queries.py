"""Reads for the pages that show more than one room."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import starmap
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, When, prefetch_related_objects
from django.db.models.functions import Coalesce

from partners.mobilities.choices import ENDED_STATES
from partners.mobilities.choices import State as JourneyState
from partners.mobilities.deciders import waiting_for
from partners.mobilities.models import Mobility, Participant
from partners.mobilities.models.mobility import UNTITLED, own_place
from portal.accounts.actor import VISITOR, Actor
from portal.accounts.permissions import may
from portal.documents.models import Document
from portal.home.choices import STATEMENT_HOLDS_DAYS, STATEMENT_REVIEWED, RetentionKind
from portal.home.models import RetentionPeriod
from portal.home.overviews.tilemap import TileMap, tile_map
from portal.notices.models import Notice
from portal.workflow.models import LogEntry
from schools.models import Municipality
from schools.networks.choices import NetworkKind
from schools.networks.models import FocusArea, Membership
from schools.people.choices import ADMINISTRATION, RoleKind
from schools.people.models import Role
from trials.catalogue.choices import EditionState
from trials.catalogue.models import Edition
from trials.choices import OPEN_STATES, EditorialState, Life, Outcome, State
from trials.finding.choices import Kind
from trials.finding.queries import counts_of_all
from trials.finding.rows import Counts
from trials.findings import stands_in
from trials.models import EditorialVersion, PassedOn, PrivacyAnswer, Version

FRONT_NEWEST = 4
FRONT_UNEXPECTED = 3
WORK_PUBLIC = 12
WORK_ANSWERS = 5
WORK_NEWS = 5


@dataclass(frozen=True)
class FrontPage:
    """What the front page shows to one actor; each part is read once."""

    actor: Actor

    @cached_property
    def counts(self) -> Counts:
        """What the actor may read, counted as the list counts it."""
        return counts_of_all(self.actor) if self.actor.role else self.everyones

    @cached_property
    def everyones(self) -> Counts:
        """What everyone may read."""
        return counts_of_all(VISITOR)

    @property
    def published(self) -> int:
        """How many trial actions the actor may read."""
        return self.counts.total

    @cached_property
    def focus_areas(self) -> list[FocusArea]:
        return front_focus_areas(self.counts)

    @cached_property
    def newest(self) -> list[Version]:
        return list(front_newest(self.actor))

    @cached_property
    def edition(self) -> Edition | None:
        return front_edition(self.actor)

    @cached_property
    def unexpected(self) -> list[Version]:
        return list(front_unexpected(self.actor))

    @cached_property
    def municipalities(self) -> list[Municipality]:
        return front_municipalities(self.everyones)

    @cached_property
    def map(self) -> TileMap:
        return tile_map((municipality, municipality.published) for municipality in self.municipalities)


def front_focus_areas(counts: Counts) -> list[FocusArea]:
    """The partnerships' focus areas, each with `readable`: how many its link shows. Areas of one name are counted as the oldest of them."""
    oldest = FocusArea.objects.filter(name=OuterRef("name")).order_by("pk").values("pk")[:1]
    areas = FocusArea.objects.filter(network__kind=NetworkKind.PARTNERSHIP).annotate(oldest=Subquery(oldest))
    found, readable = list(areas.order_by("network", "number")), counts.of(Kind.AREA)
    for area in found:
        area.readable = readable.get(area.oldest, 0)
    return found


def front_newest(actor: Actor) -> QuerySet[Version]:
    return Version.objects.published_to(actor).for_lists().order_by("-published_at", "-pk")[:FRONT_NEWEST]


def front_edition(actor: Actor) -> Edition | None:
    """The newest published edition that the actor may read, with `contributions` and `places` (municipalities) counted."""
    return (
        Edition.objects.visible_to(actor)
        .filter(state=EditionState.PUBLISHED)
        .select_related("catalogue", "document")
        .annotate(contributions=Count("items", distinct=True), places=Count("items__version__trial__municipality", distinct=True))
        .order_by("-published_at", "-pk")
        .first()
    )


def front_unexpected(actor: Actor) -> QuerySet[Version]:
    """The newest that did not go as expected, or never began."""
    went_otherwise = Q(trial__outcome=Outcome.NOT_AS_EXPECTED) | Q(trial__life=Life.NEVER_STARTED)
    found = Version.objects.published_to(actor).filter(went_otherwise).select_related("trial__municipality")
    return found.defer("frozen").prefetch_related("trial__schools").order_by("-published_at", "-pk")[:FRONT_UNEXPECTED]


def front_municipalities(everyones: Counts) -> list[Municipality]:
    """Municipalities in a partnership, or that have published for everyone, in Danish order, with `published` counted."""
    published = everyones.of(Kind.MUNICIPALITY)
    members = Membership.objects.filter(municipality__isnull=False, left_on=None, network__kind=NetworkKind.PARTNERSHIP)
    taking_part = Q(pk__in=published) | Q(pk__in=members.values("municipality"))
    found = list(Municipality.objects.filter(taking_part).in_danish_order())
    for municipality in found:
        municipality.published = published.get(municipality.pk, 0)
    return found


def unconfirmed_kinds() -> list[RetentionKind]:
    """The kinds of data for which nobody has decided how long they are kept."""
    confirmed = set(RetentionPeriod.objects.values_list("kind", flat=True))
    return [kind for kind in RetentionKind if kind not in confirmed]


def confirmed_periods() -> list[RetentionPeriod]:
    """How long each kind of data is kept, in the order in which it is asked."""
    order = list(RetentionKind)
    return sorted(RetentionPeriod.objects.all(), key=lambda period: order.index(RetentionKind(period.kind)))


def statement_reviewed_at() -> datetime | None:
    """When somebody last went through the accessibility statement; the log says so."""
    return LogEntry.objects.filter(act=STATEMENT_REVIEWED).values_list("at", flat=True).order_by("-at").first()


def statement_is_due(now: datetime) -> bool:
    """Whether the accessibility statement has not been gone through for a year."""
    latest = statement_reviewed_at()
    return latest is None or now - latest >= timedelta(days=STATEMENT_HOLDS_DAYS)


def front_demo_people(on: date) -> list[Role]:
    """One person per kind of role, as suggestions for whom to sign in as in a demonstration."""
    found: dict[str, Role] = {}
    for role in Role.objects.on(on).with_places().filter(user__is_active=True):
        found.setdefault(role.kind, role)
    return [found[kind] for kind in RoleKind.values if kind in found]


def work_own_versions(actor: Actor) -> list[Version]:
    """The open versions of the actor's place, then the newest that are or were public; with all that a row asks of them."""
    own = Version.objects.of_place(actor).filter(state__in=[*OPEN_STATES, State.PUBLISHED, State.WITHDRAWN])
    seen = sorted(own.order_by().values_list("published_at", "changed_at", "pk", "state"), key=lambda row: row[1:3])
    public = sorted((row for row in seen if row[3] not in OPEN_STATES), key=lambda row: (row[0], row[2]), reverse=True)
    numbers = [row[2] for row in [*(row for row in seen if row[3] in OPEN_STATES), *public[:WORK_PUBLIC]]]
    rows = Version.objects.with_open_matters().select_related("trial__import_origin", "changed_by", "returned_by")
    by_number = rows.defer("frozen").order_by().in_bulk(numbers)
    found = [by_number[number] for number in numbers if number in by_number]
    prefetch_related_objects(found, "trial__people", "images", "writers")
    under_way = [version for version in found if version.is_open]
    prefetch_related_objects(under_way, "trial__schools", "focus_areas", "observations")
    return found


def work_waiting(actor: Actor) -> list[Version]:
    """What waits for the reviewers of the municipality, the longest first."""
    waiting = Version.objects.waiting_for_review(actor)
    return list(
        waiting.select_related("trial__municipality", "trial__home_school", "submitted_by", "approved_by").prefetch_related("writers")
    )


def work_passed_on(actor: Actor, versions: list[Version]) -> dict[int, PassedOn]:
    """Per version, what a colleague has sent on to the actor, who has not written in it since."""
    waiting = PassedOn.objects.filter(to=actor.user, taken_up_at=None, version__in=[version.pk for version in versions])
    return {passed.version_id: passed for passed in waiting.select_related("by")}


def work_return_notes(versions: list[Version]) -> dict[int, str]:
    """Per version, the note of the last time it was sent back."""
    kind = ContentType.objects.get_for_model(Version)
    entries = LogEntry.objects.filter(subject_type=kind, subject_id__in=[version.pk for version in versions], act="trials.return")
    return dict(entries.order_by("at", "pk").values_list("subject_id", "note"))


def work_proposals(versions: Iterable[int], actor: Actor) -> list[EditorialVersion]:
    """Editors' proposals for these versions that wait for an answer; nobody answers their own."""
    waiting = EditorialVersion.objects.filter(state=EditorialState.PROPOSED, version__in=versions)
    others = waiting.exclude(made_by=actor.user).exclude(proposed_by=actor.user)
    return list(others.select_related("version__trial", "proposed_by").order_by("proposed_at"))


def work_answered_proposals(actor: Actor) -> list[EditorialVersion]:
    """The actor's own proposals that were answered with words, until they are withdrawn or a new one is begun."""
    answered = EditorialVersion.objects.filter(state=EditorialState.ANSWERED, proposed_by=actor.user)
    about = list(answered.values_list("version", flat=True))
    if not about:
        return []
    visible = Version.objects.visible_to(actor).filter(pk__in=about, state__in=[State.SUBMITTED, State.APPROVED])
    newer = EditorialVersion.objects.filter(version=OuterRef("version"), made_at__gt=OuterRef("made_at"))
    latest = answered.filter(version__in=visible.values("pk")).exclude(Exists(newer))
    return list(latest.select_related("version__trial", "answered_by").order_by("answered_at"))


def work_log(actor: Actor) -> list[LogEntry]:
    """The latest acts of others: answers to what the place has written, and for the administration what the schools have sent."""
    acts = ["trials.return", "trials.approve", "trials.publish", "trials.withdraw"]
    about = Version.objects.of_place(actor)
    if actor.kind in ADMINISTRATION:
        about = Version.objects.of_municipality(actor)
        acts = [*acts, "trials.submit"]
    kind = ContentType.objects.get_for_model(Version)
    entries = LogEntry.objects.filter(subject_type=kind, subject_id__in=about.values("pk"), act__in=acts).exclude(user=actor.user)
    return list(entries.select_related("user").prefetch_related("subject__trial")[:WORK_ANSWERS])


def work_news(actor: Actor) -> list[Notice]:
    """The latest notices that the person has not opened."""
    return list(Notice.objects.visible_to(actor).unread()[:WORK_NEWS])


def work_editions(actor: Actor) -> list[Edition]:
    """Editions under way that the actor's role makes, the latest changed first, with `contributions` counted."""
    under_way = Edition.objects.made_by(actor).filter(state=EditionState.DRAFT)
    return list(under_way.select_related("catalogue").annotate(contributions=Count("items")).order_by("-changed_at", "-pk"))


def work_flagged_editions(actor: Actor) -> list[tuple[Edition, datetime]]:
    """Published editions that the actor's role makes and whose book shows a picture that has been removed, with when it was."""
    flagged = Edition.objects.made_by(actor).showing_removed_images().select_related("catalogue")
    rows = flagged.annotate(removed_at=Max("items__image_removed_at")).order_by("removed_at", "pk")
    return [(edition, edition.removed_at) for edition in rows]


def work_numbers(actor: Actor) -> list[PrivacyAnswer]:
    """Numbers that wait for the head's release, the longest first."""
    asked = PrivacyAnswer.objects.visible_to(actor).asked().filter(trial__versions__state__in=OPEN_STATES).distinct()
    rows = asked.select_related("trial__municipality", "trial__home_school", "answered_by").order_by("answered_at", "pk")
    return [answer for answer in rows if may(actor, "trials.release", answer)]


def work_decided_numbers(versions: list[Version]) -> list[tuple[Version, PrivacyAnswer]]:
    """What the head has answered about numbers in texts that are still being written, where the number still stands."""
    by_trial = {version.trial_id: version for version in versions}
    decided = PrivacyAnswer.objects.filter(trial__in=by_trial, decided_at__isnull=False).select_related("decided_by")
    pairs = [(by_trial[answer.trial_id], answer) for answer in decided]
    return [(version, answer) for version, answer in pairs if answer.decided_at > version.created_at and stands_in(version, answer)]


def work_documents(editions: list[Edition]) -> dict[int, Document]:
    """The latest build of each edition, by the edition's number in the database."""
    kind = ContentType.objects.get_for_model(Edition)
    builds = Document.objects.filter(subject_type=kind, subject_id__in=[edition.pk for edition in editions]).defer("snapshot")
    return {build.subject_id: build for build in builds.order_by("requested_at", "pk")}


class OwnJourney(NamedTuple):
    """What a list tells of a mobility that is the actor's own: somebody can have hundreds, and a row needs little."""

    pk: int
    title: str
    state: str
    city: str | None
    host: str | None
    starts_on: date | None
    ends_on: date | None
    is_written: bool
    """The actor has written on the proposal."""

    def __str__(self) -> str:
        return self.title or str(UNTITLED)

    def get_state_display(self) -> str:
        return str(JourneyState(self.state).label)


def work_journeys(actor: Actor) -> list[OwnJourney]:
    """The journeys that are the actor's own: written or travelled on, until they are done; the latest changed first."""
    mine = Q(pk__in=Mobility.objects.filter(writers=actor.user).values("pk"))
    mine |= Q(pk__in=Participant.objects.filter(user=actor.user).values("mobility"))
    running = Mobility.objects.visible_to(actor).filter(mine).exclude(state__in=[JourneyState.COMPLETED, *ENDED_STATES])
    written = Exists(Mobility.writers.through.objects.filter(mobility=OuterRef("pk"), user=actor.user))
    told = ("pk", "title", "state", "host__city", "host__name", "starts_on", "ends_on", written)
    return list(starmap(OwnJourney, running.order_by("-changed_at", "-pk").values_list(*told)))


# Since when a mobility waits for the next decision.
_BEGAN_TO_WAIT = Coalesce(
    Case(
        When(state=JourneyState.PROPOSED, then="proposed_at"),
        When(state=JourneyState.ENDORSED, then="endorsed_at"),
        When(state=JourneyState.APPROVED, then="approved_at"),
        When(state=JourneyState.REPORTED, then="reported_at"),
    ),
    "changed_at",
)


def work_has_journeys(actor: Actor) -> bool:
    """Whether the actor's municipality or place has had a journey: in most there are none, and then nothing of them waits."""
    return Mobility.objects.filter(Q(municipality=actor.municipality_id) | own_place(actor)).exists()


def work_journeys_to_decide(actor: Actor, today: date) -> list[tuple[int, str, datetime]]:
    """Mobilities that wait for a decision which is the actor's to take, the longest first: number, state and since when."""
    if actor.role is None or actor.municipality_id is None:
        return []
    states = [JourneyState.PROPOSED, JourneyState.ENDORSED, JourneyState.APPROVED, JourneyState.REPORTED]
    waiting = Mobility.objects.visible_to(actor).filter(state__in=states)
    mine = waiting_for(actor, waiting, today)
    found = Mobility.objects.filter(pk__in=mine).order_by("proposed_at", "pk")
    return list(found.values_list("pk", "state", _BEGAN_TO_WAIT))


def work_journeys_told(numbers: Iterable[int]) -> list[Mobility]:
    """Mobilities with what a task says of them, and since when each `waits`."""
    found = Mobility.objects.without_texts().filter(pk__in=numbers).annotate(waits=_BEGAN_TO_WAIT)
    return list(found.select_related("host", "school", "municipality", "proposed_by"))


def work_journey_notes(journeys: list[OwnJourney]) -> list[tuple[OwnJourney, LogEntry]]:
    """Each journey with the latest entry that says why it was sent back."""
    by_number = {journey.pk: journey for journey in journeys}
    kind = ContentType.objects.get_for_model(Mobility)
    entries = LogEntry.objects.filter(subject_type=kind, subject_id__in=by_number, act="mobilities.send_back").select_related("user")
    latest = {entry.subject_id: entry for entry in entries.order_by("at", "pk")} if by_number else {}
    return [(by_number[number], entry) for number, entry in latest.items()]
