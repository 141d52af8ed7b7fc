"""Where each municipality lies on our own map of tiles: a row and a column per municipality, roughly as the country lies."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parent / "data" / "fliser.csv"


@dataclass(frozen=True)
class Position:
    """A square on the map, from the north and from the west, with the three letters that stand in it."""

    row: int
    column: int
    letters: str


@cache
def positions() -> dict[str, Position]:
    """By the municipality's code. Source: our own placing (data/fliser.csv); neighbours stand together where squares allow it."""
    with SOURCE.open(encoding="utf-8", newline="") as lines:
        return {
            line["kommunekode"]: Position(int(line["raekke"]), int(line["soejle"]), line["forkortelse"]) for line in csv.DictReader(lines)
        }
