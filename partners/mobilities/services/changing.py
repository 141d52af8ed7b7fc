"""What the administration writes in an approved mobility: how it turned out. The approved grant stays; the difference is shown beside it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partners.grants.checks import Problem
from partners.mobilities.choices import State
from partners.mobilities.granting import estimate
from partners.mobilities.models import DeparturePlace, Mobility
from partners.mobilities.papers.services import expect
from partners.mobilities.services.proposing import locked
from partners.mobilities.services.telling import tell_those_concerned
from portal.accounts.actor import Actor
from portal.accounts.permissions import require
from portal.text.normalise import normalise
from portal.workflow.gate import NoteMissing, Refused, WrongState
from portal.workflow.log import record
from schools.models import Municipality

CHANGEABLE = frozenset({State.APPROVED, State.CLEARED, State.UNDER_WAY, State.HOME, State.REPORTED})
FIELDS = ("starts_on", "ends_on", "days", "travel_days", "is_green", "km")


class NotAllowedHere(Refused):
    """The rules of the call year refuse the change; `problems` say which field and why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(_("Ændringen er ikke gemt: %(why)s") % {"why": " ".join(one.words for one in problems)})
        self.problems = problems


def change(*, mobility: Mobility, values: Mapping[str, Any], note: str, by: Actor, now: datetime) -> Mobility:
    """Write dates, days and distance of an approved mobility as they turned out, with the reason. What was approved stays frozen."""
    note = normalise(note)
    with transaction.atomic():
        mobility = locked(mobility)
        require(by, "mobilities.change", mobility)
        if mobility.state not in CHANGEABLE:
            raise WrongState(_("Det kan ikke ændres nu: det står som ”%(state)s”.") % {"state": mobility.get_state_display()})
        if not note:
            raise NoteMissing(_("Skriv en begrundelse, så modtageren ved hvorfor."))
        for name in FIELDS:
            setattr(mobility, name, values[name])
        if problems := estimate(mobility).refusals:
            raise NotAllowedHere(problems)
        mobility.changed_at, mobility.changed_by = now, by.user  # type: ignore[assignment]  # `require` let nobody in unsigned
        mobility.save(update_fields=[*FIELDS, "changed_at", "changed_by"])
        record(act="mobilities.change", subject=mobility, by=by, now=now, note=note)
        expect(mobility=mobility)
        tell_those_concerned(mobility, "change", by=by, now=now, note=note)
    return mobility


def set_departure_place(*, municipality: Municipality, values: Mapping[str, Any], by: Actor, now: datetime) -> DeparturePlace:
    """Name the city that the municipality's journeys are counted from."""
    require(by, "mobilities.set_departure_place", municipality)
    with transaction.atomic():
        place, _made = DeparturePlace.objects.update_or_create(municipality=municipality, defaults=dict(values))
        record(act="mobilities.set_departure_place", subject=municipality, by=by, now=now, note=place.city)
    return place
