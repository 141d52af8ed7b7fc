"""The acts on a *rettet udgave*: beginning one, telling what it corrects, and taking a person or a picture out of a published book."""

from collections.abc import Callable, Collection
from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.permissions import require
from portal.documents import services as documents
from portal.text.normalise import normalise_line
from portal.workflow.gate import Refused, WrongState
from portal.workflow.log import record
from trials.catalogue.book import erasing
from trials.catalogue.book.erasing import Erased, Snapshot
from trials.catalogue.choices import EDITION, EditionState
from trials.catalogue.documents import edition_snapshot
from trials.catalogue.history import correction_under_way, errata_of, removed_images
from trials.catalogue.models import Edition, EditionItem, Erratum
from trials.catalogue.services.editions import FRAME, PICTURES

# Given instead of a picture's storage name when all that have been removed from their trial actions are meant.
ALL_REMOVED = ""


def begin(*, edition: Edition, by: Actor, now: datetime) -> Edition:
    """Begin the *rettet udgave* of a published edition, with its frame and its items; one under way is returned as it is."""
    with transaction.atomic():
        edition = _locked(edition)
        if edition.is_published and (under_way := correction_under_way(edition)):
            require(by, "catalogue.make", edition)
            return under_way
        _require_published(edition)
        require(by, "catalogue.correct", edition)
        correction = _copied(edition, by, now)
        record(act="catalogue.correct", subject=correction, by=by, now=now)
    return correction


def write_erratum(*, edition: Edition, text: str, made_on: date, by: Actor, now: datetime) -> Erratum:
    """Tell readers of one thing that this edition corrects."""
    with transaction.atomic():
        locked = _correction(edition, by)
        text = normalise_line(text)
        if not text:
            raise Refused(_("Skriv, hvad der er rettet."))
        if made_on > timezone.localdate(now):
            raise Refused(_("Datoen kan ikke ligge i fremtiden."))
        erratum = Erratum.objects.create(edition=locked, text=text, made_on=made_on)
        _dated(locked, now)
    return erratum


def remove_erratum(*, edition: Edition, pk: int, by: Actor, now: datetime) -> None:
    """Take one back while the edition is under way; those of earlier corrections stay."""
    with transaction.atomic():
        locked = _correction(edition, by)
        locked.errata.filter(pk=pk).delete()
        _dated(locked, now)


def erase_person(*, edition: Edition, name: str, by: Actor, now: datetime) -> Edition:
    """Take a person out of a published book: its file is closed at once, and the corrected one is ordered from the same text without the name.

    Neither the log nor the corrected edition keeps the name.
    """
    name = normalise_line(name)
    if len(name) < erasing.SHORT_NAME:
        raise Refused(_("Vælg eller skriv et navn på mindst tre bogstaver."))
    return _erase(edition, "person", lambda said, day: erasing.without_person(said, name, day), by, now)


def erase_words(*, edition: Edition, word: str, keys: Collection[str], by: Actor, now: datetime) -> Edition:
    """Take a first name out of the text at the spots that somebody has looked at (`erasing.spots`), the same way."""
    word = normalise_line(word)
    if not keys:
        raise Refused(_("Sæt kryds ved de steder, hvor navnet skal fjernes."))

    def take_out(said: Snapshot, day: str) -> Erased:
        if not set(keys) <= {spot.key for spot in erasing.spots(said, word)}:
            raise Refused(_("Teksten er ændret, siden stederne blev vist. Find dem igen."))
        return erasing.without_words(said, word, keys, day)

    return _erase(edition, "person", take_out, by, now)


def said_now(edition: Edition, now: datetime) -> Snapshot:
    """What a thing would be taken out of: what an editor has begun to correct, else what is published."""
    under_way = correction_under_way(edition)
    return edition_snapshot(under_way, now) if under_way else edition.document.snapshot  # type: ignore[union-attr]


def erase_image(*, edition: Edition, path: str, by: Actor, now: datetime) -> Edition:
    """Take a picture out of a published book, the same way; without a name of one, those that its trial actions don't have any more."""
    return _erase(edition, "image", lambda said, day: erasing.without_images(said, {path} - {ALL_REMOVED}, day), by, now)


def _erase(edition: Edition, kind: str, take_out: Callable[[Snapshot, str], Erased], by: Actor, now: datetime) -> Edition:
    """The one logged act. What an editor had begun to correct is kept: the thing is taken out of that."""
    with transaction.atomic():
        edition = _locked(edition)
        _require_published(edition)
        require(by, "catalogue.erase", edition)
        under_way = _locked(found) if (found := correction_under_way(edition)) else None
        said = edition_snapshot(under_way, now) if under_way else edition.document.snapshot  # type: ignore[union-attr]
        left, words = _left(said, kind, take_out, edition.language, now)
        correction = under_way or _copied(edition, by, now)
        correction.frozen = left
        correction.save(update_fields=["frozen", *_clean_frame(correction, left)])
        correction.items.update(image_removed_at=None)
        Erratum.objects.bulk_create(Erratum(edition=correction, text=told[:400], made_on=timezone.localdate(now)) for told in words)
        _dated(correction, now)
        documents.forget(holding=_proofs_of(correction), now=now)
        record(act=f"catalogue.erase_{kind}", subject=correction, by=by, now=now)
        documents.request(kind=EDITION, subject=correction, language=correction.language, by=by, now=now)
    return correction


def _left(
    said: Snapshot, kind: str, take_out: Callable[[Snapshot, str], Erased], language: str, now: datetime
) -> tuple[Snapshot, list[str]]:
    """What the book says without it, and without the pictures that have been removed meanwhile; and what readers are told of each."""
    with translation.override(language):
        day = date_format(timezone.localdate(now))
        erased = take_out(said, day)
        cleaned = erasing.without_images(erased.snapshot, removed_images(erased.snapshot), day)
        words = [erasing.sentence(kind, erased.places)] if erased.places else []
        words += [erasing.sentence("image", cleaned.places)] if cleaned.places else []
    if not erased.places and not (kind == "image" and cleaned.places):
        raise Refused(_("Det står ikke i bogen."))
    return cleaned.snapshot, words


def _clean_frame(edition: Edition, left: Snapshot) -> list[str]:
    """The page, the API and the next edition read the edition's own fields, so they say what is left too. Returns which were set."""
    foreword = left["foreword"]
    said = {name: left[name] for name in ("title", "subtitle", "introduction", "thanks")}
    said |= {"foreword": foreword["text"], "foreword_name": foreword["name"], "foreword_title": foreword["title"]}
    said["participants_note"] = left.get("participants_note", "")
    for name, text in said.items():
        setattr(edition, name, text[: Edition._meta.get_field(name).max_length])  # type: ignore[union-attr]
    return list(said)


def _copied(edition: Edition, by: Actor, now: datetime) -> Edition:
    frame = {name: getattr(edition, name) for name in (*FRAME, *PICTURES)}
    correction: Edition = Edition.objects.create(
        catalogue=edition.catalogue,
        number=edition.number,
        correction=edition.correction + 1,
        corrects=edition,
        corrected_on=timezone.localdate(now),
        created_at=now,
        created_by=by.user,  # type: ignore[misc]
        changed_at=now,
        **frame,
    )
    items = edition.items.all()
    EditionItem.objects.bulk_create(
        EditionItem(edition=correction, version_id=item.version_id, position=item.position, image_removed_at=item.image_removed_at)
        for item in items
    )
    return correction


def _dated(edition: Edition, now: datetime) -> None:
    """The edition is called after the day of its latest correction."""
    edition.corrected_on = errata_of(edition).aggregate(last=Max("made_on"))["last"] or timezone.localdate(now)
    edition.changed_at = now
    edition.save(update_fields=["corrected_on", "changed_at"])


def _correction(edition: Edition, by: Actor) -> Edition:
    locked = _locked(edition)
    if not locked.is_correction or locked.state != EditionState.DRAFT:
        raise WrongState(_("Kun en rettet udgave, der er under arbejde, får rettelser."))
    require(by, "catalogue.write_errata", locked)
    return locked


def _require_published(edition: Edition) -> None:
    if not edition.is_published:
        raise WrongState(_("Kun en udgave, der er udgivet nu, kan rettes."))


def _proofs_of(edition: Edition) -> Q:
    return Q(subject_type=ContentType.objects.get_for_model(Edition), subject_id=edition.pk)


def _locked(edition: Edition) -> Edition:
    return Edition.objects.select_for_update(of=["self"]).with_catalogue().get(pk=edition.pk)
