"""Ordering, following, cancelling and sweeping documents. Building one is in `building`."""

import json
from collections.abc import Collection
from datetime import datetime
from functools import partial, reduce
from operator import or_

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.permissions import require
from portal.documents.building import give_up, put_back, remove_leftover
from portal.documents.choices import ACTIVE, HEARTBEAT_HOLDS, LEFT_ALONE, MAX_ATTEMPTS, PAUSES, DocumentState
from portal.documents.kinds import Snapshot, kind_named, template_version
from portal.documents.models import Document
from portal.documents.rendering import forget_parts
from portal.queue import wake
from portal.workflow.gate import WrongState
from portal.workflow.log import record

BUILD = "portal.documents.tasks.build_document"
_AT_ONCE = 100


def request(*, kind: str, subject: Model, language: str, by: Actor, now: datetime) -> Document:
    """Order a document of what the subject says now. The same content is ordered once: a build under way, or a ready file, is returned."""
    sort = kind_named(kind)
    require(by, sort.may_order, subject)
    snapshot = sort.snapshot(subject, now)
    same = {
        "kind": kind,
        "subject_type": ContentType.objects.get_for_model(subject),
        "subject_id": subject.pk,
        "language": language,
        "snapshot_hash": sort.fingerprint(snapshot),
    }
    ready = Document.objects.filter(**same, state=DocumentState.READY, template_version=template_version()).defer("snapshot").first()
    if ready:
        return ready
    with transaction.atomic():
        details = {
            "snapshot": snapshot,
            "requested_by": by.user,
            "requested_at": now,
            "template_version": template_version(),
            "file_name": sort.file_name(subject),
            "volume_count": len(sort.volumes(snapshot)) or 1,
        }
        document, is_new = Document.objects.get_or_create(**same, state__in=ACTIVE, defaults=details)
        if is_new:
            record(act="documents.request", subject=document, by=by, now=now)
            wake(BUILD, document.pk)
    return document


def cancel(*, document: Document, by: Actor, now: datetime) -> Document:
    """Withdraw an order. A worker that is building it notices at its next page and stops."""
    require(by, kind_named(document.kind).may_order, document.subject)
    with transaction.atomic():
        stopped = Document.objects.filter(pk=document.pk, state__in=ACTIVE).update(
            state=DocumentState.CANCELLED, token=None, finished_at=now
        )
        if stopped != 1:
            raise WrongState(_("Bestillingen kunne ikke afbrydes: den er allerede færdig."))
        record(act="documents.cancel", subject=document, by=by, now=now)
    document.refresh_from_db(fields=["state", "token", "finished_at"])
    return document


def discard(*, holding: Q, keep: Collection[int], now: datetime) -> None:
    """Take back every build whose snapshot matches `holding`, except `keep`: a worker stops, and a ready one loses its file.

    For what must not be handed out any more, such as a picture that was removed. What was ordered can be ordered anew.
    What was remembered of its pages is forgotten too.
    """
    transaction.on_commit(forget_parts)
    for document in Document.objects.select_for_update().filter(holding, state__in=[*ACTIVE, DocumentState.READY]).exclude(pk__in=keep):
        names, storage = _files_of(document), document.file.storage
        document.state, document.token, document.finished_at, document.file = DocumentState.CANCELLED, None, now, ""
        document.save(update_fields=["state", "token", "finished_at", "file"])
        document.volumes.all().delete()
        for name in names:
            transaction.on_commit(partial(storage.delete, name))


def _files_of(document: Document) -> list[str]:
    """The storage names of its file, or of those of its volumes."""
    return [name for name in (document.file.name, *document.volumes.values_list("file", flat=True)) if name]


def forget(*, holding: Q, now: datetime) -> list[Snapshot]:
    """Take back the builds that match for good: no file, and nothing of what they said. Returns what they said, for what it named."""
    discard(holding=holding, keep=(), now=now)
    documents = Document.objects.select_for_update().filter(holding)
    said = [document.snapshot for document in documents]
    documents.update(snapshot={})
    return said


def names_file(name: str) -> bool:
    """Whether a document that is being built, or can be fetched, names this stored file: it is never deleted before the document."""
    living = Document.objects.filter(state__in=[*ACTIVE, DocumentState.READY])
    return living.annotate(said=Cast("snapshot", TextField())).filter(said__contains=json.dumps(name, ensure_ascii=False)).exists()


def queue_place(document: Document) -> int:
    """How many orders are before this one."""
    return Document.objects.before(document).count()


def sweep(*, now: datetime) -> None:
    """Give documents of silent workers to others, and wake orders that the broker has forgotten."""
    silent = Document.objects.filter(state=DocumentState.BUILDING, heartbeat_at__lt=now - HEARTBEAT_HOLDS)
    for document in silent.defer("snapshot")[:_AT_ONCE]:
        _take_over(document, now)
    resting = [Q(attempts=tried, heartbeat_at__gt=now - pause) for tried, pause in PAUSES.items()]
    forgotten = Document.objects.filter(state=DocumentState.REQUESTED, requested_at__lte=now - LEFT_ALONE).exclude(reduce(or_, resting))
    for document_id in forgotten.order_by("requested_at").values_list("pk", flat=True)[:_AT_ONCE]:
        wake(BUILD, document_id)


def _take_over(document: Document, now: datetime) -> None:
    if document.attempts >= MAX_ATTEMPTS:
        taken = give_up(document, _("Processen, der byggede dokumentet, holdt op med at svare tre gange."), now)
    else:
        taken = put_back(document)
    if taken:
        remove_leftover(document)
