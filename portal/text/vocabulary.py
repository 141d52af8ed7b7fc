"""Widening a question: what a word is looked up as. Reads the word table and the synonyms, whatever the number of words in two queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Q

from portal.text.models import Synonym
from portal.text.words import STOP_WORDS, as_asked, distance, fold, same_words

MOST_RELATED = 40
_LIKE_ENOUGH = 0.35

# A word is related when it begins with what was asked, or ends in it after something that is a word itself or long enough to be one
# (”elev” in ”skoleelev”, ”møde” in ”morgenmøde”, not ”elev” in ”relevant”, nor the ”led” of ”ledelse” in ”billeder”); from six letters on it may stand anywhere, unless
# its stem is short: one of four letters begins the word, and of one of three the whole word must stand there. Only a word that nobody has written is taken for a misspelling, or for what
# it ends in: ”skolefravær” finds ”fravær”. Two letters that have changed places far from each other leave too few trigrams in common, so words
# of the same letters are looked for too.
# Each word is asked once whether its stem is new (nobody has written it), and then whether the word is: that nothing begins so either.
_LOOK_UP = """
WITH stems AS (
  SELECT word, COALESCE((ts_lexize('danish_stem', word))[1], word) AS stem FROM unnest(%(words)s::text[]) AS word
), stemmed AS MATERIALIZED (
  SELECT word, stem, word = ANY(%(typed)s) AND NOT EXISTS (SELECT FROM text_word same WHERE same.stem = stems.stem) AS stem_is_new FROM stems
), asked AS MATERIALIZED (
  SELECT word, stem, stem_is_new, stem_is_new AND length(word) >= 4
    AND NOT EXISTS (SELECT FROM text_word same WHERE same.folded LIKE word || '%%') AS is_new
  FROM stemmed
)
SELECT word, 'self', stem, word, 0 FROM asked
UNION ALL
SELECT asked.word, 'related', found.stem, found.written, found.uses FROM asked CROSS JOIN LATERAL (
  SELECT w.stem, w.written, w.uses FROM text_word w
  WHERE length(asked.word) >= 4 AND w.folded LIKE '%%' || asked.stem || '%%' AND w.stem <> asked.stem AND (
    w.folded LIKE asked.word || '%%'
    OR length(asked.word) >= 6 AND (length(asked.stem) >= 5 OR length(asked.stem) = 4 AND w.folded LIKE asked.stem || '%%')
    OR w.stem LIKE '%%' || asked.stem AND (
      (length(asked.stem) >= 4 OR w.folded LIKE '%%' || asked.word || '%%') AND length(w.stem) - length(asked.stem) >= 5 OR EXISTS (
        SELECT FROM text_word m WHERE m.folded IN (left(w.stem, -length(asked.stem)), left(w.stem, -length(asked.stem) - 1))
      )
    )
  )
  ORDER BY w.uses DESC, w.folded LIMIT %(most)s
) found
UNION ALL
SELECT asked.word, 'like', found.stem, found.written, found.uses FROM asked CROSS JOIN LATERAL (
  SELECT w.stem, w.written, w.uses FROM text_word w
  WHERE asked.is_new AND w.folded %% asked.word AND similarity(w.folded, asked.word) >= %(like)s
  ORDER BY similarity(w.folded, asked.word) DESC, w.uses DESC LIMIT 8
) found
UNION ALL
SELECT asked.word, 'like', found.stem, found.written, found.uses FROM asked CROSS JOIN LATERAL (
  SELECT w.stem, w.written, w.uses FROM text_word w
  WHERE asked.is_new AND length(asked.word) >= 5 AND length(w.folded) = length(asked.word) AND w.folded LIKE left(asked.word, 2) || '%%'
  AND ARRAY(SELECT unnest(string_to_array(w.folded, NULL)) ORDER BY 1) = ARRAY(SELECT unnest(string_to_array(asked.word, NULL)) ORDER BY 1)
  ORDER BY w.uses DESC LIMIT 2
) found
UNION ALL
SELECT asked.word, 'related', found.stem, found.written, found.uses FROM asked CROSS JOIN LATERAL (
  SELECT ending.stem, ending.written, ending.uses FROM generate_series(3, length(asked.stem) - 4) AS at CROSS JOIN LATERAL (
    SELECT w.stem, w.written, w.uses FROM text_word w WHERE w.stem = substr(asked.stem, at) ORDER BY w.uses DESC LIMIT 5
  ) ending
  WHERE asked.stem_is_new ORDER BY at, ending.uses DESC LIMIT 5
) found
"""


@dataclass
class Looked:
    """One word, or an expression, as it is looked up. Stems are what the index holds; an expression has none of its own."""

    word: str
    stem: str
    related: dict[str, str] = field(default_factory=dict)
    """Stem by written word: compounds and longer words."""
    same: list[list[str]] = field(default_factory=list)
    """Stems of each expression that means the same."""
    same_written: list[str] = field(default_factory=list)
    meant: dict[str, str] = field(default_factory=dict)
    """Stem by written word: what was perhaps meant, the likeliest first."""


def look_up(typed: list[str], expressions: Iterable[str] = ()) -> dict[str, Looked]:
    """How each folded word of a question is looked up; and each expression in it that means the same as something else, by its words."""
    typed = list(dict.fromkeys(typed))
    if not typed:
        return {}
    pairs = _pairs([*typed, *expressions])
    same = {word: _same_as(word, pairs) for word in typed} | {words: other for words in expressions if (other := _same_as(words, pairs))}
    parts = {part for expressions in same.values() for expression in expressions for part in as_asked(expression)}
    rows = _rows(typed, sorted({*typed, *parts}))
    stems = {word: stem for word, kind, stem, _written, _uses in rows if kind == "self"}
    looked = {word: Looked(word, stems.get(word, "")) for word in [*typed, *same]}
    for word, kind, stem, written, _uses in rows:
        if word in looked and kind == "related":
            looked[word].related[written] = stem
        elif word in looked and kind == "like" and not same[word] and _is_near(word, fold(written.replace("-", ""))):
            looked[word].meant[written] = stem
    for word, expressions in same.items():
        looked[word].same_written = expressions
        looked[word].same = [[stems[part] for part in as_asked(expression) if part not in STOP_WORDS] for expression in expressions]
    return looked


def _rows(typed: list[str], everything: list[str]) -> list[tuple[str, str, str, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_LOOK_UP, {"words": everything, "typed": typed, "most": MOST_RELATED, "like": _LIKE_ENOUGH})
        return cursor.fetchall()


def _is_near(word: str, other: str) -> bool:
    """As far as a finger slips: the first letter is right, and of two slips neither leaves a letter out unless the word is long."""
    slips = distance(word, other) if word[0] == other[0] else 3
    return slips < 2 or (slips == 2 and len(word) >= 6 and (len(word) == len(other) or len(word) >= 9))


def _pairs(typed: Iterable[str]) -> list[Synonym]:
    return list(Synonym.objects.in_use().filter(Q(one_folded__in=typed) | Q(other_folded__in=typed)))


def _same_as(word: str, pairs: list[Synonym]) -> list[str]:
    given = [pair.other if pair.one_folded == word else pair.one for pair in pairs if word in {pair.one_folded, pair.other_folded}]
    return [*given, *sorted(same_words().get(word, frozenset()))]
