"""What published trial actions can be narrowed down by. Each choice is one number in the index row."""

from enum import IntEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from trials.choices import Grade, Life, Outcome, Perspective

_ROOM = 100_000_000  # the highest id within a kind


class Kind(IntEnum):
    """A kind of choice: choices of one kind widen, kinds together narrow."""

    AREA = 1
    MUNICIPALITY = 2
    SCHOOL = 3
    BAND = 4
    PERSPECTIVE = 5
    RESULT = 6
    YEAR = 7

    def number(self, choice: int) -> int:
        """The number of a choice of this kind, as it stands in the index row."""
        return self * _ROOM + choice

    @staticmethod
    def read(number: int) -> tuple["Kind", int]:
        """The kind and the choice behind a number."""
        return Kind(number // _ROOM), number % _ROOM


class Band(models.TextChoices):
    """Grades as they are asked for: nobody looks for year 4 alone."""

    LOWER = "indskoling", _("Indskoling (0.–3. klasse)")
    MIDDLE = "mellemtrin", _("Mellemtrin (4.–6. klasse)")
    UPPER = "udskoling", _("Udskoling (7.–10. klasse)")
    SFO = "sfo", _("SFO")
    DAYCARE = "dagtilbud", _("Dagtilbud")
    YOUTH = "ungdomsskole", _("Ungdomsskole")
    SPECIAL = "specialtilbud", _("Specialtilbud")


class Result(models.TextChoices):
    """How it went, or where it stands while nobody can say yet."""

    AS_EXPECTED = "som-ventet", _("Som ventet")
    PARTLY = "delvist", _("Delvist som ventet")
    NOT_AS_EXPECTED = "ikke-som-ventet", _("Ikke som ventet")
    NEVER_STARTED = "kom-ikke-i-gang", _("Kom ikke i gang")
    UNDER_WAY = "i-gang", _("I gang eller på vej")


BANDS: dict[str, Band] = {
    **{str(year): Band.LOWER for year in range(4)},
    **{str(year): Band.MIDDLE for year in range(4, 7)},
    **{str(year): Band.UPPER for year in range(7, 11)},
    Grade.LOWER: Band.LOWER,
    Grade.MIDDLE: Band.MIDDLE,
    Grade.UPPER: Band.UPPER,
    Grade.SFO: Band.SFO,
    Grade.DAYCARE: Band.DAYCARE,
    Grade.YOUTH: Band.YOUTH,
    Grade.SPECIAL: Band.SPECIAL,
}
_OUTCOMES: dict[str, Result] = {
    Outcome.AS_EXPECTED: Result.AS_EXPECTED,
    Outcome.PARTLY: Result.PARTLY,
    Outcome.NOT_AS_EXPECTED: Result.NOT_AS_EXPECTED,
}
_LIVES: dict[str, Result] = {
    Life.NEVER_STARTED: Result.NEVER_STARTED,
    Life.IDEA: Result.UNDER_WAY,
    Life.RUNNING: Result.UNDER_WAY,
    Life.PAUSED: Result.UNDER_WAY,
}
# The order of these lists is the number in the index row: add at the end, and rebuild.
LISTS: dict[Kind, list[str]] = {Kind.BAND: Band.values, Kind.PERSPECTIVE: Perspective.values, Kind.RESULT: Result.values}


def results(life: str, outcome: str) -> set[str]:
    """How it went, and whether it never began; where it stands only while nothing is said of how it went."""
    said = {_OUTCOMES[outcome]} if outcome else set()
    if life in _LIVES and (not outcome or life == Life.NEVER_STARTED):
        said.add(_LIVES[life])
    return {str(result) for result in said}
