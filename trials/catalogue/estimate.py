"""How many pages a book will have, before it is set. Counted on books that were set (tests/catalogue/test_estimate.py keeps it honest)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from portal.text import notation
from trials.catalogue.contents import unexpected

Trial = Mapping[str, Any]

_WORDS_ON_A_PAGE = 430
_COVER_COLOPHON_AND_BACK = 3


@dataclass(frozen=True)
class Estimate:
    """Pages per part; `trials` in printed order."""

    front: int
    contents: int
    trials: tuple[int, ...]
    unexpected: int
    back: int

    @property
    def total(self) -> int:
        return self.front + self.contents + sum(self.trials) + self.unexpected + self.back


def estimate(snapshot: Mapping[str, Any]) -> Estimate:
    trials: Sequence[Trial] = snapshot["trials"]
    surprises = len(unexpected(trials))
    return Estimate(
        front=_COVER_COLOPHON_AND_BACK + _text_pages(snapshot["foreword"]["text"]) + _introduction(snapshot),
        contents=ceil(len(trials) / 13) if trials else 1,
        trials=tuple(trial_pages(trial) for trial in trials),
        unexpected=ceil(surprises / 5),
        back=ceil(len(trials) * 3 / 70 + 0.3) + ceil(len(snapshot["participants"]) / 20),
    )


def trial_pages(trial: Trial) -> int:
    """Pages of one opening: its words, and the room that pictures, charts and tables take, each counted as words."""
    room = 150 * len(trial["images"]) + 130 * len(trial["measures"]) + 25 * len(trial["expectations"]) + 12 * len(trial["observations"])
    return max(1, ceil((_words(trial) + room + 120) / _WORDS_ON_A_PAGE))


def _words(trial: Trial) -> int:
    texts = [trial["headline"], trial["standfirst"], *(trial[name] for name in ("done", "change", "future")), *trial["learned"]]
    texts += [entry["text"] for entry in trial["observations"]]
    texts += [f"{row['text']} {row['observed']}" for row in trial["expectations"]]
    return sum(len(notation.to_plain(text).split()) for text in texts)


def _introduction(snapshot: Mapping[str, Any]) -> int:
    if not snapshot["introduction"] and not snapshot["focus_areas"]:
        return 0
    return max(1, _text_pages(snapshot["introduction"]))


def _text_pages(text: str) -> int:
    return ceil(len(text.split()) / 380)
