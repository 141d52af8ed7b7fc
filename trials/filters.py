"""What can be asked of published trial actions: declared once, for the page, its files, the API and the API's description."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import and_
from typing import Any, overload

import django_filters
from django import forms
from django.db.models import Model
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.text import danish
from schools.models import Municipality, School
from schools.networks.models import FocusArea
from trials.choices import Perspective
from trials.finding import queries, rows
from trials.finding.choices import LISTS, Band, Kind, Result
from trials.finding.models import Entry
from trials.finding.question import MOST_LETTERS, Question
from trials.finding.rows import Bits, Counts, Named, Rows
from trials.models import Version

BEST, NEWEST, TITLE = "bedste", "nyeste", "titel"
ORDERS = {BEST: _("bedste først"), NEWEST: _("nyeste først"), TITLE: _("titel, a–å")}
YEARS = range(2000, 2100)
_HIGHEST = 2**31 - 1
_SLUG = r"^[-a-zA-Z0-9_]+$"


@dataclass(frozen=True)
class Picked:
    """A choice as it stands in the address, with its number in the index and its name."""

    name: str
    value: str
    number: int
    label: str
    thing: Any


@dataclass(frozen=True)
class Chosen:
    """What was chosen of one kind, by value in the address. Of the others `wrong` can be no choice, and `missing` could be one but isn't there."""

    found: dict[str, Picked] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def picked(self) -> list[Picked]:
        return list(dict.fromkeys(self.found.values()))

    def without(self, picked: Picked) -> "Chosen":
        return Chosen({value: other for value, other in self.found.items() if other != picked})


class _Many(forms.Field):
    """Takes every value, and lets the filter say what each one means."""

    widget = forms.SelectMultiple

    def __init__(self, *, of: "ChoicesFilter", **options: Any) -> None:
        super().__init__(**options)
        self.of = of

    def clean(self, values: Any) -> Chosen:
        given = values if isinstance(values, list | tuple) else [values] if values is not None else []
        return self.of.read([str(value) for value in given])


class _Words(forms.Field):
    def clean(self, value: Any) -> str:
        return str(value or "").replace("\x00", "")


class _Order(forms.Field):
    def clean(self, value: Any) -> str:
        return value if value in ORDERS else ""


class WordsFilter(django_filters.Filter):
    """Words, ”phrases” and -words (trials.finding.question)."""

    field_class = _Words

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": MOST_LETTERS, "pattern": r"^[^\u0000]*$"}


class OrderFilter(django_filters.Filter):
    """What stands first; it leaves nothing out."""

    field_class = _Order

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": [*ORDERS, ""]}


class ChoicesFilter(django_filters.Filter):
    """One kind of choice: several widen. What a value means, and what each number in the index is called, the kinds say themselves."""

    field_class = _Many

    told = ""
    """What the API's description says of the values, beside the label."""

    def __init__(self, kind: Kind, label: Any) -> None:
        super().__init__(label=label)
        self.kind = kind
        self.extra["of"] = self

    def narrow(self, now: Rows, chosen: Chosen) -> Bits:
        """The rows that fit."""
        return now.choosing(self.kind, (picked.number for picked in chosen.picked)) if chosen.picked else now.everything

    def read(self, values: Sequence[str]) -> Chosen:
        possible = [value for value in values if self.can_be(value)]
        found = self.found(possible) if possible else {}
        wrong = [value for value in values if value not in possible]
        return Chosen(found, wrong, [value for value in possible if value not in found])

    def can_be(self, value: str) -> bool:
        """Whether a value could be a choice, as far as can be seen from the value."""
        raise NotImplementedError

    def found(self, values: Sequence[str]) -> dict[str, Picked]:
        """The choice that each value stands for, in the order in which they are told."""
        raise NotImplementedError

    def named(self, now: Rows, numbers: Mapping[int, int]) -> Iterator[Named]:
        """Those numbers of the index that still have a name, in the order in which they are offered."""
        raise NotImplementedError

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self.item_schema()}

    def item_schema(self) -> dict[str, Any]:
        raise NotImplementedError


class ListedFilter(ChoicesFilter):
    """A fixed list."""

    def __init__(self, kind: Kind, label: Any, of: Any) -> None:
        super().__init__(kind, label)
        self.of = of

    def can_be(self, value: str) -> bool:
        return value in LISTS[self.kind]

    def found(self, values: Sequence[str]) -> dict[str, Picked]:
        return {
            value: Picked(self.field_name, value, number, str(self.of(value).label), value)
            for number, value in enumerate(LISTS[self.kind])
            if value in values
        }

    def named(self, _now: Rows, numbers: Mapping[int, int]) -> Iterator[Named]:
        return ((number, value, str(self.of(value).label)) for number, value in enumerate(LISTS[self.kind]) if number in numbers)

    def item_schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": LISTS[self.kind]}


class YearFilter(ChoicesFilter):
    told = "nævnt ved det år, hvor det begynder: 2025 er 2025/26"

    def can_be(self, value: str) -> bool:
        return _is_number(value) and int(value) in YEARS

    def found(self, values: Sequence[str]) -> dict[str, Picked]:
        ordered = sorted(values, key=int, reverse=True)
        return {value: Picked(self.field_name, value, int(value), school_year(int(value)), int(value)) for value in ordered}

    def named(self, _now: Rows, numbers: Mapping[int, int]) -> Iterator[Named]:
        return ((year, str(year), school_year(year)) for year in sorted(numbers, reverse=True))

    def item_schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": YEARS.start, "maximum": YEARS.stop - 1}


class RowsFilter(ChoicesFilter):
    """Rows of a model. What they are called is read once for as long as the index stands: a new name gives it another token (trials.finding.renamed)."""

    def named(self, now: Rows, numbers: Mapping[int, int]) -> Iterator[Named]:
        key = self.kind, get_language()
        if (known := now.names.get(key)) is None:
            known = list(self.all_named())
            now.names.keep({key: known})
        return (named for named in known if named[0] in numbers)

    def all_named(self) -> Iterator[Named]:
        """Every choice, in the order in which they are offered."""
        raise NotImplementedError


class PlaceFilter(RowsFilter):
    """Rows of a model, each named in the address by its `key`."""

    def __init__(self, kind: Kind, label: Any, of: type[Model], key: str = "pk") -> None:
        super().__init__(kind, label)
        self.of, self.key = of, key

    def can_be(self, value: str) -> bool:
        return _is_number(value) if self.key == "pk" else bool(value) and "\x00" not in value

    def found(self, values: Sequence[str]) -> dict[str, Picked]:
        rows = self.of._default_manager.filter(**{f"{self.key}__in": values}).order_by("sort_key", "pk")
        return {(value := str(getattr(row, self.key))): Picked(self.field_name, value, row.pk, row.name, row) for row in rows}  # type: ignore[attr-defined]

    def all_named(self) -> Iterator[Named]:
        rows = self.of._default_manager.order_by("sort_key", "pk")
        return ((number, str(value), name) for number, value, name in rows.values_list("pk", self.key, "name"))

    def item_schema(self) -> dict[str, Any]:
        return _NUMBER if self.key == "pk" else {"type": "string", "pattern": _SLUG, "maxLength": 100}


class AreaFilter(RowsFilter):
    """By name: partnerships and municipalities that call an area the same mean the same to a reader, so the oldest stands for all."""

    told = "ved det tal, det har i svarene"

    def can_be(self, value: str) -> bool:
        return _is_number(value)

    def found(self, values: Sequence[str]) -> dict[str, Picked]:
        asked = FocusArea.objects.filter(pk__in=values)
        oldest: dict[str, FocusArea] = {}
        found = {}
        for area in FocusArea.objects.filter(name__in=asked.values("name")).order_by("pk"):
            first = oldest.setdefault(area.name, area)
            found[str(area.pk)] = Picked(self.field_name, str(first.pk), first.pk, str(first), first)
        return found

    def all_named(self) -> Iterator[Named]:
        areas = sorted(FocusArea.objects.order_by("pk"), key=lambda area: danish.sort_key(str(area)))
        return ((area.pk, str(area.pk), str(area)) for area in areas)

    def item_schema(self) -> dict[str, Any]:
        return _NUMBER


_NUMBER = {"type": "integer", "minimum": 1, "maximum": _HIGHEST}


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) <= 10 and 1 <= int(value) <= _HIGHEST


def school_year(year: int) -> str:
    """”2025/26”."""
    return f"{year}/{(year + 1) % 100:02}"


class TrialFilter(django_filters.FilterSet):
    """What one reader asks. Choices of one kind widen, kinds together narrow; a value that is no choice is passed over.

    The index alone is asked (trials.finding); the texts come through `versions`, which judges the reader's sight once more.
    """

    q = WordsFilter(label=_("Hvad vil I prøve?"))
    fokus = AreaFilter(Kind.AREA, _("Fokusområde"))
    trin = ListedFilter(Kind.BAND, _("Klassetrin"), Band)
    hvordan = ListedFilter(Kind.RESULT, _("Hvordan gik det?"), Result)
    perspektiv = ListedFilter(Kind.PERSPECTIVE, _("Set fra"), Perspective)
    aar = YearFilter(Kind.YEAR, _("Skoleår"))
    kommune = PlaceFilter(Kind.MUNICIPALITY, _("Kommune"), Municipality, "slug")
    skole = PlaceFilter(Kind.SCHOOL, _("Skole"), School)
    sort = OrderFilter(label=_("Vis først"))

    class Meta:
        model = Entry
        fields: list[str] = []

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__(data, Entry.objects.none())
        self.actor = actor

    @cached_property
    def asked(self) -> dict[str, Any]:
        """By name: the words, the order, and the Chosen of each kind."""
        self.form.full_clean()
        return self.form.cleaned_data

    @property
    def kinds(self) -> dict[Kind, ChoicesFilter]:
        """The filters that are kinds of choices, in their order on the page."""
        return {one.kind: one for one in self.filters.values() if isinstance(one, ChoicesFilter)}

    @cached_property
    def question(self) -> Question:
        q = self.asked["q"]
        return queries.understand(self.now, q) if q.strip() else Question(q)

    @cached_property
    def picked(self) -> list[Picked]:
        return [picked for one in self.kinds.values() for picked in self.asked[one.field_name].picked]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked, so that everything is shown."""
        return self.question.is_empty and not self.picked

    @property
    def order(self) -> str:
        usual = NEWEST if self.question.is_empty else BEST
        return self.asked["sort"] if self.asked["sort"] in {NEWEST, TITLE} else usual

    @property
    def sorts_by_title(self) -> bool:
        return self.order == TITLE

    @property
    def versions(self):
        """What the reader may read as published."""
        return Version.objects.published_to(self.actor)

    @cached_property
    def now(self) -> Rows:
        return rows.current()

    @cached_property
    def seen(self) -> Bits:
        """The rows that the reader may see."""
        return self.now.seen_by(self.actor)

    @cached_property
    def words(self) -> queries.Found:
        return queries.find(self.now, self.question)

    @cached_property
    def fitting(self) -> Bits:
        return self._fitting(self.words.rows)

    def _fitting(self, words: Bits, **instead: Chosen) -> Bits:
        """The rows that fit and that the reader may see; `instead` chooses something else of a kind."""
        chosen = self.asked | instead
        narrowed = (one.narrow(self.now, chosen[one.field_name]) for one in self.kinds.values())
        return reduce(and_, narrowed, self.seen & words)

    @cached_property
    def counts(self) -> Counts:
        """Of a kind that something is chosen of, each choice is counted as if nothing were."""
        chosen = {kind: one.field_name for kind, one in self.kinds.items() if self.asked[one.field_name].picked}
        under = {kind: self._fitting(self.words.rows, **{name: Chosen()}) for kind, name in chosen.items()}
        return self.now.counts_of(self.fitting, under)

    @property
    def hits(self) -> "Hits":
        return Hits(self)

    def numbers(self, start: int, stop: int) -> list[int]:
        """The versions that fit, in the order asked for, from one place to another."""
        if self.sorts_by_title:
            return self.now.titled(self.fitting, start, stop)
        if self.order == NEWEST:
            return self.now.newest(self.fitting, start, stop)
        return queries.best_first(self.now, self.fitting, self.words, self.question, start, stop)

    def found(self):
        """All versions that fit, newest first or by title: what a file holds."""
        found = self.versions if self.is_empty else self.versions.filter(pk__in=self.now.newest(self.fitting, 0, len(self.hits)))
        return found.order_by("entry__title_key", "pk") if self.sorts_by_title else found.order_by("-published_at", "-pk")

    def how_many(self, *, question: Question | None = None, without: Picked | None = None) -> int:
        """How many would fit with another question, or without one choice."""
        words = self.words if question is None else queries.find(self.now, question)
        instead = {without.name: self.asked[without.name].without(without)} if without else {}
        return self._fitting(words.rows, **instead).bit_count()


class Hits(Sequence[int]):
    """The numbers of the versions that fit, in order: counted once, read a page at a time."""

    def __init__(self, asked: TrialFilter) -> None:
        self.asked = asked

    def __len__(self) -> int:
        return self.asked.counts.total

    @overload
    def __getitem__(self, at: int) -> int: ...

    @overload
    def __getitem__(self, at: slice) -> list[int]: ...

    def __getitem__(self, at: int | slice) -> int | list[int]:
        if isinstance(at, slice):
            start, stop, _step = at.indices(len(self))
            return self.asked.numbers(start, stop)
        return self.asked.numbers(at, at + 1)[0]
