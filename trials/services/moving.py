"""A school that comes to another municipality. Price and reasons stand in docs/decisions/0065."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.workflow.log import record
from trials.choices import FROZEN_STATES
from trials.models import TrialAction


@transaction.atomic
def follow_schools(*, schools: Iterable[int], by: Actor, now: datetime) -> int:
    """What the schools are writing and nobody has published goes with them: their new administration reviews it.

    What has been published stays with the municipality that published it, with all its versions. Returns how many went along.
    """
    elsewhere = TrialAction.objects.filter(home_school__in=schools).exclude(municipality=F("home_school__municipality"))
    moving = elsewhere.exclude(versions__state__in=FROZEN_STATES).select_related("home_school__municipality", "municipality")
    trials = list(moving.select_for_update(of=["self"]).order_by("pk"))
    for trial in trials:
        before, trial.municipality = trial.municipality, trial.home_school.municipality  # type: ignore[union-attr]  # it has a home school
        trial.save(update_fields=["municipality"])
        note = _("Fra %(before)s til %(after)s") % {"before": before, "after": trial.municipality}
        record(act="trials.move_with_school", subject=trial, by=by, now=now, note=note)
    return len(trials)
