"""What is asked in the search field, as PostgreSQL understands it, and what can be told about it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery

from portal.text.vocabulary import Looked, look_up
from portal.text.words import LONGEST, SHORTEST, STOP_WORDS, fold, searchable, words

MOST_TERMS, MOST_LETTERS, LONGEST_EXPRESSION = 12, 200, 4
MOST_RELATED_TOLD = 3
_TERMS = re.compile(r'(-?)"([^"]+)"|(-?)”([^”]+)”|(\S+)')
_LEAST_LETTERS_TO_COMPLETE = 4
_LONGEST_ENDING = 4
Query = SearchQuery | CombinedSearchQuery


@dataclass(frozen=True)
class Question:
    """A question read once. `wide` decides what is found, `exact` what stands first."""

    q: str
    terms: tuple[Looked, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    wide: Query | None = None
    exact: Query | None = None
    told: frozenset[str] = frozenset()
    sought: frozenset[str] = frozenset()
    beginnings: tuple[tuple[str, int], ...] = ()
    """What a word may begin with, and how many letters may follow."""

    @property
    def is_empty(self) -> bool:
        return self.wide is None

    def finds(self, folded: str) -> bool:
        """Whether a folded word of a text is one that the question was looking for: to be marked."""
        return folded in self.sought or any(folded.startswith(stem) and len(folded) - len(stem) <= most for stem, most in self.beginnings)

    @property
    def also(self) -> list[str]:
        """Other words that the question was widened with, the most telling first: ”Vi søger også på …”."""
        found = {stem: written for term in self.terms for written, stem in reversed(term.related.items()) if fold(written) not in self.told}
        same = [written for term in self.terms for written in term.same_written]
        return list(dict.fromkeys([*same, *reversed(found.values())]))[:MOST_RELATED_TOLD]

    @property
    def meant(self) -> str:
        """The question with each misspelt word as it was perhaps meant; empty when nobody has written anything like it."""
        if not any(term.meant for term in self.terms):
            return ""
        better = {term.word: next(iter(term.meant)) for term in self.terms if term.meant}
        return " ".join(better.get(_whole(part), part) for part in self.q.split())


def read(q: str) -> Question:
    """Words, ”phrases”, and -words to leave out. Small words that say nothing are passed over."""
    q = q[:MOST_LETTERS]
    found: list[str] = []
    phrases: list[str] = []
    without: list[str] = []
    for minus, quoted, danish_minus, danish_quoted, bare in _TERMS.findall(q)[:MOST_TERMS]:
        phrase = quoted or danish_quoted
        leaves_out = bool(minus or danish_minus) or (bare.startswith("-") and len(bare) > 1)
        if leaves_out:
            without.append(phrase or bare[1:])
        elif phrase:
            phrases.append(phrase)
        else:
            found += _asked_words(bare)
    looked = look_up([word for word in found if word not in STOP_WORDS][:MOST_TERMS], _expressions(found))
    return _question(q, tuple(looked.values()), tuple(filter(searchable, phrases)), tuple(filter(searchable, without)))


def _expressions(found: list[str]) -> list[str]:
    """What may be an expression: two to four words after each other."""
    return [" ".join(found[at : at + long]) for long in range(LONGEST_EXPRESSION, 1, -1) for at in range(len(found) - long + 1)]


def _asked_words(bare: str) -> list[str]:
    """”co-teaching” is asked as one word, ”skole/hjem” as two."""
    parts = [list(words(part)) for part in re.split(r"[^\w\-‐‑’']+", bare)]
    return [found[0][0] for found in parts if found]


def _whole(part: str) -> str:
    return next((folded for folded, _written in words(part)), "")


def _question(q: str, terms: tuple[Looked, ...], phrases: tuple[str, ...], without: tuple[str, ...]) -> Question:
    whole = [SearchQuery(searchable(phrase), config="danish", search_type="phrase") for phrase in phrases]
    left_out = [~SearchQuery(searchable(word), config="danish", search_type="phrase") for word in without]
    wide = [*map(_raw, _all_widened(terms)), *whole]
    exact = [*(_raw(f"'{term.stem}'") for term in terms if term.stem), *whole]
    if not wide and not left_out:
        return Question(q)
    return Question(
        q,
        terms,
        phrases,
        without,
        wide=reduce(and_, [*wide, *left_out]),
        exact=reduce(and_, exact) if exact else None,
        told=frozenset({word for term in terms for word in (term.word, term.stem)}),
        sought=frozenset(_sought(terms, phrases)),
        beginnings=tuple(_beginnings(terms)),
    )


def _sought(terms: tuple[Looked, ...], phrases: tuple[str, ...]) -> Iterator[str]:
    for phrase in phrases:
        yield from searchable(phrase).split()
    for term in terms:
        yield term.word
        for written in [*term.related, *term.meant]:
            yield searchable(written).split()[0]


def _beginnings(terms: tuple[Looked, ...]) -> Iterator[tuple[str, int]]:
    for term in terms:
        if len(term.word) >= _LEAST_LETTERS_TO_COMPLETE:
            yield term.word, LONGEST
        for stem in [term.stem, *term.meant.values(), *(stem for expression in term.same for stem in expression)]:
            if len(stem) >= SHORTEST:
                yield stem, _LONGEST_ENDING


def _raw(value: str) -> SearchQuery:
    return SearchQuery(value, config="simple", search_type="raw")


def _all_widened(terms: tuple[Looked, ...]) -> list[str]:
    """What must all be found: each word, or what means the same as an expression it stands in."""
    must = {term.word: _widened(term) for term in terms if term.stem}
    for expression in (term for term in terms if not term.stem):
        inside = [word for word in expression.word.split() if word in must]
        if inside and any(expression.same):
            together = " & ".join(must.pop(word) for word in inside)
            must[expression.word] = f"(({together}) | {' | '.join(map(_in_a_row, filter(None, expression.same)))})"
    return list(must.values())


def _in_a_row(expression: list[str]) -> str:
    return "(" + " <-> ".join(f"'{stem}'" for stem in expression) + ")"


def _widened(term: Looked) -> str:
    """The word, longer words that begin so, compounds that hold it, what means the same, and what was perhaps meant."""
    stems = [term.stem, *term.related.values(), *term.meant.values()]
    alternatives = [f"'{stem}'" for stem in dict.fromkeys(stems)]
    if len(term.word) >= _LEAST_LETTERS_TO_COMPLETE:
        alternatives.append(f"'{term.word}':*")
    alternatives += [_in_a_row(expression) for expression in term.same if expression]
    return "(" + " | ".join(alternatives) + ")"
