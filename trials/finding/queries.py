"""Reads of the index rows: what fits, in which order, and how many there would be under each choice. Rights come with the rows given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add, or_
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import BooleanField, Case, Count, ExpressionWrapper, F, Func, IntegerField, Q, Value, When

from portal.accounts.actor import Actor
from portal.text.models import Word
from portal.text.words import vocabulary
from trials.finding.choices import Kind
from trials.finding.models import Entry, EntryQuerySet
from trials.finding.question import Question
from trials.models import Version

Chosen = Mapping[Kind, Sequence[int]]
_WEIGHTS = [0.1, 0.2, 0.5, 1.0]  # D, C, B, A: the title counts most
_ALL = 0
MOST_WEIGHED = 300
_RAREST, _LEAST_ALIKE, _SIMILAR = 12, 2, 3


@dataclass(frozen=True)
class Counts:
    """How many fit, and how many would fit under each choice (Kind.number) when the rest of the question stays."""

    total: int
    by_choice: dict[int, int]


def fitting(rows: EntryQuerySet, question: Question, chosen: Chosen, *, but: Kind | None = None) -> EntryQuerySet:
    """The rows that hold what was asked and have what was chosen; `but` leaves one kind of choice out."""
    if question.wide is not None:
        rows = rows.filter(text=question.wide)
    for kind, numbers in chosen.items():
        if numbers and kind != but:
            rows = rows.choosing([kind.number(number) for number in numbers])
    return rows


def counts(rows: EntryQuerySet, question: Question, chosen: Chosen) -> Counts:
    """All counts in one query: each kind is counted under the choices of the other kinds."""
    asked = [kind for kind in Kind if chosen.get(kind)]
    branches = [_by_choice(fitting(rows, question, chosen, but=kind), kind) for kind in asked]
    found = _by_choice(fitting(rows, question, chosen), _ALL).union(*branches, all=True).values_list("branch", "number", "n")
    by_choice: dict[int, int] = {}
    total = 0
    for branch, number, n in found:
        kind = Kind.read(number)[0]
        if branch == _ALL and kind == Kind.MUNICIPALITY:  # each row has one
            total += n
        if branch == (kind if kind in asked else _ALL):
            by_choice[number] = n
    return Counts(total, by_choice)


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
