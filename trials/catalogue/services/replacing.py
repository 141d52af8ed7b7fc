"""A *rettet udgave* takes the address of the one it corrects, and what may not be shown any more is forgotten with it."""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from portal.accounts.actor import Actor
from portal.documents import services as documents
from portal.files.models import StoredFile
from portal.files.services import remove_if_unused
from portal.workflow.gate import pass_gate
from trials.catalogue.choices import EditionState
from trials.catalogue.flow import EDITION_FLOW
from trials.catalogue.history import shown_files
from trials.catalogue.models import Edition, EditionItem


def give_way(*, old: Edition, correction: Edition, by: Actor, now: datetime) -> None:
    """Let the corrected edition step aside. Its row and its log stay; when something was taken out of it, its file and text do not.

    The caller's transaction publishes the correction.
    """
    pass_gate(thing=old, flow=EDITION_FLOW, act="replace", by=by, now=now, note=correction.name)
    if correction.is_frozen or EditionItem.objects.filter(edition=old, image_removed_at__isnull=False).exists():
        _forget(old, now)


def _forget(old: Edition, now: datetime) -> None:
    """Out of everything that stood at this address before, proofs included: what a person asked to have removed must not lie there."""
    before = Edition.objects.filter(catalogue=old.catalogue_id, number=old.number, state=EditionState.REPLACED)
    of_them = Q(subject_type=ContentType.objects.get_for_model(Edition), subject_id__in=list(before.values_list("pk", flat=True)))
    said = documents.forget(holding=of_them, now=now)
    before.update(frozen=None)
    for stored in StoredFile.objects.filter(file__in=set().union(*map(shown_files, said))):
        remove_if_unused(stored=stored)
