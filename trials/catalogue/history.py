"""What came before an edition: the published one it corrects, what has been corrected, and what is new, changed and gone since the last."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from portal.text.danish import sort_key
from trials.catalogue.choices import EditionState
from trials.catalogue.models import Edition, Erratum
from trials.models import Image

Changes = dict[str, Any]


def original_of(edition: Edition) -> Edition:
    """The edition as it first came out: its cover and its month stay, however often it is corrected."""
    if not edition.is_correction:
        return edition
    return Edition.objects.get(catalogue=edition.catalogue_id, number=edition.number, correction=0)


def errata_of(edition: Edition) -> QuerySet[Erratum]:
    """All that has been corrected up to this one, also in earlier corrections."""
    return Erratum.objects.filter(
        edition__catalogue=edition.catalogue_id, edition__number=edition.number, edition__correction__lte=edition.correction
    )


def correction_under_way(edition: Edition) -> Edition | None:
    """The *rettet udgave* that somebody is making of a published edition."""
    return edition.corrected_by.filter(state=EditionState.DRAFT).with_catalogue().first()


def is_fetchable(edition: Edition) -> bool:
    """Whether readers may have the book: it is published, and nobody is taking a person or a picture out of it just now.

    Ask this in front of everything that hands out what a published edition says.
    """
    if not edition.is_published:
        return False
    return not edition.corrected_by.filter(state=EditionState.DRAFT, frozen__isnull=False).exists()


def shown_files(snapshot: Any) -> set[str]:
    """The storage names of every picture that a snapshot names, wherever it stands."""
    if isinstance(snapshot, list):
        return {name for part in snapshot for name in shown_files(part)}
    if not isinstance(snapshot, Mapping):
        return set()
    own = {snapshot["path"]} if isinstance(snapshot.get("path"), str) and snapshot["path"] else set()
    return own.union(*(shown_files(part) for part in snapshot.values()))


def removed_images(snapshot: Mapping[str, Any]) -> set[str]:
    """The pictures that a book shows and that its trial actions don't have any more, by storage name."""
    shown = {(trial["trial"], path) for trial in snapshot.get("trials", []) for path in shown_files(trial["images"])}
    if not shown:
        return set()
    there = Image.objects.filter(version__trial__in={trial for trial, _path in shown}).values_list("version__trial", "stored__file")
    return {path for _trial, path in shown - set(there)}


def changes_since_last(edition: Edition, trials: Iterable[Mapping[str, Any]]) -> Changes:
    """What is new, changed and gone against the latest published edition with a lower number; nothing for the first."""
    if edition.number == 1:
        return {}
    earlier = Edition.objects.filter(catalogue=edition.catalogue_id, number__lt=edition.number, state=EditionState.PUBLISHED)
    last = earlier.order_by("-number").values_list("number", "document__snapshot__trials").first()
    return compared(last[0], last[1] or [], trials) if last else {}


def compared(number: int, before: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]]) -> Changes:
    """Compare by trial action; one has changed when its content has."""
    was, now = {trial["trial"]: trial for trial in before}, list(now)
    here = {trial["trial"] for trial in now}
    return {
        "since": number,
        "new": [_said(trial) for trial in now if trial["trial"] not in was],
        "changed": [_said(trial) for trial in now if trial["trial"] in was and _content(trial) != _content(was[trial["trial"]])],
        "gone": sorted((_said(trial) for key, trial in was.items() if key not in here), key=lambda said: sort_key(said["title"])),
    }


def _content(trial: Mapping[str, Any]) -> str:
    return trial["content_hash"]


def _said(trial: Mapping[str, Any]) -> dict[str, Any]:
    return {"trial": trial["trial"], "title": trial["title"], "municipality": trial["municipality"]}
