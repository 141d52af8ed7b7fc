"""Reads for the pages that show more than one room."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from portal.accounts.actor import Actor
from schools.models import Municipality
from schools.networks.choices import NetworkKind
from schools.networks.models import FocusArea, Membership
from schools.people.choices import RoleKind
from schools.people.models import Role
from trials.catalogue.choices import EditionState
from trials.catalogue.models import Edition
from trials.choices import Life, Outcome, State, Visibility
from trials.models import Version

FRONT_NEWEST = 4
FRONT_UNEXPECTED = 3


@dataclass(frozen=True)
class FrontPage:
    """What the front page shows to one actor; each part is read once."""

    actor: Actor

    @cached_property
    def published(self) -> int:
        """How many trial actions the actor may read."""
        return Version.objects.published_to(self.actor).count()

    @cached_property
    def focus_areas(self) -> list[FocusArea]:
        return list(front_focus_areas(self.actor))

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
        return list(front_municipalities())


def front_focus_areas(actor: Actor) -> QuerySet[FocusArea]:
    """The partnerships' focus areas, each with `readable`: how many published trial actions the actor may read in it."""
    mine = Q(versions__in=Version.objects.published_to(actor).values("pk"))
    return (
        FocusArea.objects.filter(network__kind=NetworkKind.PARTNERSHIP)
        .annotate(readable=Count("versions", filter=mine, distinct=True))
        .order_by("network", "number")
    )


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
    return Version.objects.published_to(actor).filter(went_otherwise).for_lists().order_by("-published_at", "-pk")[:FRONT_UNEXPECTED]


def front_municipalities() -> QuerySet[Municipality]:
    """Municipalities in a partnership, or that have published for everyone, in Danish order, with `published` counted."""
    members = Membership.objects.filter(municipality=OuterRef("pk"), left_on=None, network__kind=NetworkKind.PARTNERSHIP)
    for_everyone = Q(trial_actions__versions__state=State.PUBLISHED, trial_actions__versions__visibility=Visibility.EVERYONE)
    return (
        Municipality.objects.annotate(published=Count("trial_actions__versions", filter=for_everyone, distinct=True))
        .filter(Q(published__gt=0) | Exists(members))
        .in_danish_order()
    )


def front_demo_people(on: date) -> list[Role]:
    """One person per kind of role, as suggestions for whom to sign in as in a demonstration."""
    found: dict[str, Role] = {}
    for role in Role.objects.on(on).with_places().filter(user__is_active=True):
        found.setdefault(role.kind, role)
    return [found[kind] for kind in RoleKind.values if kind in found]
