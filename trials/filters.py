"""What can be asked of the list of published trial actions."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.text import danish
from portal.ui.facets import SHOWN_AT_ONCE, Choice, Facet, without
from schools.models import Municipality, School
from schools.networks.models import FocusArea
from trials.choices import Perspective
from trials.finding import queries
from trials.finding.choices import LISTS, Band, Kind, Result
from trials.finding.models import Entry, EntryQuerySet
from trials.finding.question import Question, read
from trials.models import Version

BEST, NEWEST, TITLE = "bedste", "nyeste", "titel"
MOST_WORDS_TRIED = 4
# The name of each kind of choice in the address.
NAMES: dict[Kind, str] = {
    Kind.AREA: "fokus",
    Kind.BAND: "trin",
    Kind.RESULT: "hvordan",
    Kind.PERSPECTIVE: "perspektiv",
    Kind.YEAR: "aar",
    Kind.MUNICIPALITY: "kommune",
    Kind.SCHOOL: "skole",
}
_LISTED = {Kind.BAND: Band, Kind.PERSPECTIVE: Perspective, Kind.RESULT: Result}


@dataclass(frozen=True)
class Picked:
    """A choice as it stands in the address, with its number in the index and its name."""

    kind: Kind
    value: str
    number: int
    label: str
    thing: Any

    @property
    def name(self) -> str:
        return NAMES[self.kind]


class TrialFilter:
    """Words and choices as they were asked. Choices of one kind widen, kinds together narrow; a wrong choice is passed over.

    `queryset` is what the reader may see as published; with the `actor` given, counts ask the index alone (EntryQuerySet.visible_to).
    """

    def __init__(self, data: Mapping[str, Any], queryset: QuerySet[Version], *, actor: Actor | None = None) -> None:
        self.data = data
        self.queryset = queryset
        self.rows: EntryQuerySet = Entry.objects.visible_to(actor) if actor else Entry.objects.filter(version__in=queryset.values("pk"))

    @cached_property
    def question(self) -> Question:
        return read(self._first("q"))

    @cached_property
    def picked(self) -> list[Picked]:
        return [picked for kind, name in NAMES.items() if (values := self._list(name)) for picked in _PICK[kind](kind, values)]

    @property
    def chosen_numbers(self) -> dict[Kind, list[int]]:
        return {kind: [picked.number for picked in self.picked if picked.kind == kind] for kind in Kind}

    def chosen(self, name: str) -> Any:
        """What was asked under a name: words, an order, or the things that were chosen."""
        if name == "q":
            return self.question.q.strip()
        if name == "sort":
            return self.sort
        return [picked.thing for picked in self.picked if picked.name == name]

    @property
    def sort(self) -> str:
        asked = self._first("sort")
        usual = NEWEST if self.question.is_empty else BEST
        return asked if asked in {NEWEST, TITLE} else usual

    @property
    def sorts_by_title(self) -> bool:
        return self.sort == TITLE

    def entries(self) -> EntryQuerySet:
        """The index rows that fit, in the order asked for."""
        fits = queries.fitting(self.rows, self.question, self.chosen_numbers)
        if self.sort == TITLE:
            return queries.by_title(fits)
        return queries.best_first(fits, self.question, self.counts.total) if self.sort == BEST else queries.newest_first(fits)

    def found(self) -> QuerySet[Version]:
        """The versions that fit, newest first or by title; for whoever needs them all (exports)."""
        fits = queries.fitting(self.rows, self.question, self.chosen_numbers)
        found = self.queryset.filter(pk__in=fits.values("pk"))
        return found.order_by("entry__title_key", "pk") if self.sorts_by_title else found.order_by("-published_at", "-pk")

    @cached_property
    def counts(self) -> queries.Counts:
        return queries.counts(self.rows, self.question, self.chosen_numbers)

    def how_many(self, *, question: Question | None = None, without: Picked | None = None) -> int:
        """How many would fit with another question, or without one choice."""
        chosen = {
            kind: [picked.number for picked in self.picked if picked.kind == kind and picked != without] for kind in self.chosen_numbers
        }
        return queries.fitting(self.rows, question or self.question, chosen).count()

    def _first(self, name: str) -> str:
        return next(iter(self._list(name)[-1:]), "")

    def _list(self, name: str) -> list[str]:
        values = self.data.getlist(name) if isinstance(self.data, QueryDict) else self.data.get(name) or []
        return [str(value).replace("\x00", "") for value in (values if isinstance(values, list) else [values])]


def _listed(kind: Kind, values: list[str]) -> Iterator[Picked]:
    for value in LISTS[kind]:
        if value in values:
            yield Picked(kind, value, LISTS[kind].index(value), str(_LISTED[kind](value).label), value)


def _numbers(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isdecimal() and len(value) < 10]


def _areas(kind: Kind, values: list[str]) -> Iterator[Picked]:
    """By name: partnerships and municipalities that call an area the same mean the same to a reader."""
    asked = FocusArea.objects.filter(pk__in=_numbers(values))
    firsts: dict[str, FocusArea] = {}
    for area in FocusArea.objects.filter(name__in=asked.values("name")).order_by("pk"):
        firsts.setdefault(area.name, area)
    yield from (Picked(kind, str(area.pk), area.pk, str(area), area) for area in firsts.values())


def _municipalities(kind: Kind, values: list[str]) -> Iterator[Picked]:
    found = Municipality.objects.filter(slug__in=values)
    yield from (Picked(kind, place.slug, place.pk, place.name, place) for place in found)


def _schools(kind: Kind, values: list[str]) -> Iterator[Picked]:
    found = School.objects.filter(pk__in=_numbers(values))
    yield from (Picked(kind, str(school.pk), school.pk, school.name, school) for school in found)


def _years(kind: Kind, values: list[str]) -> Iterator[Picked]:
    for year in sorted(set(_numbers(values)), reverse=True):
        if 1900 < year < 2200:
            yield Picked(kind, str(year), year, school_year(year), year)


def school_year(year: int) -> str:
    """”2025/26”."""
    return f"{year}/{(year + 1) % 100:02}"


_PICK: dict[Kind, Callable[[Kind, list[str]], Iterator[Picked]]] = {
    Kind.AREA: _areas,
    Kind.MUNICIPALITY: _municipalities,
    Kind.SCHOOL: _schools,
    Kind.BAND: _listed,
    Kind.PERSPECTIVE: _listed,
    Kind.RESULT: _listed,
    Kind.YEAR: _years,
}


@dataclass(frozen=True)
class Loosening:
    """One thing to leave out of a question that found nothing, with what it would find."""

    words: str
    query: str
    count: int


def facets(asked: TrialFilter) -> list[Facet]:
    """The checkboxes: everything that has something, and what is chosen, each counted under what else is chosen."""
    found: dict[Kind, dict[int, int]] = {kind: {} for kind in Kind}
    for number, count in asked.counts.by_choice.items():
        kind, choice = Kind.read(number)
        found[kind][choice] = count
    for picked in asked.picked:
        found[picked.kind].setdefault(picked.number, 0)
    chosen = {(picked.kind, picked.number) for picked in asked.picked}
    legends = {
        Kind.AREA: _("Fokusområde"),
        Kind.BAND: _("Klassetrin"),
        Kind.RESULT: _("Hvordan gik det?"),
        Kind.PERSPECTIVE: _("Set fra"),
        Kind.YEAR: _("Skoleår"),
        Kind.MUNICIPALITY: _("Kommune"),
        Kind.SCHOOL: _("Skole"),
    }
    made = []
    for kind, name in NAMES.items():
        numbers, hint = _school_numbers(asked, found[kind], chosen) if kind == Kind.SCHOOL else (found[kind], "")
        choices = [
            Choice(name, value, label, found[kind][number], (kind, number) in chosen)
            for number, value, label in _NAMED[kind](kind, numbers)
        ]
        made.append(Facet(name, legends[kind], choices, hint))
    return made


def _school_numbers(asked: TrialFilter, found: dict[int, int], chosen: set[tuple[Kind, int]]) -> tuple[dict[int, int], str]:
    """The schools of the municipalities that are chosen; else those with the most, for a list of a thousand helps nobody."""
    places = [picked.number for picked in asked.picked if picked.kind == Kind.MUNICIPALITY]
    if places or len(found) <= SHOWN_AT_ONCE + 2:
        return found, ""
    most = sorted(found, key=lambda number: (-found[number], number))[:SHOWN_AT_ONCE]
    picked = [number for kind, number in chosen if kind == Kind.SCHOOL]
    return {number: found[number] for number in {*most, *picked}}, _("Vælg en kommune for at se alle dens skoler.")


Named = Iterator[tuple[int, str, str]]


def _named_areas(_kind: Kind, numbers: Mapping[int, int]) -> Named:
    areas = FocusArea.objects.filter(pk__in=numbers)
    yield from ((area.pk, str(area.pk), str(area)) for area in sorted(areas, key=lambda area: danish.sort_key(str(area))))


def _named_municipalities(_kind: Kind, numbers: Mapping[int, int]) -> Named:
    places = Municipality.objects.filter(pk__in=numbers).in_danish_order()
    yield from places.values_list("pk", "slug", "name")


def _named_schools(_kind: Kind, numbers: Mapping[int, int]) -> Named:
    schools = School.objects.filter(pk__in=numbers).order_by("sort_key", "pk")
    yield from ((number, str(number), name) for number, name in schools.values_list("pk", "name"))


def _named_years(_kind: Kind, numbers: Mapping[int, int]) -> Named:
    yield from ((year, str(year), school_year(year)) for year in sorted(numbers, reverse=True))


def _named_by_list(kind: Kind, numbers: Mapping[int, int]) -> Named:
    for number, value in enumerate(LISTS[kind]):
        if number in numbers:
            yield number, value, str(_LISTED[kind](value).label)


_NAMED: dict[Kind, Callable[[Kind, Mapping[int, int]], Named]] = {
    Kind.AREA: _named_areas,
    Kind.MUNICIPALITY: _named_municipalities,
    Kind.SCHOOL: _named_schools,
    Kind.BAND: _named_by_list,
    Kind.PERSPECTIVE: _named_by_list,
    Kind.RESULT: _named_by_list,
    Kind.YEAR: _named_years,
}


def chips(asked: TrialFilter, data: QueryDict) -> list[tuple[str, str]]:
    """Each chosen filter with the query string that is left when it is removed."""
    return [(picked.label, without(data, picked.name, picked.value)) for picked in asked.picked]


def loosenings(asked: TrialFilter, data: QueryDict) -> list[Loosening]:
    """What to leave out, one thing at a time, when nothing fits; only what would find something, the most first."""
    found = [*_without_a_choice(asked, data), *_other_words(asked, data)]
    return sorted((way for way in found if way.count), key=lambda way: -way.count)


def _without_a_choice(asked: TrialFilter, data: QueryDict) -> Iterator[Loosening]:
    for picked in asked.picked[:MOST_WORDS_TRIED]:
        words = _("Fjern ”%(choice)s”") % {"choice": picked.label}
        yield Loosening(words, without(data, picked.name, picked.value), asked.how_many(without=picked))


def _other_words(asked: TrialFilter, data: QueryDict) -> Iterator[Loosening]:
    """Only one of the words, or no words at all."""
    q = asked.chosen("q")
    words = q.replace('"', " ").replace("”", " ").split()
    for word in words[:MOST_WORDS_TRIED] if len(words) > 1 else []:
        query = data.copy()
        query["q"] = word
        query.pop("side", None)
        question = read(word)
        if not question.is_empty:
            yield Loosening(_("Søg kun på ”%(word)s”") % {"word": word}, query.urlencode(), asked.how_many(question=question))
    if q and asked.picked:
        yield Loosening(_("Fjern søgeordet ”%(q)s”") % {"q": q}, without(data, "q"), asked.how_many(question=Question("")))
