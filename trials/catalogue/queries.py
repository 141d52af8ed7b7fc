"""Reads for the builder and the book: what an edition holds, what may be added, and what is wrong with it."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.text.danish import sort_key
from schools.models import Municipality
from schools.networks.models import FocusArea, Network
from trials.catalogue.choices import Grouping, Participants
from trials.catalogue.models import Edition, EditionItem
from trials.choices import Life, State, Visibility
from trials.finding.queries import holding
from trials.finding.question import read
from trials.models import Image, Version

_LAST = 99
_UNDER_WAY = (Life.RUNNING, Life.PAUSED, Life.IDEA)


def items_of(edition: Edition) -> list[EditionItem]:
    """The items in printed order, with all that their snapshots need, in a constant number of queries."""
    return list(
        EditionItem.objects.filter(edition=edition)
        .select_related("version__trial__municipality", "version__trial__home_school")
        .prefetch_related(
            "version__focus_areas",
            "version__networks",
            "version__observations",
            "version__images__stored",
            "version__attachments__stored",
            "version__trial__schools",
            "version__trial__people",
            "version__trial__expectations__corrections",
            "version__trial__adjustments",
            "version__trial__measures__values",
        )
    )


def listed_items(edition: Edition) -> QuerySet[EditionItem]:
    """The items in printed order, with what a list of them shows."""
    return edition.items.select_related("version__trial__municipality").prefetch_related("version__trial__schools", "version__focus_areas")


def images_of(edition: Edition) -> QuerySet[Image]:
    """The pictures of the edition's versions that have not been removed since."""
    return Image.objects.filter(version__edition_items__edition=edition)


def candidates(actor: Actor, edition: Edition, *, q: str = "", area: str = "", municipality: str = "") -> QuerySet[Version]:
    """Published versions that the actor may read and that are not in the edition yet, in Danish order."""
    found = Version.objects.published_to(actor).exclude(trial__versions__edition_items__edition=edition).for_lists()
    return filtered(found, q=q, area=area, municipality=municipality).order_by("entry__title_key", "pk")


def filtered(versions: QuerySet[Version], *, q: str = "", area: str = "", municipality: str = "") -> QuerySet[Version]:
    """Narrow down by words, by a focus area (number in the database or part of its name) and by a municipality (address or name)."""
    if not (question := read(q)).is_empty:
        versions = versions.filter(entry__in=holding(question))
    if area.strip():
        areas = FocusArea.objects.filter(pk=int(area)) if area.isdecimal() else FocusArea.objects.filter(name__icontains=area.strip())
        versions = versions.filter(pk__in=Version.focus_areas.through.objects.filter(focusarea__in=areas).values("version"))
    if municipality.strip():
        places = Municipality.objects.filter(slug=municipality) | Municipality.objects.filter(name__iexact=municipality.strip())
        versions = versions.filter(trial__municipality__in=places)
    return versions


def in_book_order(versions: Iterable[Version]) -> list[Version]:
    """By leading focus area, then municipality, then title: how a book begins before an editor arranges it."""

    def key(version: Version) -> tuple:
        leading = version.areas[0].number if version.areas else 99
        return leading, sort_key(version.trial.municipality.name), sort_key(version.title)

    return sorted(versions, key=key)


def in_groups(items: list[EditionItem], grouping: str) -> list[EditionItem]:
    """The items group by group, each group in the order that the editors chose. Without grouping nothing moves."""
    if grouping == Grouping.AREA:
        return sorted(items, key=_area_order)
    if grouping == Grouping.MUNICIPALITY:
        return sorted(items, key=lambda item: sort_key(item.version.trial.municipality.name))
    return items


def _area_order(item: EditionItem) -> tuple[int, str]:
    """Areas of two owners may have the same number, and are two groups all the same."""
    leading = next(iter(item.version.areas), None)
    return (leading.figure, str(leading)) if leading else (_LAST, "")


def group_of(item: EditionItem, grouping: str) -> str:
    """The name of the group in which the item stands; empty where the book isn't divided."""
    if grouping == Grouping.AREA:
        leading = next(iter(item.version.areas), None)
        return f"{leading.figure}. {leading}" if leading else _("Uden fokusområde")
    return item.version.trial.municipality.name if grouping == Grouping.MUNICIPALITY else ""


def areas_of(edition: Edition) -> QuerySet[FocusArea]:
    """The focus areas of the catalogue's owner."""
    return edition.catalogue.owner.focus_areas.order_by("number")  # type: ignore[attr-defined]


def participants_of(edition: Edition) -> list[str]:
    """The names of the participating municipalities that the list shows whether they have described a case or not.

    None where the edition shows only those who have described one: they are in it anyway.
    """
    if edition.participants != Participants.MEMBERS:
        return []
    return [place.name for place in proposed_participants(edition) if place.pk not in edition.left_out]


def proposed_participants(edition: Edition) -> list[Municipality]:
    """The catalogue's own municipality, or a network's members, in Danish order."""
    if edition.catalogue.municipality:
        return [edition.catalogue.municipality]
    network = edition.catalogue.network
    members = Municipality.objects.filter(memberships__network=network, memberships__left_on=None)
    of_schools = Municipality.objects.filter(schools__memberships__network=network, schools__memberships__left_on=None)
    return sorted({*members, *of_schools}, key=lambda place: sort_key(place.name))


def silent_participants(edition: Edition) -> list[Municipality]:
    """Those of them without a trial action in the edition: only they can be left out of its list."""
    heard = set(edition.items.values_list("version__trial__municipality", flat=True))
    return [place for place in proposed_participants(edition) if place.pk not in heard]


def figure_counts(items: Iterable[EditionItem]) -> Counter[int]:
    """How often each focus area's figure leads an item: the cover is drawn from it."""
    leading = (next(iter(item.version.areas), None) for item in items)
    return Counter(area.figure for area in leading if area)


def withdrawn_items(items: Iterable[EditionItem]) -> list[EditionItem]:
    return [item for item in items if item.version.state == State.WITHDRAWN]


def outdated_items(items: Iterable[EditionItem]) -> list[EditionItem]:
    """Items whose trial action has been published in a newer version since."""
    return [item for item in items if item.version.state == State.ARCHIVED]


def unfinished_items(items: Iterable[EditionItem]) -> list[EditionItem]:
    """Items whose trial action is still under way, so its page may change."""
    return [item for item in items if item.version.trial.life in _UNDER_WAY]


def narrower_items(edition: Edition, items: Iterable[EditionItem]) -> list[EditionItem]:
    """Items that fewer may read than the edition: an edition is never more visible than its narrowest item."""
    own_networks = set()
    if edition.visibility != Visibility.EVERYONE and edition.catalogue.municipality_id:
        own_networks = set(Network.objects.of_place(municipality=edition.catalogue.municipality_id).values_list("pk", flat=True))
    return [item for item in items if not _reaches(item.version, edition, own_networks)]


def _reaches(version: Version, edition: Edition, own_networks: set[int]) -> bool:
    """Everyone who may read the edition may read the version."""
    if version.visibility == Visibility.EVERYONE:
        return True
    if edition.visibility == Visibility.EVERYONE or version.visibility == Visibility.SCHOOL:
        return False
    catalogue = edition.catalogue
    shared_with = {network.pk for network in version.networks.all()} if version.visibility == Visibility.NETWORKS else set()
    if catalogue.network_id:
        return catalogue.network_id in shared_with
    return version.trial.municipality_id == catalogue.municipality_id or bool(shared_with & own_networks)


def named(items: Iterable[EditionItem]) -> str:
    """”A”, ”B” og ”C”."""
    titles = [f"”{item.version.display_title}”" for item in items]
    word = _("og")
    return titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} {word} {titles[-1]}"
