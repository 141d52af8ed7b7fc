"""The public pages of a municipality and of a school, and what the school's own people see beside."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Prefetch, Q

from portal.accounts.actor import Actor
from portal.accounts.permissions import may
from portal.text import danish
from schools.models import Municipality, MunicipalityRegion, School
from schools.networks.models import FocusArea, Membership, Network
from trials.catalogue.choices import EditionState
from trials.catalogue.models import Edition
from trials.choices import OPEN_STATES, Scope
from trials.finding.choices import Kind
from trials.models import ResponsiblePerson, TrialAction, Version
from trials.models.version import VersionQuerySet

SHOWN = 12


@dataclass(frozen=True)
class MunicipalityPage:
    """What one reader sees of a municipality; each part is read once."""

    municipality: Municipality
    actor: Actor
    today: date

    @cached_property
    def region(self) -> MunicipalityRegion | None:
        return self.municipality.regions.on(self.today).select_related("region").first()

    @cached_property
    def coming_region(self) -> MunicipalityRegion | None:
        """A region that it will belong to: regions are dated."""
        return self.municipality.regions.filter(starts_on__gt=self.today).select_related("region").first()

    @cached_property
    def schools(self) -> list[School]:
        """The open schools in Danish order, each with its open departments."""
        open_ones = School.objects.open_on(self.today).order_by("sort_key")
        departments = Prefetch("departments", open_ones)
        return list(open_ones.filter(municipality=self.municipality, parent=None).prefetch_related(departments))

    @cached_property
    def networks(self) -> list[Network]:
        return networks_of(Q(municipality=self.municipality), self.today)

    @cached_property
    def focus_areas(self) -> list[FocusArea]:
        return list(self.municipality.focus_areas.order_by("number"))

    @cached_property
    def editions(self) -> list[Edition]:
        found = Edition.objects.visible_to(self.actor).filter(catalogue__municipality=self.municipality, state=EditionState.PUBLISHED)
        return list(found.with_catalogue().select_related("document").order_by("-published_at", "-pk")[:SHOWN])

    @cached_property
    def published(self) -> VersionQuerySet:
        return Version.objects.published_to(self.actor).filter(trial__municipality=self.municipality)

    @cached_property
    def count(self) -> int:
        return self.published.count()

    @cached_property
    def newest(self) -> list[Version]:
        return _newest(self.published)

    @property
    def sees_overview(self) -> bool:
        return may(self.actor, "overviews.municipality", self.municipality)


@dataclass(frozen=True)
class SchoolPage:
    """What one reader sees of a school (or of a department of one); each part is read once."""

    school: School
    actor: Actor
    today: date

    @cached_property
    def departments(self) -> list[School]:
        return list(self.school.departments.open_on(self.today).order_by("sort_key"))

    @cached_property
    def networks(self) -> list[Network]:
        """Those that the school is in itself, or through its municipality."""
        return networks_of(Q(school=self.school) | Q(municipality=self.school.municipality_id), self.today)

    @cached_property
    def published(self) -> VersionQuerySet:
        """What names the school or one of its departments, as it was published: never what was written without naming it."""
        here = [Kind.SCHOOL.number(school.pk) for school in (self.school, *self.departments)]
        return Version.objects.published_to(self.actor).filter(entry__choices__overlap=here, trial__scope=Scope.NAMED)

    @cached_property
    def count(self) -> int:
        return self.published.count()

    @cached_property
    def newest(self) -> list[Version]:
        return _newest(self.published)

    @cached_property
    def contacts(self) -> list[str]:
        """The mailboxes that the school has given in what it has published, the newest first."""
        mails = (
            self.published.exclude(trial__contact_email="").order_by("-published_at", "-pk").values_list("trial__contact_email", flat=True)
        )
        return list(dict.fromkeys(mails))[:2]

    @cached_property
    def sees_inside(self) -> bool:
        return may(self.actor, "overviews.school", self.school)

    @cached_property
    def under_way(self) -> list[Version]:
        """What is being written or reviewed, as far as this reader may see it: the administration has a text once it is sent."""
        own = Version.objects.visible_to(self.actor).filter(self._own("trial__home_school"), state__in=OPEN_STATES)
        return list(own.for_lists().prefetch_related("trial__people").order_by("changed_at", "pk"))

    @cached_property
    def responsible(self) -> list[tuple[str, int]]:
        """Who is responsible at the school and for how many trial actions, in Danish order of names."""
        trials = TrialAction.objects.visible_to(self.actor).filter(self._own("home_school"))
        people = ResponsiblePerson.objects.filter(trial__in=trials.values("pk")).values_list("user", "name", "trial")
        found: dict[object, tuple[str, set[int]]] = {}
        for user, name, trial in people:
            found.setdefault(user or name, (name, set()))[1].add(trial)
        return sorted(((name, len(trials)) for name, trials in found.values()), key=lambda person: danish.sort_key(person[0]))

    @cached_property
    def depending(self) -> list[Version]:
        """Published, and fewer than two answer for it (*kun én ansvarlig*, domain.md §1)."""
        own = Version.objects.published_to(self.actor).filter(self._own("trial__home_school")).for_lists()
        return [version for version in own.prefetch_related("trial__people") if len(version.trial.people.all()) < 2]

    def _own(self, path: str) -> Q:
        return Q(**{path: self.school}) | Q(**{f"{path}__parent": self.school})


def networks_of(place: Q, today: date) -> list[Network]:
    """The networks that the place takes part in today, in Danish order."""
    memberships = Membership.objects.present_on(today).filter(place).values("network")
    return sorted(Network.objects.filter(pk__in=memberships), key=lambda network: danish.sort_key(network.name))


def by_region(municipalities: Iterable[Municipality], today: date) -> list[tuple[str, list[Municipality]]]:
    """The municipalities under their regions of today, each in Danish order; those without a region come last, under no name."""
    region_of = dict(MunicipalityRegion.objects.on(today).values_list("municipality", "region__name"))
    groups: dict[str, list[Municipality]] = {}
    for municipality in municipalities:
        groups.setdefault(region_of.get(municipality.pk, ""), []).append(municipality)
    return sorted(groups.items(), key=lambda group: (not group[0], danish.sort_key(group[0])))


def _newest(versions: VersionQuerySet) -> list[Version]:
    return list(versions.for_lists().order_by("-published_at", "-pk")[:SHOWN])
