"""Marked passages in running text: where quoted words stand, whatever the white space between them is."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Mark:
    """A passage to be marked: its words, and the number it is known by."""

    quote: str
    number: int


@dataclass(frozen=True)
class Stretch:
    """A piece of text, inside or outside a passage, with the numbers of the passages that end with it."""

    text: str
    is_marked: bool
    numbers: tuple[int, ...] = ()


def find(text: str, quote: str) -> tuple[int, int] | None:
    """Where the quoted words stand first, from and to; None where they don't. Any white space is as good as any other.

    As whole words if they stand so, else inside others: ”ro” is not the ”ro” of ”drengegruppen rokker” when it also stands alone.
    """
    words = [re.escape(word) for word in quote.split()]
    if not words:
        return None
    passage = r"\s+".join(words)
    found = re.search(rf"(?<!\w){passage}(?!\w)", text) or re.search(passage, text)
    return found.span() if found else None


def divide(runs: Sequence[str], marks: Iterable[Mark]) -> list[list[Stretch]]:
    """Divide runs of text, which are read as one text, where a passage begins or ends."""
    whole = "".join(runs)
    spans = [(*span, mark.number) for mark in marks if (span := find(whole, mark.quote))]
    divided, start = [], 0
    for run in runs:
        divided.append(list(_stretches(run, start, spans)))
        start += len(run)
    return divided


def _stretches(run: str, start: int, spans: list[tuple[int, int, int]]) -> Iterator[Stretch]:
    end = start + len(run)
    cuts = {start, end} | {at for span in spans for at in span[:2] if start < at < end}
    points = sorted(cuts)
    for begins, ends in pairwise(points):
        is_marked = any(first <= begins and ends <= last for first, last, _number in spans)
        numbers = tuple(number for _first, last, number in spans if last == ends)
        yield Stretch(run[begins - start : ends - start], is_marked, numbers)
