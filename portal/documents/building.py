"""One worker's build of one document. Everything it writes is an UPDATE conditional on its token, so a slow first worker changes nothing."""

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from types import TracebackType
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from PIL import UnidentifiedImageError

from portal.documents.choices import HEARTBEAT_EVERY, MAX_ATTEMPTS, PROGRESS_EVERY, DocumentState
from portal.documents.kinds import VolumePlan, kind_named
from portal.documents.models import Document, Volume
from portal.documents.rendering import (
    Base,
    Cancelled,
    Progress,
    Publication,
    RefusedAddress,
    Typeset,
    UnusableImage,
    part_of,
    section_of,
    typeset,
)
from portal.files.faults import as_os_errors, open_stored
from portal.notices.choices import MailKind
from portal.notices.services import tell

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]


class StorageFault(Exception):
    """The storage did not give or take a file."""


class Unprintable(Exception):
    """What stands in the way, in words for the person who ordered."""


def build(*, document_id: int, clock: Clock = timezone.now) -> bool:
    """Build a requested document. Returns whether this call finished it; False when it was taken, cancelled or lost on the way.

    A storage fault puts it back in the queue for later (three attempts in all); anything else that is wrong fails it with the reason.
    """
    claim = _claim(document_id, clock)
    if claim is None:
        return False
    try:
        with _Settled(claim), _Alive(claim), TemporaryDirectory() as folder:
            return _finish(claim, _made(claim, Path(folder)))
    except Cancelled:
        return False
    except Unprintable as problem:
        claim.fail(str(problem))
    except StorageFault as fault:
        logger.warning("Document %s: %s", document_id, fault)
        claim.try_again(_("Fillageret svarer ikke: %(error)s") % {"error": fault})
    return False


def _claim(document_id: int, clock: Clock) -> "Claim | None":
    token = uuid4()
    claimed = Document.objects.filter(pk=document_id, state=DocumentState.REQUESTED).update(
        state=DocumentState.BUILDING, token=token, heartbeat_at=clock(), attempts=F("attempts") + 1, phase="", page=0, volume=1, error=""
    )
    return Claim(Document.objects.get(pk=document_id), token, clock) if claimed == 1 else None


@dataclass
class Claim:
    """The right of one worker to build one document."""

    document: Document
    token: UUID
    clock: Clock
    is_lost: bool = False
    reported_at: datetime | None = None
    phase: str = ""
    volume: int = 1

    def beat(self) -> None:
        self._update(heartbeat_at=self.clock())

    def report(self, progress: Progress) -> None:
        """Write the progress, at each new phase and else no more often than PROGRESS_EVERY; it is a sign of life too."""
        now = self.clock()
        if self.reported_at and progress.phase == self.phase and now - self.reported_at < PROGRESS_EVERY:
            return
        self.reported_at, self.phase = now, progress.phase
        done = {"volume": self.volume, "phase": progress.phase.value, "page": progress.page, "pages_expected": progress.total}
        self._update(**done, heartbeat_at=now)

    def begin(self, volume: int) -> None:
        """Set the next volume."""
        self.volume, self.reported_at = volume, None

    def was_lost(self) -> bool:
        """Cancelled, or given to another worker."""
        return self.is_lost

    def finish(self, volumes: Sequence[Volume] = (), **fields: object) -> bool:
        """Become ready with all volumes at once, together with the mail that says so."""
        now = self.clock()
        with transaction.atomic():
            done = self._update(state=DocumentState.READY, finished_at=now, token=None, **fields)
            if done:
                Volume.objects.bulk_create(volumes)
                self.document.refresh_from_db(fields=["pages", "size", "state"])
                _tell(self.document, MailKind.DOCUMENT_READY, now)
        return done

    def fail(self, reason: str) -> None:
        give_up(self.document, reason, self.clock(), token=self.token)

    def try_again(self, reason: str) -> None:
        if self.document.attempts >= MAX_ATTEMPTS:
            self.fail(reason)
        else:
            put_back(self.document, token=self.token, tried_at=self.clock())

    def _update(self, **fields: object) -> bool:
        held = Document.objects.filter(pk=self.document.pk, token=self.token, state=DocumentState.BUILDING).update(**fields) == 1
        self.is_lost = self.is_lost or not held
        return held


def put_back(document: Document, *, token: UUID | None = None, tried_at: datetime | None = None) -> bool:
    """Put a claimed document back in the queue, where the sweep wakes a worker for it: at once, or a while after it was `tried_at`.

    Nothing happens when the holder has changed.
    """
    return _held(document, token).update(state=DocumentState.REQUESTED, token=None, heartbeat_at=tried_at, phase="", page=0) == 1


def give_up(document: Document, reason: str, now: datetime, *, token: UUID | None = None) -> bool:
    """Fail a claimed document, with the mail that says why. Nothing happens when the holder has changed."""
    with transaction.atomic():
        given_up = _held(document, token).update(state=DocumentState.FAILED, token=None, error=reason, finished_at=now) == 1
        if given_up:
            document.error = reason
            _tell(document, MailKind.DOCUMENT_FAILED, now)
    return given_up


def remove_leftover(document: Document) -> None:
    """Remove the files that a dead worker may have saved before it could say so: they bear the name of its token."""
    if document.token:
        _remove(_names(document.token, document.volume_count))


def _names(token: UUID, volumes: int) -> list[str]:
    """What the files of one build are called: one file, or one for each volume."""
    if volumes == 1:
        return [f"documents/{token.hex}.pdf"]
    return [f"documents/{token.hex}-{number}.pdf" for number in range(1, volumes + 1)]


def _held(document: Document, token: UUID | None):
    return Document.objects.filter(pk=document.pk, state=DocumentState.BUILDING, token=token or document.token)


def _tell(document: Document, kind: MailKind, now: datetime) -> None:
    if document.requested_by is None or not document.requested_by.is_active:
        return
    sort, subject = kind_named(document.kind), document.subject
    with translation.override(document.requested_by.language):
        context = {"document": document, "title": sort.title(subject)}
    tell(kind=kind, user=document.requested_by, about=subject, url=sort.page(subject), context=context, now=now)


class _Alive(AbstractContextManager):
    """Shows signs of life from a thread of its own, since the renderer can be silent for long. It has its own database connection."""

    def __init__(self, claim: Claim) -> None:
        self._claim = claim
        self._over = Event()
        self._thread = Thread(target=self._beat, name=f"heartbeat of document {claim.document.pk}", daemon=True)

    def _beat(self) -> None:
        try:
            while not self._over.wait(HEARTBEAT_EVERY.total_seconds()):
                self._claim.beat()
        finally:
            connection.close()

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()


class _Settled(AbstractContextManager):
    """Leaves no row behind that says it is being built: a fault that nobody foresaw fails it visibly and goes on to the worker's log."""

    _FORESEEN = (Cancelled, Unprintable, StorageFault)

    def __init__(self, claim: Claim) -> None:
        self._claim = claim

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None or issubclass(kind, self._FORESEEN):
            return
        if issubclass(kind, Exception):
            self._claim.fail(_fault_of_ours(kind, error))
        else:  # the worker is being stopped
            put_back(self._claim.document, token=self._claim.token)


@dataclass(frozen=True)
class _Made:
    """One file that has been set, lying on the worker's own disk: only one volume at a time is in memory."""

    path: Path
    pages: int
    title: str

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    @property
    def checksum(self) -> str:
        with self.path.open("rb") as written:
            return hashlib.file_digest(written, "sha256").hexdigest()


def _made(claim: Claim, folder: Path) -> list[_Made]:
    """Set the document, volume by volume where it is divided."""
    sort, snapshot = kind_named(claim.document.kind), claim.document.snapshot
    plans = sort.volumes(snapshot) or [VolumePlan("", lambda _before: sort.publication(snapshot))]
    made: list[_Made] = []
    before: list[Mapping[str, int]] = []
    for number, plan in enumerate(plans, 1):
        claim.begin(number)
        file = _typeset(claim, plan.publication(before), keep_whole=len(plans) > 1)
        before.append(file.starts)
        if sort.was_set:
            sort.was_set(snapshot, file.extents)
        path = folder / f"{number}.pdf"
        path.write_bytes(file.pdf)
        made.append(_Made(path, file.pages, plan.title))
    return made


def _typeset(claim: Claim, publication: Publication, *, keep_whole: bool) -> Typeset:
    base = Base(drawings=publication.drawings, open_image=open_stored)
    try:
        html = publication.html()
        return typeset(html, base=base, on_progress=claim.report, should_cancel=claim.was_lost, keep_whole=keep_whole)
    except UnusableImage as problem:
        raise _image_problem(problem) from problem
    except RefusedAddress as problem:
        if title := part_of(problem):
            words = _("Teksten i %(place)s henviser til noget, der ikke kan trykkes: %(address)s")
            raise Unprintable(words % {"place": _place(title, section_of(problem)), "address": problem}) from problem
        raise Unprintable(_("Teksten henviser til noget, der ikke kan trykkes: %(address)s") % {"address": problem}) from problem


def _fault_of_ours(kind: type[BaseException], error: BaseException | None) -> str:
    if error and (title := part_of(error)):
        words = _("Der opstod en fejl i portalen (%(name)s), da %(place)s blev sat op. Den er skrevet i loggen; giv driften besked.")
        return words % {"name": kind.__name__, "place": _place(title, section_of(error))}
    return _("Der er en fejl i portalen (%(name)s). Den er skrevet i loggen; giv driften besked.") % {"name": kind.__name__}


def _place(title: str, section: str) -> str:
    """Where someone can look: the trial action or the part of the frame, and the field in it where one is known."""
    if not section or section == title:
        return f"”{title}”"
    return _("”%(title)s” (felt: %(field)s)") % {"title": title, "field": section}


def _image_problem(problem: UnusableImage) -> Exception:
    """A picture that is gone or broken fails the document; a storage that does not answer is worth another try."""
    cause = problem.__cause__
    if isinstance(cause, OSError) and not isinstance(cause, FileNotFoundError | UnidentifiedImageError):
        return StorageFault(str(cause))
    words = _("Et billede i ”%(title)s” kan ikke læses (felt: Billeder). Fjern billedet, eller læg det op igen.")
    return Unprintable(words % {"title": problem.of})


def _finish(claim: Claim, made: Sequence[_Made]) -> bool:
    """Save the files under the name of the token and make the row ready; files that came too late are removed again."""
    saved: list[str] = []
    try:
        for name, file in zip(_names(claim.token, len(made)), made, strict=True):
            saved.append(_saved(name, file.path))
        done = claim.finish(**_facts(claim, saved, made))
    except Exception:
        _remove(saved)
        raise
    if not done:
        _remove(saved)
    return done


def _remove(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _saved(name: str, path: Path) -> str:
    try:
        with path.open("rb") as written, as_os_errors():
            return default_storage.save(name, File(written))
    except OSError as error:
        raise StorageFault(str(error)) from error


def _facts(claim: Claim, names: Sequence[str], made: Sequence[_Made]) -> dict[str, Any]:
    """What the row says of its files: its own, or those of its volumes."""
    totals = {"pages": sum(file.pages for file in made), "size": sum(file.size for file in made)}
    if len(made) == 1:
        return {**totals, "file": names[0], "checksum": made[0].checksum}
    volumes = [
        Volume(
            document=claim.document, number=number, title=file.title, file=name, checksum=file.checksum, size=file.size, pages=file.pages
        )
        for number, (name, file) in enumerate(zip(names, made, strict=True), 1)
    ]
    return {**totals, "volumes": volumes}
