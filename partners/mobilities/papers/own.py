"""What of a mobility's grant is one person's own: the amounts in force, line by line, each shared as the calculator put it together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from partners.grants.calculation import Line, NotCalculable
from partners.grants.choices import Category
from partners.mobilities.choices import ParticipantKind
from partners.mobilities.granting import grant_of, persons, thawed
from partners.mobilities.models import Mobility, Participant
from portal.workflow.models import LogEntry

# What goes to those who travel. Support for fewer opportunities and other costs is for the administration alone, so no total of all either.
_PAID_TO_PARTICIPANTS = (Category.TRAVEL, Category.INDIVIDUAL, Category.COURSE_FEE, Category.PREPARATORY, Category.LANGUAGE)


@dataclass(frozen=True)
class Share:
    """What an agreement lists, for so many `persons`. `apart`: linguistic support for some of the participants only; nothing says for whom."""

    lines: tuple[Line, ...]
    persons: int
    apart: tuple[Line, ...] = ()

    @property
    def total(self) -> Decimal:
        """EUR."""
        return sum((line.amount for line in self.lines), Decimal(0))


def share_of(mobility: Mobility, participant: Participant | None) -> Share:
    """One person's own lines; everybody's where nobody is named, or where the grant does not fit those who travel any more."""
    lines, counts = _in_force(mobility), persons(mobility)
    own = _own(lines, counts, participant.kind) if participant else None
    return own or Share(lines, sum(counts))


def _in_force(mobility: Mobility) -> tuple[Line, ...]:
    """The lines for those who travel: as frozen at the approval, and calculated anew once dates, days or distance have been changed.

    They go with the dates that the mobility has now. None at all where they cannot be calculated: no amount is better than one for other dates.
    """
    if not (mobility.grant or {}).get("lines"):
        return ()
    try:
        given = grant_of(mobility) if _is_changed(mobility) else thawed(mobility.grant or {})
    except NotCalculable:
        return ()
    return tuple(line for line in given.lines if line.category in _PAID_TO_PARTICIPANTS)


def _is_changed(mobility: Mobility) -> bool:
    """The administration has changed the approved journey (services.changing), which leaves the frozen grant as it was."""
    return LogEntry.objects.about(mobility).filter(act="mobilities.change").exists()


def _own(lines: Sequence[Line], counts: tuple[int, int], kind: str) -> Share | None:
    """The lines of one who travels as this kind, in whole units. None where they do not divide by those who travel."""
    participants, companions = counts
    accompanies = kind == ParticipantKind.ACCOMPANYING
    days = _days(lines, counts, accompanies=accompanies)
    rest = [] if accompanies else [line for line in lines if line.category not in (Category.TRAVEL, Category.INDIVIDUAL)]
    apart = tuple(line for line in rest if line.category == Category.LANGUAGE and line.quantity < participants)
    divided = [
        *((line, participants + companions) for line in lines if line.category == Category.TRAVEL),
        *((line, companions if accompanies else participants) for line in days or ()),
        *((line, participants) for line in rest if line not in apart),
    ]
    if days is None or any(not among or line.quantity % among for line, among in divided):
        return None
    return Share(tuple(replace(line, quantity=line.quantity // among) for line, among in divided), 1, apart)


def _days(lines: Sequence[Line], counts: tuple[int, int], *, accompanies: bool) -> list[Line] | None:
    """Support per day of the participants, or of those who accompany them. The calculator gives the participants' first, in as many lines."""
    days = [line for line in lines if line.category == Category.INDIVIDUAL]
    if not all(counts):
        return days
    half, is_odd = divmod(len(days), 2)
    return None if is_odd else days[half:] if accompanies else days[:half]
