"""The acts on catalogues and editions. Each locks the edition, so that two people at once lose nothing."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.permissions import require
from portal.documents import services as documents
from portal.documents.models import Document
from portal.files.checks import Checked
from portal.files.services import remove_if_unused, store
from portal.text import danish
from portal.text.normalise import normalise_line
from portal.workflow.gate import Incomplete, WrongState, pass_gate
from portal.workflow.log import record
from schools.models import Municipality
from schools.networks.models import Network
from trials.catalogue.choices import EDITION, EditionState
from trials.catalogue.documents import current_document, edition_snapshot, missing_for_ordering
from trials.catalogue.flow import EDITION_FLOW
from trials.catalogue.models import Catalogue, Edition, EditionItem
from trials.catalogue.queries import in_groups, listed_items
from trials.catalogue.services.measuring import ask_for_measures
from trials.catalogue.services.replacing import give_way
from trials.choices import Visibility
from trials.models import Version

FRAME = (
    "title subtitle place foreword foreword_name foreword_title introduction thanks language visibility grouping division participants left_out "
    "participants_note gathers_unexpected colour cover_alt logo_alt"
).split()
PICTURES = ("cover_image", "logo")


@dataclass(frozen=True)
class NewPicture:
    """A chosen and checked picture for the frame."""

    checked: Checked
    original_name: str


def start(*, title: str, by: Actor, now: datetime) -> Edition:
    """Begin a catalogue of the actor's network or municipality, with its first edition. The address follows the title and stays."""
    require(by, "catalogue.create")
    title = normalise_line(title)
    with transaction.atomic():
        catalogue = Catalogue.objects.create(title=title, slug=_free_slug(title), network=_network(by), municipality=_municipality(by))
        edition = _new_edition(catalogue, 1, by, now, title=title, place=_place(catalogue))
        record(act="catalogue.start", subject=edition, by=by, now=now)
    return edition


def start_next(*, catalogue: Catalogue, by: Actor, now: datetime) -> Edition:
    """Begin the catalogue's next edition with the frame of the latest one; an edition under way is returned as it is."""
    require(by, "catalogue.make", catalogue)
    with transaction.atomic():
        catalogue = Catalogue.objects.select_for_update(of=["self"]).select_related("network", "municipality").get(pk=catalogue.pk)
        aside = Q(state=EditionState.DRAFT, correction__gt=0) | Q(state=EditionState.REPLACED)
        latest = catalogue.editions.exclude(aside).order_by("-number").select_related("catalogue").first()
        if latest is None:
            return _new_edition(catalogue, 1, by, now, title=catalogue.title, place=_place(catalogue))
        if latest.is_draft:
            return latest
        edition = _new_edition(catalogue, latest.number + 1, by, now, **{name: getattr(latest, name) for name in (*FRAME, *PICTURES)})
        record(act="catalogue.start", subject=edition, by=by, now=now)
    return edition


def save_frame(
    *,
    edition: Edition,
    values: dict[str, Any],
    by: Actor,
    now: datetime,
    pictures: Mapping[str, NewPicture | None] | None = None,
) -> Edition:
    """Save title, foreword and the rest of the frame. Until the first edition is out the catalogue takes its name from it.

    `pictures` holds those of PICTURES that are new, or None for one that is taken off; what it doesn't name stays.
    """
    with _changing(edition, by, now) as locked:
        for name in FRAME:
            setattr(locked, name, values.get(name, getattr(locked, name)))
        locked.save(update_fields=FRAME)
        for name, picture in (pictures or {}).items():
            _hang(locked, name, picture, by, now)
        _number([item.pk for item in locked.items.all()], locked)
        if not locked.catalogue.editions.exclude(state=EditionState.DRAFT).exists():
            Catalogue.objects.filter(pk=locked.catalogue_id).update(title=locked.title)
    return locked


def _hang(edition: Edition, name: str, picture: NewPicture | None, by: Actor, now: datetime) -> None:
    """Put up a picture of the frame; the earlier one goes, unless another edition or a book that was ordered still shows it."""
    earlier = getattr(edition, name)
    stored = store(checked=picture.checked, original_name=picture.original_name, by=by, now=now) if picture else None
    setattr(edition, name, stored)
    edition.save(update_fields=[name])
    if earlier and not Document.objects.filter(snapshot__contains={name: {"path": earlier.file.name}}).exists():
        remove_if_unused(stored=earlier)


def add(*, edition: Edition, versions: Iterable[Version], by: Actor, now: datetime) -> int:
    """Put published versions that the actor may read last in the edition. Returns how many were new."""
    wanted = [version.pk for version in versions]
    with _changing(edition, by, now) as locked:
        readable = {version.pk: version for version in Version.objects.published_to(by).filter(pk__in=wanted)}
        there = set(locked.items.values_list("version__trial", flat=True))
        fresh = [readable[pk] for pk in dict.fromkeys(wanted) if pk in readable and readable[pk].trial_id not in there]
        last = locked.items.count()
        EditionItem.objects.bulk_create(
            EditionItem(edition=locked, version=version, position=position) for position, version in enumerate(fresh, last + 1)
        )
        _number([item.pk for item in locked.items.all()], locked)
    return len(fresh)


def fill(*, edition: Edition, versions: list[Version], by: Actor, now: datetime) -> None:
    """Let the edition hold exactly these versions, in this order, as far as the actor may read them."""
    with transaction.atomic():
        with _changing(edition, by, now) as locked:
            locked.items.exclude(version__in=versions).delete()
        add(edition=edition, versions=versions, by=by, now=now)
        places = {version.pk: place for place, version in enumerate(versions)}
        items = sorted(edition.items.all(), key=lambda item: places[item.version_id])
        arrange(edition=edition, order=[item.pk for item in items], by=by, now=now)


def remove(*, edition: Edition, item_id: int, by: Actor, now: datetime) -> None:
    """Take one item out; one that is already gone is no error."""
    with _changing(edition, by, now) as locked:
        locked.items.filter(pk=item_id).delete()
        _number([item.pk for item in locked.items.all()], locked)


def move(*, edition: Edition, item_id: int, steps: int, by: Actor, now: datetime) -> None:
    """Move one item up (negative) or down, as far as there is room."""
    with _changing(edition, by, now) as locked:
        order = [item.pk for item in locked.items.all()]
        if item_id not in order:
            return
        place = order.index(item_id)
        order.insert(max(0, place + steps), order.pop(place))
        _number(order, locked)


def arrange(*, edition: Edition, order: list[int], by: Actor, now: datetime) -> None:
    """Put the items in the given order. Items that the order doesn't know (added meanwhile) stay last; unknown ones are ignored."""
    with _changing(edition, by, now) as locked:
        there = [item.pk for item in locked.items.all()]
        chosen = [pk for pk in dict.fromkeys(order) if pk in there]
        _number([*chosen, *(pk for pk in there if pk not in chosen)], locked)


def renew(*, edition: Edition, item_id: int, by: Actor, now: datetime) -> None:
    """Take the version that is published now instead of the one that was chosen earlier."""
    with _changing(edition, by, now) as locked:
        item = locked.items.select_related("version").filter(pk=item_id).first()
        newest = item and Version.objects.published_to(by).filter(trial=item.version.trial_id).first()
        if item and newest:
            item.version = newest
            item.save(update_fields=["version"])
            _number([item.pk for item in locked.items.all()], locked)


def order(*, edition: Edition, by: Actor, now: datetime) -> Document:
    """Order the book of what the edition says now; refused with the list of what must be mended first."""
    with transaction.atomic():
        edition = _locked(edition)
        require(by, "catalogue.order", edition)
        if missing := missing_for_ordering(edition):
            raise Incomplete(missing)
        return documents.request(kind=EDITION, subject=edition, language=edition.language, by=by, now=now)


def publish(*, edition: Edition, by: Actor, now: datetime) -> Edition:
    """Publish the edition with the ready document of exactly what it says now. From then on it is never changed.

    A *rettet udgave* takes the place of the one it corrects in the same step.
    """
    with transaction.atomic():
        old = _locked(edition.corrects) if edition.corrects else None
        edition = _locked(edition)
        list(Version.objects.select_for_update(of=["self"]).filter(edition_items__edition=edition).order_by("pk").values_list("pk"))
        edition.document = current_document(edition, edition_snapshot(edition, timezone.now()))
        if old and old.is_published and edition.document:
            give_way(old=old, correction=edition, by=by, now=now)
        return pass_gate(thing=edition, flow=EDITION_FLOW, act="publish", by=by, now=now, then=["document"])


def withdraw(*, edition: Edition, note: str, by: Actor, now: datetime) -> Edition:
    """Take a published edition off: its page stays and says so, its file can no longer be fetched."""
    return pass_gate(thing=edition, flow=EDITION_FLOW, act="withdraw", by=by, now=now, note=note)


@contextmanager
def _changing(edition: Edition, by: Actor, now: datetime) -> Iterator[Edition]:
    """Hold the edition locked while the actor changes it, and note when."""
    with transaction.atomic():
        locked = _locked(edition)
        require(by, "catalogue.make", locked)
        if not locked.is_draft:
            raise WrongState(_("Udgaven er udgivet og kan ikke ændres. Begynd en ny udgave i stedet."))
        if locked.is_frozen:
            raise WrongState(_("En person eller et billede er taget ud af den udgivne udgave. Den rettede udgave kan ikke ændres ellers."))
        yield locked
        locked.changed_at = now
        locked.save(update_fields=["changed_at"])
        ask_for_measures(locked)


def _locked(edition: Edition) -> Edition:
    return Edition.objects.select_for_update(of=["self"]).with_catalogue().get(pk=edition.pk)


def _number(order: list[int], edition: Edition) -> None:
    """Keep the order. Where the edition is divided into groups an item stays within its own."""
    if edition.grouping:
        items = {item.pk: item for item in listed_items(edition)}
        order = [item.pk for item in in_groups([items[pk] for pk in order], edition.grouping)]
    EditionItem.objects.bulk_update(
        [EditionItem(pk=pk, edition=edition, position=place) for place, pk in enumerate(order, 1)], ["position"]
    )


def _new_edition(catalogue: Catalogue, number: int, by: Actor, now: datetime, **frame: Any) -> Edition:
    frame.setdefault("visibility", Visibility.EVERYONE)
    stamps = {"created_at": now, "created_by": by.user, "changed_at": now}
    return Edition.objects.create(catalogue=catalogue, number=number, **stamps, **frame)


def _free_slug(title: str) -> str:
    wanted = danish.slug(title)
    taken = set(Catalogue.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for slug in _numbered(wanted) if slug not in taken)


def _numbered(slug: str) -> Iterator[str]:
    yield slug
    number = 1
    while True:
        number += 1
        yield f"{slug}-{number}"


def _network(by: Actor) -> Network | None:
    return by.role.network if by.network_id else None  # type: ignore[union-attr]


def _municipality(by: Actor) -> Municipality | None:
    return None if by.network_id else by.role.municipality  # type: ignore[union-attr]


def _place(catalogue: Catalogue) -> str:
    return catalogue.municipality.name if catalogue.municipality else ""
