"""One worker's build of one document. Everything it writes is an UPDATE conditional on its token, so a slow first worker changes nothing."""

import hashlib
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from threading import Event, Thread
from types import TracebackType
from uuid import UUID, uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from PIL import UnidentifiedImageError

from portal.documents.choices import HEARTBEAT_EVERY, MAX_ATTEMPTS, PROGRESS_EVERY, DocumentState
from portal.documents.kinds import kind_named
from portal.documents.models import Document
from portal.documents.rendering import Base, Cancelled, Progress, RefusedAddress, Typeset, UnusableImage, part_of, section_of, typeset
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

    A storage fault puts it back in the queue (three attempts in all); anything else that is wrong fails it with the reason.
    """
    claim = _claim(document_id, clock)
    if claim is None:
        return False
    try:
        with _Settled(claim), _Alive(claim):
            return _finish(claim, _typeset(claim))
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
        state=DocumentState.BUILDING, token=token, heartbeat_at=clock(), attempts=F("attempts") + 1, phase="", page=0, error=""
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

    def beat(self) -> None:
        self._update(heartbeat_at=self.clock())

    def report(self, progress: Progress) -> None:
        """Write the progress, at each new phase and else no more often than PROGRESS_EVERY; it is a sign of life too."""
        now = self.clock()
        if self.reported_at and progress.phase == self.phase and now - self.reported_at < PROGRESS_EVERY:
            return
        self.reported_at, self.phase = now, progress.phase
        self._update(phase=progress.phase.value, page=progress.page, pages_expected=progress.total, heartbeat_at=now)

    def was_lost(self) -> bool:
        """Cancelled, or given to another worker."""
        return self.is_lost

    def finish(self, **fields: object) -> bool:
        """Become ready, together with the mail that says so."""
        now = self.clock()
        with transaction.atomic():
            done = self._update(state=DocumentState.READY, finished_at=now, token=None, **fields)
            if done:
                self.document.refresh_from_db(fields=["pages", "size", "state"])
                _tell(self.document, MailKind.DOCUMENT_READY, now)
        return done

    def fail(self, reason: str) -> None:
        give_up(self.document, reason, self.clock(), token=self.token)

    def try_again(self, reason: str) -> None:
        if self.document.attempts >= MAX_ATTEMPTS:
            self.fail(reason)
        else:
            put_back(self.document, token=self.token)

    def _update(self, **fields: object) -> bool:
        held = Document.objects.filter(pk=self.document.pk, token=self.token, state=DocumentState.BUILDING).update(**fields) == 1
        self.is_lost = self.is_lost or not held
        return held


def put_back(document: Document, *, token: UUID | None = None) -> bool:
    """Put a claimed document back in the queue, where the sweep wakes a worker for it. Nothing happens when the holder has changed."""
    return _held(document, token).update(state=DocumentState.REQUESTED, token=None, heartbeat_at=None, phase="", page=0) == 1


def give_up(document: Document, reason: str, now: datetime, *, token: UUID | None = None) -> bool:
    """Fail a claimed document, with the mail that says why. Nothing happens when the holder has changed."""
    with transaction.atomic():
        given_up = _held(document, token).update(state=DocumentState.FAILED, token=None, error=reason, finished_at=now) == 1
        if given_up:
            document.error = reason
            _tell(document, MailKind.DOCUMENT_FAILED, now)
    return given_up


def remove_leftover(document: Document) -> None:
    """Remove the file that a dead worker may have saved before it could say so: it bears the name of its token."""
    if document.token:
        default_storage.delete(_file_of(document.token))


def _file_of(token: UUID) -> str:
    return f"documents/{token.hex}.pdf"


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


def _typeset(claim: Claim) -> Typeset:
    kind = kind_named(claim.document.kind)
    publication = kind.publication(claim.document.snapshot)
    base = Base(drawings=publication.drawings, open_image=default_storage.open)
    try:
        made = typeset(publication.html(), base=base, on_progress=claim.report, should_cancel=claim.was_lost)
    except UnusableImage as problem:
        raise _image_problem(problem) from problem
    except RefusedAddress as problem:
        if title := part_of(problem):
            words = _("Teksten i %(place)s henviser til noget, der ikke kan trykkes: %(address)s")
            raise Unprintable(words % {"place": _place(title, section_of(problem)), "address": problem}) from problem
        raise Unprintable(_("Teksten henviser til noget, der ikke kan trykkes: %(address)s") % {"address": problem}) from problem
    if kind.was_set:
        kind.was_set(claim.document.snapshot, made.extents)
    return made


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


def _finish(claim: Claim, made: Typeset) -> bool:
    """Save the file under the name of the token and make the row ready; a file that came too late is removed again."""
    try:
        name = default_storage.save(_file_of(claim.token), File(BytesIO(made.pdf)))
    except OSError as error:
        raise StorageFault(str(error)) from error
    done = claim.finish(file=name, checksum=hashlib.sha256(made.pdf).hexdigest(), size=len(made.pdf), pages=made.pages)
    if not done:
        default_storage.delete(name)
    return done
