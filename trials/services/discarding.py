"""Deleting a draft that was made by mistake. What has been sent or published is never deleted here."""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.actor import VISITOR, Actor
from portal.accounts.permissions import require
from portal.files.models import StoredFile
from portal.files.services import remove_if_unused
from portal.notices.models import Notice
from portal.workflow.gate import WrongState
from portal.workflow.log import record
from trials.choices import State
from trials.models import TrialAction, Version


def discard(*, version: Version, by: Actor, now: datetime) -> TrialAction | None:
    """Delete a version that was never sent, with its files. Returns the trial action when other versions of it stay, else it is gone too.

    The log keeps that it happened, without the draft's words: on the trial action, or, when that is gone, on the place that wrote it.
    """
    with transaction.atomic():
        trial = TrialAction.objects.select_for_update().filter(pk=version.trial_id).first()
        found = Version.objects.select_for_update().filter(pk=version.pk).first()
        if trial is None or found is None:
            raise WrongState(_("Kladden er allerede slettet."))
        found.trial = trial
        require(by, "trials.discard", found)
        is_only_one = _discard(found, trial, by=by, now=now)
    return None if is_only_one else trial


def forget(*, version: Version, unchanged_since: datetime, now: datetime) -> bool:
    """Delete a draft that was never sent and has lain untouched for the confirmed period (portal.home.retention). The portal does it.

    Says whether it went: somebody may have begun to write again in the meantime.
    """
    with transaction.atomic():
        trial = TrialAction.objects.select_for_update().filter(pk=version.trial_id).first()
        same = (
            Version.objects.select_for_update()
            .filter(pk=version.pk, state=State.DRAFT, submitted_at=None, changed_at=unchanged_since)
            .first()
        )
        if trial is None or same is None:
            return False
        _discard(same, trial, by=VISITOR, now=now)
    return True


def _discard(found: Version, trial: TrialAction, *, by: Actor, now: datetime) -> bool:
    """Says whether the trial action went with it."""
    is_only_one = not trial.versions.exclude(pk=found.pk).exists()
    _delete(found)
    if is_only_one:
        trial.delete()
    record(act="trials.discard", subject=(trial.home_school or trial.municipality) if is_only_one else trial, by=by, now=now)
    return is_only_one


def _delete(version: Version) -> None:
    files = [*StoredFile.objects.filter(pk__in=version.images.values("stored"))]
    files += StoredFile.objects.filter(pk__in=version.attachments.values("stored"))
    Notice.objects.filter(subject_type=ContentType.objects.get_for_model(Version), subject_id=version.pk).delete()
    version.delete()
    for stored in files:
        remove_if_unused(stored=stored)
