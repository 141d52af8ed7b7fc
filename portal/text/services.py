"""Keeping the word table, and the words that mean the same."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.permissions import require
from portal.text.choices import SynonymState
from portal.text.models import Synonym
from portal.text.normalise import normalise_line
from portal.text.personal_data import find
from portal.text.words import as_asked, searchable
from portal.workflow.gate import Refused, WrongState
from portal.workflow.log import record

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


# Held until the transaction ends; the number is this table's own.
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7419023)"


def change_words(*, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """A text that everyone may read has changed its words, from and to as `words.vocabulary` tells them: each word is counted once a text.

    One text at a time changes the table, so that two published at once wait for each other instead of standing in each other's way. A word that nobody uses any more is forgotten.
    """
    new = sorted(set(after) - set(before))
    gone = sorted(set(before) - set(after))
    if not new and not gone:
        return
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
        if new:
            cursor.execute(_ADD, {"folded": new, "written": [after[word] for word in new], "by": 1})
        if gone:
            cursor.execute(_TAKE, [gone])
            cursor.execute("DELETE FROM text_word WHERE folded = ANY(%s) AND uses = 0", [gone])


def recount_words(source: str, params: Iterable = ()) -> None:
    """Make the table anew from a query that gives (folded, written) once for each text that holds the word. The query is our own."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
        cursor.execute("DELETE FROM text_word")
        cursor.execute(_RECOUNT.format(source=source), list(params))


def suggest_synonym(*, one: str, other: str, by: Actor, now: datetime) -> Synonym:
    """A reader's suggestion, which finds nothing before the administration has taken it in. The same pair twice is one suggestion."""
    first, second = _pair(one, other)
    made, _new = Synonym.objects.get_or_create(
        one_folded=_key(first),
        other_folded=_key(second),
        defaults={"one": first, "other": second, "state": SynonymState.SUGGESTED, "made_at": now, "made_by": by.user},
    )
    return made


def add_synonym(*, one: str, other: str, by: Actor, now: datetime) -> Synonym:
    """The administration's own pair, in use at once; one that was suggested or refused before is taken in."""
    require(by, "text.edit_synonyms")
    with transaction.atomic():
        made = suggest_synonym(one=one, other=other, by=by, now=now)
        return made if made.state == SynonymState.IN_USE else decide_synonym(synonym=made, use=True, by=by, now=now)


def decide_synonym(*, synonym: Synonym, use: bool, by: Actor, now: datetime) -> Synonym:
    """Take a pair into use, or leave it out; a pair in use is left out the same way, and can come back. Each decision is logged."""
    require(by, "text.edit_synonyms")
    state = SynonymState.IN_USE if use else SynonymState.REFUSED
    with transaction.atomic():
        locked = Synonym.objects.select_for_update(of=["self"]).filter(pk=synonym.pk).first()
        if locked is None or locked.state == state:
            raise WrongState(_("Det er allerede afgjort af en anden."))
        locked.state, locked.decided_at, locked.decided_by = state, now, by.user
        locked.save(update_fields=["state", "decided_at", "decided_by"])
        record(act=f"text.{'use' if use else 'drop'}_synonym", subject=locked, by=by, now=now, note=str(locked))
    return locked


def _pair(one: str, other: str) -> tuple[str, str]:
    """Both cleaned, in the order in which they are kept. Raises Refused with words for the page."""
    cleaned = [normalise_line(text).lower() for text in (one, other)]
    if not all(searchable(text) for text in cleaned) or searchable(cleaned[0]) == searchable(cleaned[1]):
        raise Refused(_("Skriv to forskellige ord."))
    if any(find(text) for text in cleaned):
        raise Refused(_("Skriv ikke navne, numre eller andet om personer."))
    first, second = sorted(cleaned, key=_key)
    return first, second


def _key(text: str) -> str:
    """As it is asked: a pair with ”co-teaching” is found by coteaching too."""
    return " ".join(as_asked(text))
