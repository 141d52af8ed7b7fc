"""The path of a mobility as the page draws it: eight steps, each with its day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.mobilities.choices import State
from partners.mobilities.models import Mobility


@dataclass(frozen=True)
class Step:
    label: str | Promise
    day: date | datetime | None
    is_done: bool
    is_now: bool


_STEPS: tuple[tuple[str | Promise, frozenset[str], Callable[[Mobility], date | datetime | None]], ...] = (
    (_("Skrives"), frozenset({State.DRAFT, State.SENT_BACK}), lambda mobility: mobility.created_at),
    (_("Hos nærmeste leder"), frozenset({State.PROPOSED}), lambda mobility: mobility.proposed_at),
    (_("Hos forvaltningen"), frozenset({State.ENDORSED}), lambda mobility: mobility.endorsed_at),
    (_("Godkendt"), frozenset({State.APPROVED}), lambda mobility: mobility.approved_at),
    (_("Klar til afrejse"), frozenset({State.CLEARED}), lambda mobility: mobility.cleared_at),
    (_("Undervejs"), frozenset({State.UNDER_WAY}), lambda mobility: mobility.starts_on),
    (_("Hjemme"), frozenset({State.HOME}), lambda mobility: mobility.ends_on),
    (
        _("Rapport og afslutning"),
        frozenset({State.REPORTED, State.COMPLETED}),
        lambda mobility: mobility.completed_at or mobility.reported_at,
    ),
)


def steps_of(mobility: Mobility) -> list[Step]:
    """Where it stands. One that was rejected or cancelled stands where it got to, and nothing lies ahead of it."""
    at = next((number for number, (_label, states, _day) in enumerate(_STEPS) if mobility.state in states), None)
    reached = _reached(mobility) if at is None else at
    return [
        Step(
            label,
            day(mobility) if _has_come(number, reached) else None,
            number < reached or mobility.state == State.COMPLETED,
            number == at,
        )
        for number, (label, _states, day) in enumerate(_STEPS)
    ]


def _has_come(number: int, reached: int) -> bool:
    return number <= reached


def _reached(mobility: Mobility) -> int:
    """The last step with a stamp."""
    stamps = (mobility.created_at, mobility.proposed_at, mobility.endorsed_at, mobility.approved_at, mobility.cleared_at)
    return max(number for number, stamp in enumerate(stamps) if stamp)
