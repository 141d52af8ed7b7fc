"""Photos from mobilities: taking one off everything that shows it, because somebody asks for it or because what it rests on has run out."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.mobilities.models import Mobility, NotePhoto, Report
from partners.mobilities.privacy import refuse_cpr
from portal.accounts.actor import Actor
from portal.accounts.permissions import require
from portal.documents.pictures import without_image
from portal.documents.services import discard
from portal.files.choices import ImagePeople
from portal.files.models import StoredFile
from portal.files.services import remove_if_unused
from portal.text.normalise import normalise
from portal.workflow.gate import NoteMissing, WrongState
from portal.workflow.log import record

THE_PORTAL = Actor()


def remove_photo(*, photo: NotePhoto, reason: str, by: Actor, now: datetime) -> None:
    """Take a photo off its note and off every report that shows it, issued ones included: the right to be left out comes first."""
    reason = normalise(reason)
    with transaction.atomic():
        mobility = Mobility.objects.select_for_update().get(pk=photo.note.mobility_id)
        require(by, "mobilities.remove_photo", mobility)
        if not reason:
            raise NoteMissing(_("Skriv, hvorfor billedet skal væk. Begrundelsen står i loggen."))
        refuse_cpr(reason)
        _take_off(NotePhoto.objects.filter(pk=photo.pk), mobility, reason, by, now)


def remove_expired(*, now: datetime) -> int:
    """Take off the photos whose basis has run out, as the portal itself. Returns how many."""
    today, taken = timezone.localdate(now), 0
    expired = NotePhoto.objects.filter(people=ImagePeople.RECOGNISABLE, valid_until__lt=today)
    for photo in expired.select_related("note__mobility"):
        with transaction.atomic():
            mobility = Mobility.objects.select_for_update().get(pk=photo.note.mobility_id)
            still = NotePhoto.objects.filter(pk=photo.pk, people=ImagePeople.RECOGNISABLE, valid_until__lt=today)
            if still.exists():
                _take_off(still, mobility, _("Grundlaget for billedet er udløbet."), THE_PORTAL, now)
                taken += 1
    return taken


def _take_off(photos: QuerySet[NotePhoto], mobility: Mobility, reason: str, by: Actor, now: datetime) -> None:
    files = stored_of(photos)
    if not files:
        raise WrongState(_("Billedet er allerede fjernet."))
    photos.delete()
    record(act="mobilities.remove_photo", subject=mobility, by=by, now=now, note=reason)
    forget_files(files, now)


def stored_of(photos: QuerySet[NotePhoto]) -> list[StoredFile]:
    return [photo.stored for photo in photos.select_related("stored")]


def forget_files(files: Iterable[StoredFile], now: datetime) -> None:
    """Out of every report that shows them, and out of the storage when nothing refers to them any more."""
    for stored in files:
        path = str(stored.file.name)
        for report in _showing(path).select_for_update():
            report.frozen = without_image(report.frozen, path)
            report.save(update_fields=["frozen"])
        discard(holding=Q(snapshot__images__contains=[{"path": path}]), keep=(), now=now)
        remove_if_unused(stored=stored)


def _showing(path: str) -> QuerySet[Report]:
    """The issued reports that name the file."""
    return Report.objects.alias(said=Cast("frozen", TextField())).filter(said__contains=path)
