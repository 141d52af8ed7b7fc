"""What can be asked of the list of mobilities. Choices of one kind widen, kinds together narrow; a wrong choice is passed over."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import itemgetter, or_
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.countries import country_name
from partners.grants.choices import Activity
from partners.mobilities.choices import State
from partners.mobilities.models import Mobility, Participant
from partners.mobilities.models.mobility import MobilityQuerySet
from partners.models import PartnerOrganisation, Project, Wording
from portal.ui.facets import Choice, Facet, without
from schools.models import School

# Beside the names of those who travel.
_SEARCHED, _SEARCHED_IN_HOSTS = ("title", "number", "module_number", "course_name"), ("name", "city")
_MOST_WORDS = 8
_LONGEST_NUMBER = 10


@dataclass(frozen=True)
class _Kind:
    """One kind of choice: its name in the address, its legend, the field, and how its values are read and named."""

    name: str
    legend: str | Promise
    field: str
    read: Callable[[str], Any]
    named: Callable[[Iterable[Any]], dict[Any, str]]


def _number(value: str) -> int | None:
    return int(value) if value.isdecimal() and len(value) < _LONGEST_NUMBER else None


def _holds(word: str, fields: Iterable[str]) -> Q:
    return reduce(or_, (Q(**{f"{field}__icontains": word}) for field in fields))


def _one_of(values: Iterable[str]) -> Callable[[str], str | None]:
    known = set(values)
    return lambda value: value if value in known else None


def _projects(numbers: Iterable[int]) -> dict[int, str]:
    return {project.pk: f"{project.call} · {project.short_code}" for project in Project.objects.filter(pk__in=list(numbers))}


def _schools(numbers: Iterable[int]) -> dict[int, str]:
    return dict(School.objects.filter(pk__in=list(numbers)).order_by("sort_key", "pk").values_list("pk", "name"))


def _objectives(numbers: Iterable[int]) -> dict[int, str]:
    """Each by its latest wording."""
    wordings = Wording.objects.filter(objective__in=list(numbers)).order_by("plan__number", "position")
    return {wording.objective_id: wording.title for wording in wordings}


def _countries(codes: Iterable[str]) -> dict[str, str]:
    return dict(sorted(((code, country_name(code)) for code in codes), key=lambda pair: pair[1]))


def _labels(choices: Any) -> Callable[[Iterable[str]], dict[str, str]]:
    """In the order of the choices."""
    return lambda values: {value: str(label) for value, label in choices if value in set(values)}


KINDS = (
    _Kind("projekt", _("Projekt"), "project", _number, _projects),
    _Kind("status", _("Status"), "state", _one_of(State.values), _labels(State.choices)),
    _Kind("skole", _("Skole"), "school", _number, _schools),
    _Kind("aktivitet", _("Aktivitet"), "activity", _one_of(Activity.values), _labels(Activity.choices)),
    _Kind("land", _("Land"), "host__country", lambda value: value if len(value) == 2 else None, _countries),
    _Kind("maal", _("Erasmus-mål"), "objective", _number, _objectives),
)


class MobilityFilter:
    """Words and choices as they were asked, over what the reader may see."""

    def __init__(self, data: QueryDict, sight: MobilityQuerySet) -> None:
        self.data, self.sight = data, sight
        self.q = " ".join(data.get("q", "").replace("\x00", "").split())[:200]

    @cached_property
    def picked(self) -> dict[str, list[Any]]:
        """The choices that can be read, by their names in the address."""
        return {kind.name: [value for text in self.data.getlist(kind.name) if (value := kind.read(text)) is not None] for kind in KINDS}

    @cached_property
    def words(self) -> Q:
        """Each word stands somewhere in the texts that name a mobility.

        People and hosts are asked first: they are found once for all rows, and a row that they fit has none of its own texts read.
        """
        found = Q()
        for word in self.q.split()[:_MOST_WORDS]:
            named = Q(pk__in=Participant.objects.filter(name__icontains=word).values("mobility"))
            visiting = Q(host__in=PartnerOrganisation.objects.filter(_holds(word, _SEARCHED_IN_HOSTS)).values("pk"))
            found &= named | visiting | _holds(word, _SEARCHED)
        return found

    def found(self) -> QuerySet[Mobility]:
        """Those that fit: what is under way or near first, by departure."""
        chosen = (Q(**{f"{kind.field}__in": self.picked[kind.name]}) for kind in KINDS if self.picked[kind.name])
        return self.sight.filter(self.words, *chosen).order_by("-starts_on", "-pk")

    @cached_property
    def hits(self) -> list[int]:
        """The numbers of those that fit, in the same order."""
        return [row[0] for row in self._fitting()]

    def on_page(self, hits: Sequence[int]) -> list[Mobility]:
        """Some of the hits, with what the list shows of them."""
        loaded = self.sight.for_lists().without_texts().in_bulk(list(hits))
        return [loaded[pk] for pk in hits if pk in loaded]

    @cached_property
    def _rows(self) -> list[tuple[Any, ...]]:
        """Of all that the words fit: number, and the value of each kind.

        Read once, and counted here: the same rows answer the list and every facet, and asking the database for each took eight times as long.
        """
        rows = self.sight.filter(self.words).order_by("-starts_on", "-pk")
        return list(rows.values_list("pk", *(kind.field for kind in KINDS)))

    def _fitting(self, besides: int = 0) -> list[tuple[Any, ...]]:
        """The rows that fit what is chosen of each kind, or of each but the one that stands there in a row."""
        rows = self._rows
        for at, kind in enumerate(KINDS, start=1):
            if at != besides and (chosen := set(self.picked[kind.name])):
                rows = [row for row in rows if row[at] in chosen]
        return rows

    @cached_property
    def facets(self) -> list[Facet]:
        """Everything that has something, and what is chosen, each counted under what else is chosen."""
        return [self._facet(kind, at) for at, kind in enumerate(KINDS, start=1)]

    def _facet(self, kind: _Kind, at: int) -> Facet:
        counted = Counter(map(itemgetter(at), self._fitting(besides=at)))
        counts = {value: number for value, number in counted.items() if value not in (None, "")}
        chosen = self.picked[kind.name]
        named = kind.named({*counts, *chosen})
        choices = [Choice(kind.name, str(value), label, counts.get(value, 0), value in chosen) for value, label in named.items()]
        return Facet(kind.name, str(kind.legend), choices)

    def chips(self) -> list[tuple[str, str]]:
        """Each chosen filter with the query string that is left when it is removed."""
        return [
            (choice.label, without(self.data, choice.name, choice.value))
            for facet in self.facets
            for choice in facet.choices
            if choice.is_chosen
        ]
