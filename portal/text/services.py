"""Keeping the word table."""

from collections.abc import Iterable, Mapping

from django.db import connection

_ADD = """
INSERT INTO text_word AS w (folded, written, stem, uses)
SELECT folded, written, COALESCE((ts_lexize('danish_stem', folded))[1], folded), %(by)s
FROM unnest(%(folded)s::text[], %(written)s::text[]) AS new (folded, written) ORDER BY folded
ON CONFLICT (folded) DO UPDATE SET uses = w.uses + %(by)s
"""
_TAKE = (
    "UPDATE text_word SET uses = uses - 1 WHERE folded IN (SELECT folded FROM text_word WHERE folded = ANY(%s) ORDER BY folded FOR UPDATE)"
)
_RECOUNT = """
INSERT INTO text_word (folded, written, stem, uses)
SELECT folded, min(written), COALESCE((ts_lexize('danish_stem', folded))[1], folded), count(*)
FROM ({source}) AS held (folded, written) GROUP BY folded
"""


def change_words(*, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """A text that everyone may read has changed its words, from and to as `words.vocabulary` tells them: each word is counted once a text.

    Words are taken in the order of the alphabet, so that two texts published at once wait for each other instead of standing in each
    other's way. A word that nobody uses any more is forgotten.
    """
    new = sorted(set(after) - set(before))
    gone = sorted(set(before) - set(after))
    with connection.cursor() as cursor:
        if new:
            cursor.execute(_ADD, {"folded": new, "written": [after[word] for word in new], "by": 1})
        if gone:
            cursor.execute(_TAKE, [gone])
            cursor.execute("DELETE FROM text_word WHERE folded = ANY(%s) AND uses = 0", [gone])


def recount_words(source: str, params: Iterable = ()) -> None:
    """Make the table anew from a query that gives (folded, written) once for each text that holds the word. The query is our own."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM text_word")
        cursor.execute(_RECOUNT.format(source=source), list(params))
