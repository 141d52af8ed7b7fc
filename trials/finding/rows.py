"""The index as each process remembers it: who has a choice is one number with a bit for each row, so that narrowing and counting are arithmetic.

No text of a trial action is here, and none is shown from here: which rows a reader may see is asked of the database, and the texts once more.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from uuid import UUID

from portal.accounts.actor import Actor
from trials.choices import Visibility
from trials.finding.choices import Kind
from trials.finding.models import Entry, Pulse
from trials.finding.question import Question

type Bits = int
"""A set of rows: bit n is set for row n. Row 0 is the newest."""
type Named = tuple[int, str, str]
"""A choice: its number in the index, its value in the address, its label on the page."""
MOST_ANSWERS = 500  # each as many bits as there are rows


@dataclass(frozen=True)
class Counts:
    """How many fit, and by kind how many would fit under each choice when the rest of the question stays."""

    total: int
    by_kind: Mapping[Kind, dict[int, int]]

    def of(self, kind: Kind) -> dict[int, int]:
        return self.by_kind.get(kind, {})


class Memory[Key, Value](dict[Key, Value]):
    """What one process has been told under one token. When it is too much all is forgotten: it is asked again in some milliseconds.

    Threads share it, so what was kept a moment ago may be gone: whoever keeps something goes on with what he has in hand.
    """

    def keep(self, told: Mapping[Key, Value]) -> None:
        if len(self) + len(told) > MOST_ANSWERS:
            self.clear()
        self.update(told)


@dataclass(frozen=True)
class Rows:
    """All rows as they were under one token. `numbers` are their versions, the newest first, `having` the rows with each choice."""

    numbers: list[int]
    titles: list[str]
    everyones: Bits
    having: dict[Kind, dict[int, Bits]]
    answers: Memory[Hashable, Bits] = field(default_factory=Memory)
    """What the database has answered about words, by what it was asked."""
    questions: Memory[str, Question] = field(default_factory=Memory)
    """How each question was read, by its words."""
    names: Memory[tuple[Kind, str | None], list[Named]] = field(default_factory=Memory)
    """What all choices of a kind are called in a language: number, value in the address and label, in the order in which they are offered."""

    @cached_property
    def everything(self) -> Bits:
        return (1 << len(self.numbers)) - 1

    @cached_property
    def by_title(self) -> list[int]:
        """The rows as their titles stand: æ, ø and å last, and aa as å, after it (domain.md §9)."""
        return sorted(range(len(self.numbers)), key=lambda row: (self.titles[row], self.numbers[row]))

    @cached_property
    def _places(self) -> dict[int, int]:
        """In the order of the versions, as the database answers, so that what is asked for after each other lies beside each other."""
        return dict(sorted((number, row) for row, number in enumerate(self.numbers)))

    def seen_by(self, actor: Actor) -> Bits:
        narrower = Entry.objects.narrower_for(actor)
        return self.everyones if narrower is None else self.everyones | self.of(narrower.values_list("pk", flat=True))

    def of(self, numbers: Iterable[int]) -> Bits:
        """The rows of these versions. One that has been published since is passed over."""
        place, unknown = self._places.get, len(self.numbers)
        flags = bytearray(b"0") * (unknown + 1)
        for number in numbers:
            flags[place(number, unknown)] = _SET
        return int(flags[-2::-1] or b"0", 2)

    def choosing(self, kind: Kind, choices: Iterable[int]) -> Bits:
        """The rows with any of the choices."""
        found = 0
        for choice in choices:
            found |= self.having[kind].get(choice, 0)
        return found

    def counts_of(self, found: Bits, under: Mapping[Kind, Bits] | None = None) -> Counts:
        """`under` gives, for each kind that something is chosen of, what fits without those choices."""
        if found == self.everyones and not under:
            return self._of_everyones
        return Counts(found.bit_count(), {kind: self.by_choice(kind, (under or {}).get(kind, found)) for kind in Kind})

    @cached_property
    def _of_everyones(self) -> Counts:
        """What is asked about most."""
        return Counts(self.everyones.bit_count(), {kind: self.by_choice(kind, self.everyones) for kind in Kind})

    def by_choice(self, kind: Kind, bits: Bits) -> dict[int, int]:
        """How many of the rows have each choice of a kind. Choices that none of them has are left out."""
        counted = {choice: (held & bits).bit_count() for choice, held in self.having[kind].items()}
        return {choice: count for choice, count in counted.items() if count}

    def newest(self, bits: Bits, start: int, stop: int) -> list[int]:
        """The versions of the rows, the newest first, from one place to another."""
        return list(islice(self._in_order(bits, range(len(self.numbers))), start, stop))

    def titled(self, bits: Bits, start: int, stop: int) -> list[int]:
        """The same by title."""
        return list(islice(self._in_order(bits, self.by_title), start, stop))

    def _in_order(self, bits: Bits, order: Iterable[int]) -> Iterator[int]:
        flags = f"{bits:0{len(self.numbers)}b}"[::-1]
        return (self.numbers[row] for row in order if flags[row] == "1")


_SET = ord("1")
# The last token (Pulse) with the rows that were read under it, in this process.
_remembered: dict[UUID, Rows] = {}


def current() -> Rows:
    """Read once for as long as nothing is published, withdrawn or renamed. The token is read first: what is read after it can only be newer."""
    token = Pulse.objects.values_list("token", flat=True).first()
    known = _remembered.get(token) if token else None
    if known is None:
        known = _read()
        _remembered.clear()
        if token:
            _remembered[token] = known
    return known


def _read() -> Rows:
    found = Entry.objects.order_by("-published_at", "-pk").values_list("pk", "title_key", "visibility", "choices")
    rows = list(found)
    size = len(rows) // 8 + 1
    everyones = bytearray(size)
    having: dict[int, bytearray] = {}
    for row, (_number, _title, visibility, choices) in enumerate(rows):
        at, bit = row >> 3, 1 << (row & 7)
        if visibility == Visibility.EVERYONE:
            everyones[at] |= bit
        for choice in choices:
            held = having.get(choice)
            if held is None:
                held = having[choice] = bytearray(size)
            held[at] |= bit
    by_kind: dict[Kind, dict[int, Bits]] = {kind: {} for kind in Kind}
    for number, held in having.items():
        kind, choice = Kind.read(number)
        by_kind[kind][choice] = int.from_bytes(held, "little")
    return Rows([row[0] for row in rows], [row[1] for row in rows], int.from_bytes(everyones, "little"), by_kind)
