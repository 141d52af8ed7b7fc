"""Correcting an expectation after it was locked: what stood there before is kept and shown beside it, with why."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.text.normalise import normalise
from portal.text.personal_data import holds_cpr, without_cpr
from portal.workflow.gate import NoteMissing, Refused, WrongState
from portal.workflow.log import record
from trials.models import Expectation, ExpectationCorrection, Version
from trials.services.drafts import locked, stamp, writer_behind


def correct_expectation(
    *, version: Version, expectation: Expectation, text: str, note: str, seen: str, by: Actor, now: datetime
) -> ExpectationCorrection:
    """Change the words of a locked expectation. The note says why; `seen` is the text that the writer started from.

    Refused while the expectations are open: then they are simply written. A colleague's newer words are never overwritten unseen.
    A number that looks like a CPR number is not kept in what stood before: it could never be removed again.
    """
    text, note = normalise(text), normalise(note)
    if not note:
        raise NoteMissing(_("Skriv, hvorfor forventningen rettes, så læseren kan se det."))
    if holds_cpr(note):
        raise Refused(_("Skriv ikke selve tallet. Fortæl med ord, hvad det er."))
    with transaction.atomic():
        version = locked(version, by)
        expectation = Expectation.objects.select_for_update().get(pk=expectation.pk, trial=version.trial)
        if version.trial.expectations_open(timezone.localdate(now)):
            raise WrongState(_("Forventningerne er ikke låst endnu. Ret teksten i afsnittet."))
        if expectation.text != seen:
            raise Refused(
                _("En anden har rettet forventningen, mens du skrev. Læs den nye tekst, og ret igen, hvis det stadig er nødvendigt.")
            )
        if text in {"", expectation.text}:
            raise Refused(_("Der er ikke rettet noget i teksten endnu."))
        before = without_cpr(expectation.text)
        correction = ExpectationCorrection.objects.create(
            expectation=expectation, before=before, note=note, made_at=now, made_by=writer_behind(by)
        )
        expectation.text = text
        expectation.save(update_fields=["text"])
        stamp(version, by, now)
        record(act="trials.correct_expectation", subject=version, by=by, now=now, note=note)
    return correction
