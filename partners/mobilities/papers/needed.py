"""Which documents a mobility needs, by activity: a table per call year beside the rates, with its source.

A file and no rows, and no Python: the lists change with the call year, they are read by the administration when it confirms them, and a
document keeps what the table said when it was begun (`Paper.signers`, `.phase`, `.is_compulsory`).
"""

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from partners.grants.choices import Activity
from partners.mobilities.choices import PaperKind, Phase, Signer
from portal.writing.contents import stamp

SHIPPED = Path(__file__).parent / "data"
_PERS = ("participant", "mobility")


class BadPaperTable(ValueError):
    """A table that cannot be used; says where."""


@dataclass(frozen=True)
class PaperRule:
    """One document of some activities: when, for each participant or once, who signs, and whether it is compulsory."""

    kind: PaperKind
    phase: Phase
    per_participant: bool
    signers: tuple[Signer, ...]
    is_compulsory: bool
    only_green: bool
    activities: frozenset[Activity]

    def is_needed(self, activity: str, *, is_green: bool) -> bool:
        return activity in self.activities and (is_green or not self.only_green)


@dataclass(frozen=True)
class PaperTable:
    """The documents of one call year."""

    call: int
    source: str
    rules: tuple[PaperRule, ...]

    def of(self, activity: str) -> tuple[PaperRule, ...]:
        """Those of an activity, the declaration of a green journey among them."""
        return self.needed(activity, is_green=True)

    def stamp(self, activity: str) -> str:
        """What the table says of an activity, in a few letters: who has confirmed it has confirmed this."""
        return stamp(json.dumps([astuple(replace(rule, activities=frozenset())) for rule in self.of(activity)], default=list))

    def needed(self, activity: str, *, is_green: bool) -> tuple[PaperRule, ...]:
        """Those of an activity, in the order of the phases and then of the table."""
        order = list(Phase)
        found = [rule for rule in self.rules if rule.is_needed(activity, is_green=is_green)]
        return tuple(sorted(found, key=lambda rule: order.index(rule.phase)))


def years() -> list[int]:
    """The call years that have a table of their own."""
    return sorted(int(file.stem.removeprefix("papers-")) for file in SHIPPED.glob("papers-*.json"))


@lru_cache(maxsize=16)
def papers_of(call: int) -> PaperTable:
    """The table of a call year, or the latest one before it, for agencies publish theirs late. Raises BadPaperTable when there is none."""
    usable = [year for year in years() if year <= call] or years()[:1]
    if not usable:
        raise BadPaperTable("Der er ingen liste over dokumenter.")
    return read(json.loads((SHIPPED / f"papers-{usable[-1]}.json").read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def asked_before_departure() -> frozenset[PaperKind]:
    """Documents that the table of some call year asks for before departure."""
    return frozenset(rule.kind for year in years() for rule in papers_of(year).rules if rule.phase == Phase.BEFORE)


def read(table: Mapping[str, Any]) -> PaperTable:
    """A table from its JSON form. Raises BadPaperTable for what is missing, not known, or said twice."""
    try:
        rules = tuple(_rule(row) for row in table["papers"])
        made = PaperTable(int(table["call"]), str(table["source"]), rules)
    except (KeyError, TypeError, ValueError) as error:
        raise BadPaperTable(f"Listen over dokumenter kan ikke læses: {error}") from error
    seen: set[tuple[str, str]] = set()
    for rule in rules:
        for activity in rule.activities:
            if (rule.kind, activity) in seen:
                raise BadPaperTable(f"{rule.kind} står to gange for {activity}.")
            seen.add((rule.kind, activity))
    return made


def _rule(row: Mapping[str, Any]) -> PaperRule:
    if row["per"] not in _PERS:
        raise ValueError(f"per skal være en af {', '.join(_PERS)}")
    return PaperRule(
        kind=PaperKind(row["kind"]),
        phase=Phase(row["phase"]),
        per_participant=row["per"] == "participant",
        signers=tuple(Signer(signer) for signer in row["signers"]),
        is_compulsory=bool(row["compulsory"]),
        only_green=bool(row.get("only_green")),
        activities=frozenset(Activity(activity) for activity in row["activities"]),
    )
