"""What came of mobilities: trial actions, which a room beside this one keeps. It registers who can tell of them (portal.home.outcomes)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from portal.accounts.actor import Actor


@dataclass(frozen=True)
class Outcome:
    """A trial action that came of a mobility, as one reader may see it. `url` is its page, as a path."""

    mobility_id: int
    title: str
    headline: str
    place: str
    url: str
    is_published: bool


Teller = Callable[[Collection[int], Actor], list[Outcome]]
_TELLERS: list[Teller] = []


def told_by(teller: Teller) -> None:
    """Let the room that keeps the trial actions tell of them: `teller(mobilities, reader)`, in a constant number of queries."""
    if teller not in _TELLERS:
        _TELLERS.append(teller)


def outcomes_of(mobilities: Collection[int], reader: Actor) -> list[Outcome]:
    """The trial actions that came of these mobilities and that the reader may see."""
    return [outcome for teller in _TELLERS for outcome in teller(mobilities, reader)] if mobilities else []
