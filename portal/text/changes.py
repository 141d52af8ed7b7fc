"""What has changed between two texts, word by word. Pure functions."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

from portal.text.passages import Mark, Stretch, divide, find

Kind = Literal["same", "added", "removed"]
_WORDS = re.compile(r"\n|[^\S\n]+|[\wæøåÆØÅ]+|[^\w\s]")
_MARKS = re.compile(r"\*\*|^### ", re.MULTILINE)
# As many pairs of words (or of lines) as are looked through to see what stayed: the time grows with them. About 700 words against 700.
_MOST_PAIRS = 2_000_000


@dataclass(frozen=True)
class Piece:
    """`numbers` are those of the marked passages that end with it."""

    kind: Kind
    text: str
    is_marked: bool = False
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Block:
    """A paragraph or a list item."""

    is_item: bool
    pieces: list[Piece]


@dataclass(frozen=True)
class Changes:
    """One text: its heading, its blocks with what was added and removed, and the number of words in each. `section` says where it stands."""

    heading: str
    blocks: list[Block]
    added: int
    removed: int
    section: str | None = None

    @property
    def is_changed(self) -> bool:
        return bool(self.added or self.removed)

    @property
    def numbers(self) -> set[int]:
        """The numbers of the passages that are marked in it."""
        return {number for block in self.blocks for piece in block.pieces for number in piece.numbers}


def marked(changes: Changes, marks: Iterable[Mark]) -> Changes:
    """The same with its passages marked: in the text as it is now, else where the words stood before they were removed."""
    pieces = [piece for block in changes.blocks for piece in [*block.pieces, Piece("same", "\n")]]
    now = "".join(piece.text for piece in pieces if piece.kind != "removed")
    standing = [mark for mark in marks if find(now, mark.quote)]
    removed = [mark for mark in marks if mark not in standing]
    pieces = _with_marks(_with_marks(pieces, standing, "removed"), removed, "added")
    return replace(changes, blocks=list(_refilled(changes.blocks, pieces)))


def _with_marks(pieces: list[Piece], marks: list[Mark], apart: Kind) -> list[Piece]:
    """Divide the pieces where a passage begins or ends; those of the kind that stands apart are not part of the text read."""
    divided = iter(divide([piece.text for piece in pieces if piece.kind != apart], marks))
    return [new for piece in pieces for new in ([piece] if piece.kind == apart else _divided(piece, next(divided)))]


def _divided(piece: Piece, stretches: list[Stretch]) -> list[Piece]:
    parts = [
        replace(piece, text=stretch.text, is_marked=piece.is_marked or stretch.is_marked, numbers=stretch.numbers) for stretch in stretches
    ]
    return [*parts[:-1], replace(parts[-1], numbers=parts[-1].numbers + piece.numbers)]


def _refilled(blocks: list[Block], pieces: list[Piece]) -> Iterator[Block]:
    """The pieces back in their blocks; a lone line end closes each."""
    line: list[Piece] = []
    rest = iter(blocks)
    for piece in pieces:
        if piece.text == "\n":
            yield replace(next(rest), pieces=line)
            line = []
        else:
            line.append(piece)


def compare(heading: str, old: str, new: str) -> Changes:
    """What was added to and removed from one text."""
    pieces = list(_pieces(_split(old), _split(new)))
    words = {kind: sum(len(re.findall(r"\w+", piece.text)) for piece in pieces if piece.kind == kind) for kind in ("added", "removed")}
    return Changes(heading, list(_blocks(pieces)), words["added"], words["removed"])


def _split(text: str) -> list[str]:
    return _WORDS.findall(re.sub(r"\n+", "\n", _MARKS.sub("", text)))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    """What stayed, and for each change what was removed and then what was added. A space between two changes belongs to both."""
    removed, added = "", ""
    for same, before, after in _steps(old, new):
        if same and not (before == " " and (removed or added)):
            yield from _changed(removed, added)
            yield Piece("same", after)
            removed, added = "", ""
        else:
            removed, added = removed + before, added + after
    yield from _changed(removed, added)


def _steps(old: list[str], new: list[str]) -> Iterator[tuple[bool, str, str]]:
    """What stayed and what took the place of what, by word; in long texts by line, and by word only inside the lines that differ."""
    if len(old) * len(new) <= _MOST_PAIRS:
        for is_same, before, after in opcodes(old, new):
            yield is_same, "".join(before), "".join(after)
        return
    for is_same, before, after in opcodes(_lines(old), _lines(new)):
        if is_same:
            yield True, "".join(before), "".join(after)
        else:
            yield from _inside(before, after)


def _inside(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, str, str]]:
    """Lines that differ: together when they are few, else each with its own, else as removed and added whole."""
    before, after = "".join(old), "".join(new)
    pairs = [(before, after)] if len(old) != len(new) else list(zip(old, new, strict=True))
    for one, other in [(before, after)] if _are_few(before, after) else pairs:
        if _are_few(one, other):
            yield from _steps(_WORDS.findall(one), _WORDS.findall(other))
        else:
            yield False, one, other


def _are_few(old: str, new: str) -> bool:
    return len(_WORDS.findall(old)) * len(_WORDS.findall(new)) <= _MOST_PAIRS


def _lines(words: list[str]) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", "".join(words))


def opcodes(old: list[str], new: list[str]) -> Iterator[tuple[bool, list[str], list[str]]]:
    """The steps from one to the other. What is too long to be looked through is one step between what both begin and end with."""
    if len(old) * len(new) <= _MOST_PAIRS:
        for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            yield tag == "equal", old[old_from:old_to], new[new_from:new_to]
        return
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    for is_same, before, after in (
        (True, old[:start], new[:start]),
        (False, old[start : len(old) - end], new[start : len(new) - end]),
        (True, old[len(old) - end :], new[len(new) - end :]),
    ):
        if before or after:
            yield is_same, before, after


def _alike(old: list[str], new: list[str]) -> int:
    """How many they have in common from the beginning."""
    return next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new)))


def _changed(removed: str, added: str) -> Iterator[Piece]:
    """A space that both end with was not changed."""
    kept = " " if removed.endswith(" ") and added.endswith(" ") else ""
    for kind, text in (("removed", removed.removesuffix(kept)), ("added", added.removesuffix(kept)), ("same", kept)):
        if text:
            yield Piece(kind, text)  # type: ignore[arg-type]


def _blocks(pieces: list[Piece]) -> Iterator[Block]:
    """Divide the pieces where a line ends, so that each paragraph and list item stands by itself."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *rest = piece.text.split("\n")
        lines[-1].append(Piece(piece.kind, first))
        lines += [[Piece(piece.kind, part)] for part in rest]
    for line in lines:
        yield from _block([piece for piece in line if piece.text])


def _block(line: list[Piece]) -> Iterator[Block]:
    text = "".join(piece.text for piece in line)
    if not text.strip():
        return
    is_item = text.startswith("- ")
    if is_item:
        line = list(_without(line, 2))
    joined = [Piece(kind, "".join(piece.text for piece in group)) for kind, group in groupby(line, key=lambda piece: piece.kind)]
    yield Block(is_item, joined)


def _without(line: list[Piece], count: int) -> Iterator[Piece]:
    """Drop the first `count` characters: the mark of a list item."""
    for piece in line:
        kept = piece.text[count:]
        count = max(0, count - len(piece.text))
        if kept:
            yield Piece(piece.kind, kept)
