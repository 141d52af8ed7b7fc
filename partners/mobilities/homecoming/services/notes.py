"""Notes from the stay: quick to write, kept for the report, never public."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partners.mobilities.homecoming.services.photos import forget_files, stored_of
from partners.mobilities.models import Mobility, Note, NotePhoto
from partners.mobilities.privacy import refuse_cpr
from portal.accounts.actor import Actor
from portal.accounts.permissions import require
from portal.files.checks import Checked
from portal.files.choices import ImagePeople
from portal.files.services import store
from portal.text.normalise import normalise, normalise_line
from portal.workflow.gate import Refused, WrongState

type Words = Mapping[str, Any]


def add(
    *,
    mobility: Mobility,
    text: str,
    photo: Checked | None = None,
    photo_name: str = "",
    words: Words | None = None,
    token: str,
    by: Actor,
    now: datetime,
) -> Note:
    """Keep a note with or without a photo. `token` is the page's own: what is sent twice over a bad line is one note."""
    text, said = normalise(text), _cleaned(words or {})
    if not text and photo is None:
        raise Refused(_("Skriv et par ord, eller vælg et billede."))
    refuse_cpr(text, *_texts(said))
    with transaction.atomic():
        mobility = _open(mobility, by)
        note, is_new = Note.objects.get_or_create(
            mobility=mobility, written_by=by.user, token=token, defaults={"text": text, "written_at": now}
        )
        if is_new and photo:
            NotePhoto.objects.create(note=note, stored=store(checked=photo, original_name=photo_name, by=by, now=now), **said)
    return note


def change(*, note: Note, text: str, photos: Mapping[int, Words], removed: Collection[int], by: Actor, now: datetime) -> Note:
    """Write a note anew, what is said about its photos with it; the photos in `removed` go."""
    text = normalise(text)
    said = {number: _cleaned(words) for number, words in photos.items()}
    refuse_cpr(text, *(one for words in said.values() for one in _texts(words)))
    with transaction.atomic():
        note = _locked(note, by)
        for photo in note.photos.filter(pk__in=said):
            for name, value in said[photo.pk].items():
                setattr(photo, name, value)
            photo.save(update_fields=list(said[photo.pk]))
        files = stored_of(gone := note.photos.filter(pk__in=removed))
        gone.delete()
        if not text and not note.photos.exists():
            raise Refused(_("Noten er tom. Skriv et par ord, eller slet den."))
        note.text = text
        note.save(update_fields=["text"])
        forget_files(files, now)
    return note


def remove(*, note: Note, by: Actor, now: datetime) -> None:
    """Delete a note with its photos. What has been taken into the report stays there."""
    with transaction.atomic():
        note = _locked(note, by)
        files = stored_of(note.photos.all())
        note.delete()
        forget_files(files, now)


def _open(mobility: Mobility, by: Actor) -> Mobility:
    """The mobility, locked, once the actor may write notes for it now."""
    locked = Mobility.objects.select_for_update().filter(pk=mobility.pk).order_by("pk").first()
    if locked is None:
        raise WrongState(_("Det er slettet i mellemtiden."))
    require(by, "mobilities.write_notes", locked)
    return locked


def _locked(note: Note, by: Actor) -> Note:
    _open(note.mobility, by)
    found = Note.objects.select_for_update().filter(pk=note.pk).order_by("pk").first()
    if found is None:
        raise WrongState(_("Noten er slettet i mellemtiden."))
    return found


def _cleaned(words: Words) -> dict[str, Any]:
    """What a picture rests on is kept only where somebody can be recognised in it."""
    said = {name: normalise_line(value) if name in {"alt", "caption"} else value for name, value in words.items()}
    if said and said.get("people") != ImagePeople.RECOGNISABLE:
        said |= {"basis": "", "basis_date": None, "valid_until": None}
    return said


def _texts(words: Words) -> list[str]:
    return [words.get("alt", ""), words.get("caption", "")]
