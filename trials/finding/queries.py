"""Reads of the index rows: what fits, in which order, and how many there would be under each choice. Rights come with the rows given."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from operator import add, or_
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection, transaction
from django.db.models import BooleanField, Case, Count, ExpressionWrapper, F, Func, IntegerField, Q, Value, When

from portal.accounts.actor import Actor
from portal.text.models import Word
from portal.text.words import vocabulary
from trials.choices import Visibility
from trials.finding.choices import Kind
from trials.finding.models import Entry, EntryQuerySet, Pulse
from trials.finding.question import Question
from trials.models import Version

_WEIGHTS = [0.1, 0.2, 0.5, 1.0]  # D, C, B, A: the title counts most
_ALL = 0
MOST_WEIGHED = 300
_MORE_THAN_ALL = 2**31
_RAREST, _LEAST_ALIKE, _SIMILAR = 12, 2, 3


type ByKind = dict[Kind, dict[int, int]]


@dataclass(frozen=True)
class Counts:
    """How many fit, and by kind how many would fit under each choice when the rest of the question stays."""

    total: int
    by_kind: ByKind

    def of(self, kind: Kind) -> dict[int, int]:
        return self.by_kind.get(kind, {})

    def __add__(self, other: "Counts") -> "Counts":
        kinds = {*self.by_kind, *other.by_kind}
        return Counts(self.total + other.total, {kind: dict(Counter(self.of(kind)) + Counter(other.of(kind))) for kind in kinds})


def holding(question: Question):
    """The rows that hold what is asked, as a list of its own: with a limit, though none that is reached, PostgreSQL doesn't look at it row by row."""
    return Entry.objects.filter(text=question.wide).values("pk")[:_MORE_THAN_ALL]


@contextmanager
def through_the_index(question: Question) -> Iterator[None]:
    """Read the rows that a question finds, however many, through the index of words.

    PostgreSQL doesn't know that the vectors lie outside the row: for words that many texts hold it would rather read them all, twenty times slower.
    """
    if question.wide is None:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        yield


def counts(found: EntryQuerySet, under: Mapping[Kind, EntryQuerySet]) -> Counts:
    """All counts in one query. `under` gives, for each kind that something is chosen of, what fits without those choices."""
    branches = [_by_choice(rows, kind) for kind, rows in under.items()]
    counted = _by_choice(found, _ALL).union(*branches, all=True).values_list("branch", "number", "n")
    by_kind: ByKind = {kind: {} for kind in Kind}
    total = 0
    for branch, number, n in counted:
        kind, choice = Kind.read(number)
        if branch == _ALL and kind == Kind.MUNICIPALITY:  # each row has one
            total += n
        if branch == (kind if kind in under else _ALL):
            by_kind[kind][choice] = n
    return Counts(total, by_kind)


def counts_of_all(actor: Actor) -> Counts:
    """The counts when nothing is asked: of what everyone may read, which are remembered, and of what else this reader may."""
    everyones, own = _counts_of_everyones(), Entry.objects.narrower_for(actor)
    return everyones if own is None else everyones + counts(own, {})


# The last token (Pulse) with what was counted under it, in this process.
_remembered: dict[UUID, Counts] = {}


def _counts_of_everyones() -> Counts:
    """Counted once for as long as nothing is published, withdrawn or renamed. The token is read first: what is counted can only be newer."""
    token = Pulse.objects.values_list("token", flat=True).first()
    known = _remembered.get(token) if token else None
    if known is None:
        known = counts(Entry.objects.filter(visibility=Visibility.EVERYONE), {})
        _remembered.clear()
        if token:
            _remembered[token] = known
    return known


def _by_choice(rows: EntryQuerySet, branch: int):
    number = Func(F("choices"), function="unnest", output_field=IntegerField(), set_returning=True)
    return rows.order_by().annotate(branch=Value(branch, IntegerField()), number=number).values("branch", "number").annotate(n=Count("*"))


def newest_first(rows: EntryQuerySet) -> EntryQuerySet:
    return rows.order_by("-published_at", "-pk")


def by_title(rows: EntryQuerySet) -> EntryQuerySet:
    """æ, ø and å last, and aa as å, after it (domain.md §9)."""
    return rows.order_by("title_key", "pk")


def best_first(rows: EntryQuerySet, question: Question, how_many: int) -> EntryQuerySet:
    """The very words first: in the title, in headline or standfirst, anywhere; then related words, in the same way. Newest first among equals.

    Up to MOST_WEIGHED hits the related words count by place too, and hits are weighed against each other; a word that more texts hold says little of which is best, and reading
    each of their vectors would cost more than all the rest.
    """
    exact, wide = question.exact, question.wide
    if exact is None or wide is None:
        return newest_first(rows)
    places = [("title", exact), ("head", exact), ("text", exact), ("title", wide), ("head", wide)]
    whens = [
        When(version__in=Entry.objects.filter(**{field: query}).values("version"), then=tier) for tier, (field, query) in enumerate(places)
    ]
    if how_many > MOST_WEIGHED:
        whens = whens[:3]
    rows = rows.annotate(tier=Case(*whens, default=len(places), output_field=IntegerField()))
    if how_many > MOST_WEIGHED:
        return rows.order_by("tier", "-published_at", "-pk")
    rank = SearchRank(F("head"), exact, weights=_WEIGHTS) * 3 + SearchRank(F("head"), wide, weights=_WEIGHTS)
    return rows.annotate(rank=rank).order_by("tier", "-rank", "-published_at", "-pk")


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
