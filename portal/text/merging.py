"""Two people's versions of one text put together, for the writer who chooses to keep both."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import product

from portal.text.changes import opcodes

_WORDS = re.compile(r"\s|\w+|[^\w\s]")
# Longer texts are compared by line: word by word would take seconds.
_MOST_WORDS = 3_000


@dataclass(frozen=True)
class _Change:
    """In the text that both began with, the words from `start` to `end` were replaced."""

    start: int
    end: int
    words: list[str]


def together(theirs: str, mine: str, base: str | None = None) -> str:
    """Both writers' changes in one text.

    Where they changed different places of what both began with, each change stands once, where it was made. Else, or when nobody knows
    where they began, everything of either stands there, line by line: theirs and then mine where they differ.
    """
    merged = None if base is None else _merged(base, theirs, mine)
    return _line_by_line(theirs, mine) if merged is None else merged


def _merged(base: str, theirs: str, mine: str) -> str | None:
    began, other, own = (_WORDS.findall(text) for text in (base, theirs, mine))
    if max(map(len, (began, other, own))) > _MOST_WORDS:
        return None
    others, owns = _changes(began, other), _changes(began, own)
    if any(_collide(one, two) for one, two in product(others, owns)):
        return None
    for change in sorted([*others, *owns], key=lambda change: change.start, reverse=True):
        began[change.start : change.end] = change.words
    return "".join(began)


def _changes(before: list[str], after: list[str]) -> list[_Change]:
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [_Change(start, end, after[at:to]) for tag, start, end, at, to in steps if tag != "equal"]


def _collide(one: _Change, two: _Change) -> bool:
    """They touch the same words, or begin at the same place: nobody can say in which order they belong."""
    return one.start == two.start or (one.start < two.end and two.start < one.end)


def _line_by_line(theirs: str, mine: str) -> str:
    lines: list[str] = []
    for _is_same, before, after in opcodes(theirs.splitlines(), mine.splitlines()):
        if before and after and before != after:
            lines += _side_by_side(before, after)
        else:
            lines += before or after
    return "\n".join(lines)


def _side_by_side(theirs: list[str], mine: list[str]) -> list[str]:
    """Items of a list stay one list; paragraphs are kept apart."""
    is_list = all(line.startswith("- ") for line in (theirs[-1], mine[0]))
    return [*theirs, *([] if is_list else [""]), *mine]
