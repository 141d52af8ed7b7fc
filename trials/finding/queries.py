"""Reads of the index: what holds the words of a question, in which order, and how many there would be under each choice."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import add, and_, or_
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection, transaction
from django.db.models import BooleanField, Case, ExpressionWrapper, F, IntegerField, Q, When

from portal.accounts.actor import Actor
from portal.text.models import Word
from portal.text.words import vocabulary
from schools.networks.models import FocusArea
from trials.finding import rows
from trials.finding.models import Entry
from trials.finding.question import Held, Question, read
from trials.finding.rows import Bits, Counts, Rows
from trials.models import Version

_WEIGHTS = [0.1, 0.2, 0.5, 1.0]  # D, C, B, A: the title counts most
MOST_WEIGHED = 300
_MORE_THAN_ALL = 2**31
_PART = "SELECT {number}, array_agg(version_id) FROM finding_entry WHERE {column} @@ {held}"
_RAREST, _LEAST_ALIKE, _SIMILAR = 12, 2, 3


@dataclass(frozen=True)
class Found:
    """The rows that hold what is asked. `tiers` are those with the very words: in the title, in headline or standfirst, anywhere."""

    rows: Bits
    tiers: tuple[Bits, ...] = ()


def counts_of_all(actor: Actor) -> Counts:
    """The counts when nothing is asked."""
    now = rows.current()
    return now.counts_of(now.seen_by(actor))


def understand(now: Rows, q: str) -> Question:
    """The question as it is read while words and synonyms stay as they are."""
    if (question := now.questions.get(q)) is None:
        question = read(q)
        now.questions.keep({q: question})
    return question


def holding(question: Question):
    """The rows that hold what is asked, as a list of its own: with a limit, though none that is reached, PostgreSQL doesn't look at it row by row."""
    return Entry.objects.filter(text=question.wide).values("pk")[:_MORE_THAN_ALL]


def find(now: Rows, question: Question) -> Found:
    """Asked in one query, whatever is asked; what has been asked since the last publication is remembered, for who searches turns pages and narrows.

    PostgreSQL asks its index for each of the alternatives by itself, for a list that has all of them costs as much for each row as they are many:
    20 ms instead of 4 for a common word. What must be there together is put together here.
    """
    if question.wide is None:
        return Found(now.everything)
    parts = [("text", query) for query in question.needed]
    parts += [(column, question.very_words) for column in ("title", "head", "text")] if question.very_words else []
    answers = {part: now.answers.get(part) for part in parts}
    if new := [part for part, rows in answers.items() if rows is None]:
        answers |= zip(new, map(now.of, _asked(new)), strict=True)
        now.answers.keep(answers)
    found = [answers[part] for part in parts]
    needed = len(question.needed)
    hold, tiers = reduce(and_, found[:needed]), tuple(found[needed:])
    return Found(hold | tiers[-1] if question.is_one_word else hold, tiers)


def _asked(parts: list[tuple[str, Held]]) -> list[list[int]]:
    """The versions whose column holds what is asked, for each part; through the index of words, however many they are.

    PostgreSQL doesn't know that the vectors lie outside the row: for words that many texts hold it would rather read them all, twenty times slower,
    and start other processes to help.
    """
    asked = " UNION ALL ".join(_PART.format(number=number, column=column, held=held.sql) for number, (column, held) in enumerate(parts))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL max_parallel_workers_per_gather = 0")
        cursor.execute(asked, [list(param) if isinstance(param, tuple) else param for _column, held in parts for param in held.params])
        answers = dict(cursor.fetchall())
    return [answers[number] or [] for number in range(len(parts))]


def under(now: Rows, areas: Iterable[int]) -> dict[int, Bits]:
    """By focus area the rows under it; the index itself holds areas of one name as one. Asked once for as long as the index stands."""
    found = {area: now.answers.get((FocusArea, area)) for area in areas}
    if new := [area for area, rows in found.items() if rows is None]:
        versions = Version.focus_areas.through.objects.filter(focusarea__in=new).values_list("focusarea").annotate(all=ArrayAgg("version"))
        found |= dict.fromkeys(new, 0) | {area: now.of(numbers) for area, numbers in versions.order_by()}
        now.answers.keep({(FocusArea, area): found[area] for area in new})
    return found


def best_first(now: Rows, found: Bits, words: Found, question: Question, start: int, stop: int) -> list[int]:
    """The very words first: in the title, in headline or standfirst, anywhere; then related words, in the same way. Newest first among equals.

    Up to MOST_WEIGHED hits the related words count by place too, and hits are weighed against each other; a word that more texts hold says little of which is best, and reading
    each of their vectors would cost more than all the rest.
    """
    if not words.tiers:
        return now.newest(found, start, stop)
    steps = _steps(found, words)
    if found.bit_count() <= MOST_WEIGHED:
        return _weighed([now.newest(step, 0, MOST_WEIGHED) for step in steps], question)[start:stop]
    numbers: list[int] = []
    for step in steps:
        size = step.bit_count()
        if start < size and stop > 0:
            numbers += now.newest(step, max(start, 0), stop)
        start, stop = start - size, stop - size
    return numbers


def _steps(found: Bits, words: Found) -> list[Bits]:
    """What is found, divided by the first tier it belongs to; the rest last."""
    steps = []
    for tier in words.tiers:
        steps.append(found & tier)
        found &= ~tier
    return [*steps, found]


def _weighed(steps: list[list[int]], question: Question) -> list[int]:
    """Each step by the places of related words, then by weight, then as it stands."""
    places = Case(When(title=question.wide, then=0), When(head=question.wide, then=1), default=2, output_field=IntegerField())
    rank = SearchRank(F("head"), question.exact, weights=_WEIGHTS) * 3 + SearchRank(F("head"), question.wide, weights=_WEIGHTS)
    asked = Entry.objects.filter(pk__in=[number for step in steps for number in step]).annotate(place=places, rank=rank)
    weights = {number: (place, -rank) for number, place, rank in asked.values_list("pk", "place", "rank")}
    there = [[number for number in step if number in weights] for step in steps]  # none that was withdrawn meanwhile
    *exact, related = there
    ordered = [sorted(step, key=lambda number: weights[number][1]) for step in exact]
    return [number for step in [*ordered, sorted(related, key=weights.__getitem__)] for number in step]


def similar_to(version: Version, actor: Actor) -> list[Version]:
    """Published trial actions that share rare words with what is being written: to look at, never in the way. Nothing of the draft is kept.

    Words are weighed by how many public texts hold them; two must be shared, so that one rare word is no likeness.
    """
    written = vocabulary(f"{version.title} . {version.headline} . {version.standfirst}")
    rare = list(Word.objects.filter(pk__in=written).order_by("uses", "pk").values_list("stem", flat=True)[:_RAREST])
    if len(rare) < _LEAST_ALIKE:
        return []
    queries = [SearchQuery(f"'{stem}'", config="simple", search_type="raw") for stem in dict.fromkeys(rare)]
    shared: Any = reduce(add, map(_counted, queries))
    any_of: Any = reduce(or_, queries)
    rows = Entry.objects.visible_to(actor).filter(head=any_of).exclude(version__trial=version.trial_id)
    likely = rows.annotate(shared=shared).filter(shared__gte=_LEAST_ALIKE).order_by("-shared", "-published_at", "-pk")[:_SIMILAR]
    order = list(likely.values_list("pk", flat=True))
    found = Version.objects.published_to(actor).for_lists().in_bulk(order)
    return [found[number] for number in order if number in found]


def _counted(query: SearchQuery) -> Any:
    holds = ExpressionWrapper(Q(head=query), output_field=BooleanField())
    return Case(When(holds, then=1), default=0, output_field=IntegerField())
