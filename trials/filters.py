"""What can be asked of the list of published trial actions."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.text import danish
from schools.models import Municipality
from schools.networks.models import FocusArea
from trials.models import Version
from trials.search import in_danish_order, search

NEWEST, TITLE = "nyeste", "titel"
MOST_WORDS_TRIED = 4


class TrialFilter(django_filters.FilterSet):
    """Search, focus areas and municipalities. Choices of one kind widen, kinds together narrow."""

    q = django_filters.CharFilter(method="by_words", label=gettext_lazy("Hvad vil I prøve?"))
    fokus = django_filters.ModelMultipleChoiceFilter(
        method="by_focus_area",
        queryset=FocusArea.objects.all(),
        widget=CheckboxSelectMultiple,
        label=gettext_lazy("Fokusområde"),
    )
    kommune = django_filters.ModelMultipleChoiceFilter(
        method="by_place",
        to_field_name="slug",
        queryset=Municipality.objects.all(),
        widget=CheckboxSelectMultiple,
        label=gettext_lazy("Kommune"),
    )
    sort = django_filters.ChoiceFilter(
        method="in_order", choices=[(NEWEST, gettext_lazy("nyeste")), (TITLE, gettext_lazy("titel, a–å"))], label=gettext_lazy("Vis først")
    )

    class Meta:
        model = Version
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._answers: dict[str, list[int]] = {}

    def by_words(self, queryset: QuerySet[Version], _name: str, value: str) -> QuerySet[Version]:
        return search(queryset, value)

    def by_focus_area(self, queryset: QuerySet[Version], _name: str, areas: Iterable[FocusArea]) -> QuerySet[Version]:
        """By name: partnerships and municipalities that call an area the same mean the same to a reader."""
        names = {area.name for area in areas}
        return queryset.filter(focus_areas__name__in=names).distinct() if names else queryset

    def by_place(self, queryset: QuerySet[Version], _name: str, places: Iterable[Municipality]) -> QuerySet[Version]:
        return queryset.filter(trial__municipality__in=list(places))

    def in_order(self, queryset: QuerySet[Version], _name: str, _value: str) -> QuerySet[Version]:
        """Order is no filter: `found` sorts, so that the counts need not."""
        return queryset

    def chosen(self, name: str) -> Any:
        """What was asked under a name, as far as it could be understood: a wrong choice is passed over, never an error page."""
        self.form.is_valid()
        return self.form.cleaned_data.get(name)

    @property
    def sorts_by_title(self) -> bool:
        return self.chosen("sort") == TITLE

    def found(self, **instead: Any) -> QuerySet[Version]:
        """The versions that fit, newest first or by title. `instead` puts another answer (None: no answer) in the place of what was asked."""
        asked = {name: self.chosen(name) for name in ("q", "fokus", "kommune")} | instead
        matching = self.queryset.filter(pk__in=self._matching(asked))
        return in_danish_order(matching) if self.sorts_by_title else matching.order_by("-published_at", "-pk")

    def _matching(self, asked: dict[str, Any]) -> list[int]:
        """The ids that fit. Searching is the dear part, so each question is put to the database once."""
        key = repr(
            [(name, value if isinstance(value, str) else sorted(thing.pk for thing in value or [])) for name, value in asked.items()]
        )
        if key not in self._answers:
            found = self.queryset
            for name, value in asked.items():
                found = self.filters[name].filter(found, value) if value else found
            self._answers[key] = list(found.values_list("pk", flat=True))
        return self._answers[key]


@dataclass(frozen=True)
class Choice:
    """A checkbox with the number of trial actions it would show."""

    name: str
    value: str
    label: str
    count: int
    is_chosen: bool

    @property
    def html_id(self) -> str:
        return f"{self.name}-{self.value}"


@dataclass(frozen=True)
class Facet:
    legend: str
    choices: list[Choice]


@dataclass(frozen=True)
class Loosening:
    """One thing to leave out of a question that found nothing, with what it would find."""

    words: str
    query: str
    count: int


def facets(asked: TrialFilter) -> list[Facet]:
    """The checkboxes: all focus areas and municipalities that have something, counted under what else is chosen."""
    areas, places = _areas(asked.queryset), _places(asked.queryset)
    named, chosen = _counts(asked, "fokus", "focus_areas__name"), {area.name for area in asked.chosen("fokus") or []}
    located, here = _counts(asked, "kommune", "trial__municipality"), set(asked.chosen("kommune") or [])
    return [
        Facet(_("Fokusområde"), [Choice("fokus", str(area.pk), str(area), named[area.name], area.name in chosen) for area in areas]),
        Facet(_("Kommune"), [Choice("kommune", place.slug, place.name, located[place.pk], place in here) for place in places]),
    ]


def chips(asked: TrialFilter, data: QueryDict) -> list[tuple[str, str]]:
    """Each chosen filter with the query string that is left when it is removed."""
    areas = [(str(area), _without(data, "fokus", str(area.pk))) for area in asked.chosen("fokus") or []]
    return areas + [(place.name, _without(data, "kommune", place.slug)) for place in asked.chosen("kommune") or []]


def loosenings(asked: TrialFilter, data: QueryDict) -> list[Loosening]:
    """What to leave out, one thing at a time, when nothing fits; only what would find something, the most first."""
    tries = [*_without_a_choice(asked, data, "fokus", "pk"), *_without_a_choice(asked, data, "kommune", "slug"), *_other_words(asked, data)]
    found = [Loosening(words, query, versions.count()) for words, query, versions in tries]
    return sorted((way for way in found if way.count), key=lambda way: -way.count)


def _without_a_choice(asked: TrialFilter, data: QueryDict, name: str, key: str) -> Iterator[tuple[str, str, QuerySet[Version]]]:
    chosen = list(asked.chosen(name) or [])
    for choice in chosen:
        left = [other for other in chosen if other != choice]
        yield _("Fjern ”%(choice)s”") % {"choice": choice}, _without(data, name, str(getattr(choice, key))), asked.found(**{name: left})


def _other_words(asked: TrialFilter, data: QueryDict) -> Iterator[tuple[str, str, QuerySet[Version]]]:
    """Only one of the words, or no words at all."""
    q = asked.chosen("q") or ""
    words = q.replace('"', " ").split()
    for word in words[:MOST_WORDS_TRIED] if len(words) > 1 else []:
        query = data.copy()
        query["q"] = word
        query.pop("side", None)
        yield _("Søg kun på ”%(word)s”") % {"word": word}, query.urlencode(), asked.found(q=word)
    if q and (asked.chosen("fokus") or asked.chosen("kommune")):
        yield _("Fjern søgeordet ”%(q)s”") % {"q": q}, _without(data, "q"), asked.found(q=None)


def _counts(asked: TrialFilter, name: str, path: str) -> Counter:
    return Counter(asked.found(**{name: None}).order_by().values_list(path, flat=True))


def _areas(versions: QuerySet[Version]) -> list[FocusArea]:
    """One focus area per name, in Danish order."""
    used = FocusArea.objects.filter(pk__in=Version.focus_areas.through.objects.filter(version__in=versions).values("focusarea"))
    by_name = {area.name: area for area in used.order_by("-pk")}
    return sorted(by_name.values(), key=lambda area: danish.sort_key(str(area)))


def _places(versions: QuerySet[Version]) -> QuerySet[Municipality]:
    return Municipality.objects.filter(pk__in=versions.values("trial__municipality"))


def _without(data: QueryDict, name: str, value: str = "") -> str:
    """The query string without a name, or without one of its values; and back on the first page."""
    left = data.copy()
    kept = [other for other in left.getlist(name) if value and other != value]
    left.setlist(name, kept)
    left.pop("side", None)
    return left.urlencode()
