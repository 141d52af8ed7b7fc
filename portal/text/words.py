"""Words as search sees them: folded, with joined words both whole and apart, and without the small words that say nothing."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from portal.text import danish

SHORTEST, LONGEST = 3, 40
_WORD = re.compile(r"[^\W_]+(?:[-‐‑’'][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_JOINTS = re.compile(r"[-‐‑’']")
_DATA = Path(__file__).parent / "data"
_AS_ONE_LETTER = (("aa", "å"), ("ae", "æ"), ("oe", "ø"))


def _fold(text: str) -> str:
    folded = danish.fold(text)
    for two, one in _AS_ONE_LETTER:
        folded = folded.replace(two, one)
    return folded


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """As `danish.fold`, but to one letter: Aabenraa and Åbenrå are both åbenrå, so that the rules of Danish endings still know the word."""
    return _fold(word)


# The stop words of PostgreSQL's Danish configuration and some more, folded.
STOP_WORDS = frozenset(
    fold(
        "og i jeg det at en den til er som på de med han af for ikke der var mig sig men et har om vi min havde ham hun nu over da fra du ud "
        "sin dem os op man hans hvor eller hvad skal selv her alle vil blev kunne ind når være dog noget ville jo deres efter ned skulle "
        "denne end dette mit også under have dig anden hende mine alt meget sit sine vor mod disse hvis din nogle hos blive mange ad bliver "
        "hendes været thi jer sådan kan få får så vores jeres hvordan hvem hvilke vore mere bare ved"
    ).split()
)


def spans_of_words(text: str) -> Iterator[tuple[int, int, str]]:
    """Each word as (start, end, folded), a joined one first whole and then by its parts."""
    for match in _WORD.finditer(text):
        word, start = match[0], match.start()
        if word.isalnum():
            yield start, match.end(), fold(word)
        else:
            yield start, match.end(), fold(_JOINTS.sub("", word))
            yield from ((start + part.start(), start + part.end(), fold(part[0])) for part in _PART.finditer(word))


def as_one(text: str) -> list[str]:
    """The whole text folded at once: each word that `spans_of_words` finds in it stands somewhere in one of these."""
    return [_fold(text), _fold(_JOINTS.sub("", text))] if _JOINTS.search(text) else [_fold(text)]


def as_asked(text: str) -> list[str]:
    """The folded words of a question, a joined one whole: ”co-teaching” is coteaching."""
    return [fold(_JOINTS.sub("", match[0])) for match in _WORD.finditer(text)]


def words(text: str) -> Iterator[tuple[str, str]]:
    """Each word as (folded, as written in small letters). ”Co-teaching” is coteaching, and co and teaching by themselves."""
    return ((folded, text[start:end].lower()) for start, end, folded in spans_of_words(text))


def searchable(text: str) -> str:
    """The text as its folded words: what is indexed, and what a phrase is asked with."""
    return " ".join(folded for folded, _written in words(text))


def vocabulary(text: str) -> dict[str, str]:
    """The words of a text that can be suggested, by how they are folded."""
    found: dict[str, str] = {}
    for folded, written in words(text):
        if _can_be_suggested(folded):
            found.setdefault(folded, written)
    return found


def _can_be_suggested(folded: str) -> bool:
    return SHORTEST <= len(folded) <= LONGEST and folded not in STOP_WORDS and not any(char.isdigit() for char in folded)


@cache
def same_words() -> dict[str, frozenset[str]]:
    """By folded word: its forms that no rule of endings knows (barn, børn) and its family (inklusion, inkluderende), from data/ordformer.txt."""
    lines = (_DATA / "ordformer.txt").read_text(encoding="utf-8").splitlines()
    groups = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return {fold(word): frozenset(group) - {word} for group in groups for word in group}


def distance(one: str, other: str) -> int:
    """How many letters must be put in, left out, changed or swapped with the next to make one word of the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, another in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != another))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == another:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
