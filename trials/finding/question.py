"""What is asked in the search field, as PostgreSQL understands it, and what can be told about it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery

from portal.text.marking import NOTHING, Sought
from portal.text.vocabulary import Looked, look_up
from portal.text.words import LONGEST, SHORTEST, STOP_WORDS, fold, searchable, words

MOST_TERMS, MOST_LETTERS, LONGEST_EXPRESSION = 12, 200, 4
MOST_RELATED_TOLD = 3
_TERMS = re.compile(r'(-?)"([^"]+)"|(-?)”([^”]+)”|(\S+)')
_LEAST_LETTERS_TO_COMPLETE = 4
_LONGEST_ENDING = 4
Query = SearchQuery | CombinedSearchQuery
# PostgreSQL makes exactly one word of these; of others it may make several, or none.
_ONE_WORD = re.compile(r"[a-zæøå]+|[0-9]+")


@dataclass(frozen=True)
class Held:
    """What a column of words must hold, as SQL: all that stands after ”@@”."""

    sql: str
    params: tuple[Any, ...]


@dataclass(frozen=True)
class Question:
    """A question read once. `wide` decides what is found, `exact` what stands first; `needed` and `very_words` are the same for the index.

    A text must hold everything that is `needed`. Of one word that is what it was widened with, or the word itself.
    """

    q: str
    terms: tuple[Looked, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    wide: Query | None = None
    exact: Query | None = None
    needed: tuple[Held, ...] = ()
    very_words: Held | None = None
    told: frozenset[str] = frozenset()
    sought: Sought = NOTHING
    """What is to be marked in the texts that are found."""

    @property
    def is_empty(self) -> bool:
        return self.wide is None

    @property
    def is_one_word(self) -> bool:
        return len(self.terms) == 1 and _are_words(self.terms, self.phrases, self.without)

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
    widened = _all_widened(terms)
    stems = [f"'{term.stem}'" for term in terms if term.stem]
    wide = [*map(_raw, map(_any, widened)), *whole]
    exact = [*map(_raw, stems), *whole]
    if not wide and not left_out:
        return Question(q)
    return Question(
        q,
        terms,
        phrases,
        without,
        wide=reduce(and_, [*wide, *left_out]),
        exact=reduce(and_, exact) if exact else None,
        needed=tuple(_needed(terms, widened, phrases, without)),
        very_words=_together(stems, phrases) if exact else None,
        told=frozenset({word for term in terms for word in (term.word, term.stem)}),
        sought=Sought(frozenset(_sought(terms, phrases)), tuple(_beginnings(terms))),
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


def _needed(terms: tuple[Looked, ...], widened: list[list[str]], phrases: tuple[str, ...], without: tuple[str, ...]) -> Iterator[Held]:
    """Each word by itself, with its alternatives; or all at once where there is more than words that the index knows as they are."""
    if not _are_words(terms, phrases, without):
        yield _together(map(_any, widened), phrases, without)
    elif len(terms) == 1:
        yield _one_of(widened[0][1:])
    else:
        yield from map(_one_of, widened)


def _are_words(terms: tuple[Looked, ...], phrases: tuple[str, ...], without: tuple[str, ...]) -> bool:
    return not (phrases or without) and all(_ONE_WORD.fullmatch(term.word) for term in terms if term.stem)


def _one_of(alternatives: list[str]) -> Held:
    return Held("ANY(%s::tsquery[])", (tuple(alternatives),))


def _together(raw: Iterable[str], phrases: Iterable[str], without: Iterable[str] = ()) -> Held:
    """As SearchQuery puts it together."""
    parts = [("to_tsquery('simple', %s)", one) for one in raw]
    parts += [("phraseto_tsquery('danish', %s)", searchable(phrase)) for phrase in phrases]
    parts += [("!!phraseto_tsquery('danish', %s)", searchable(word)) for word in without]
    return Held(f"({' && '.join(sql for sql, _param in parts)})", tuple(param for _sql, param in parts))


def _any(alternatives: list[str]) -> str:
    return f"({' | '.join(alternatives)})"


def _all_widened(terms: tuple[Looked, ...]) -> list[list[str]]:
    """What must all be found, each with its alternatives: each word, or what means the same as an expression it stands in."""
    must = {term.word: _widened(term) for term in terms if term.stem}
    for expression in (term for term in terms if not term.stem):
        inside = [word for word in expression.word.split() if word in must]
        if inside and any(expression.same):
            together = " & ".join(_any(must.pop(word)) for word in inside)
            must[expression.word] = [f"({together})", *map(_in_a_row, filter(None, expression.same))]
    return list(must.values())


def _in_a_row(expression: list[str]) -> str:
    return "(" + " <-> ".join(f"'{stem}'" for stem in expression) + ")"


def _widened(term: Looked) -> list[str]:
    """The word, longer words that begin so, compounds that hold it, what means the same, and what was perhaps meant."""
    stems = [term.stem, *term.related.values(), *term.meant.values()]
    alternatives = [f"'{stem}'" for stem in dict.fromkeys(stems)]
    if len(term.word) >= _LEAST_LETTERS_TO_COMPLETE:
        alternatives.append(f"'{term.word}':*")
    return [*alternatives, *(_in_a_row(expression) for expression in term.same if expression)]
