"""What stands beside the list: the choices with their counts, what is chosen, and what to loosen when nothing fits."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal.ui.facets import SHOWN_AT_ONCE, Choice, Facet
from trials.filters import Picked, TrialFilter
from trials.finding.choices import Kind
from trials.finding.queries import understand
from trials.finding.question import Question

MOST_WORDS_TRIED = 4


@dataclass(frozen=True)
class Loosening:
    """One thing to leave out of a question that found nothing, with what it would find."""

    words: str
    query: str
    count: int


def facets(asked: TrialFilter) -> list[Facet]:
    """The checkboxes: everything that has something, and what is chosen, each counted under what else is chosen."""
    made = []
    for kind, one in asked.kinds.items():
        chosen = {picked.number for picked in asked.asked[one.field_name].picked}
        found = dict.fromkeys(chosen, 0) | asked.counts.of(kind)
        numbers, hint = _school_numbers(asked, found, chosen) if kind == Kind.SCHOOL else (found, "")
        named = one.named(asked.now, numbers)
        choices = [Choice(one.field_name, value, label, found[number], number in chosen) for number, value, label in named]
        made.append(Facet(one.field_name, str(one.label), choices, hint))
    return made


def _school_numbers(asked: TrialFilter, found: dict[int, int], chosen: set[int]) -> tuple[dict[int, int], str]:
    """The schools of the municipalities that are chosen; else those with the most, for a list of a thousand helps nobody."""
    if asked.asked["kommune"].picked or len(found) <= SHOWN_AT_ONCE + 2:
        return found, ""
    most = sorted(found, key=lambda number: (-found[number], number))[:SHOWN_AT_ONCE]
    return {number: found[number] for number in {*most, *chosen}}, _("Vælg en kommune for at se alle dens skoler.")


def chips(asked: TrialFilter, data: QueryDict) -> list[tuple[str, str]]:
    """Each chosen filter with the query string that is left when it is removed."""
    return [(picked.label, _without_choice(asked, data, picked)) for picked in asked.picked]


def loosenings(asked: TrialFilter, data: QueryDict) -> list[Loosening]:
    """What to leave out, one thing at a time, when nothing fits; only what would find something, the most first."""
    found = [*_without_a_choice(asked, data), *_other_words(asked, data)]
    return sorted((way for way in found if way.count), key=lambda way: -way.count)


def _without_a_choice(asked: TrialFilter, data: QueryDict) -> Iterator[Loosening]:
    for picked in asked.picked[:MOST_WORDS_TRIED]:
        words = _("Fjern ”%(choice)s”") % {"choice": picked.label}
        yield Loosening(words, _without_choice(asked, data, picked), asked.how_many(without=picked))


def _other_words(asked: TrialFilter, data: QueryDict) -> Iterator[Loosening]:
    """Only one of the words, or no words at all."""
    q = asked.question.q.strip()
    words = q.replace('"', " ").replace("”", " ").split()
    for word in words[:MOST_WORDS_TRIED] if len(words) > 1 else []:
        query = data.copy()
        query["q"] = word
        query.pop("side", None)
        question = understand(asked.now, word)
        if not question.is_empty:
            yield Loosening(_("Søg kun på ”%(word)s”") % {"word": word}, query.urlencode(), asked.how_many(question=question))
    if q and asked.picked:
        yield Loosening(_("Fjern søgeordet ”%(q)s”") % {"q": q}, _with(data, "q", []), asked.how_many(question=Question("")))
    if q and len(asked.picked) > 1:
        yield Loosening(_("Søg på ”%(q)s” uden filtre") % {"q": q}, urlencode({"q": q}), (asked.seen & asked.words.rows).bit_count())


def _without_choice(asked: TrialFilter, data: QueryDict, picked: Picked) -> str:
    """The query string without the values that stand for a choice."""
    left = asked.asked[picked.name].without(picked).found
    return _with(data, picked.name, [value for value in data.getlist(picked.name) if value in left])


def _with(data: QueryDict, name: str, values: list[str]) -> str:
    """The query string with other values under a name, and back on the first page."""
    changed = data.copy()
    changed.setlist(name, values)
    changed.pop("side", None)
    return changed.urlencode()
