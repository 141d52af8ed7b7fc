"""What can be asked of the list of partners. There are some hundred at most, so they are narrowed and counted in one reading."""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from partners.choices import PartnerKind
from partners.countries import country_name
from partners.models import PartnerOrganisation
from partners.queries.partners import with_familiarity
from portal.text import danish
from portal.ui.facets import Choice, Facet

_FACETS = ("slags", "land", "tema", "kendt")
KNOWN, NEW = "ja", "nej"


class PartnerFilter:
    """Words and choices as they were asked. Choices of one facet widen, facets together narrow; a wrong choice finds nothing of its own."""

    def __init__(self, data: QueryDict, partners: QuerySet[PartnerOrganisation]) -> None:
        self.data, self.partners = data, partners
        self.q = data.get("q", "").replace("\x00", "").strip()[:200]
        self.chosen = {name: data.getlist(name) for name in _FACETS}

    def numbers(self) -> list[int]:
        """The numbers of the partners that fit, in Danish order."""
        return [row.pk for row in self._rows if self._fits(row)]

    @property
    def is_used(self) -> bool:
        return bool(self.q) or any(self.chosen.values())

    @cached_property
    def facets(self) -> list[Facet]:
        """Every choice that has something, each counted under what is chosen in the other facets."""
        return [Facet(name, legend(), self._choices(name)) for name, legend in _LEGENDS.items()]

    @cached_property
    def chips(self) -> list[tuple[str, str]]:
        """What is chosen, each with the address that leaves it out."""
        found = [(f"”{self.q}”", self._without("q", self.q))] if self.q else []
        return found + [(_LABELS[name](value), self._without(name, value)) for name in _FACETS for value in self.chosen[name]]

    def _choices(self, name: str) -> list[Choice]:
        counts = Counter(value for row in self._rows if self._fits(row, leaving_out=name) for value in _VALUES[name](row))
        there = {value for row in self._rows for value in _VALUES[name](row)} | {value for value in self.chosen[name] if counts[value]}
        named = sorted(((_LABELS[name](value), value) for value in there), key=lambda pair: danish.sort_key(pair[0]))
        return [Choice(name, value, label, counts[value], value in self.chosen[name]) for label, value in named]

    def _fits(self, row: PartnerOrganisation, *, leaving_out: str = "") -> bool:
        words = danish.fold(self.q).split()
        if not all(word in self._texts[row.pk] for word in words):
            return False
        facets = (name for name in _FACETS if name != leaving_out and self.chosen[name])
        return all(set(_VALUES[name](row)) & set(self.chosen[name]) for name in facets)

    @cached_property
    def _rows(self) -> list[PartnerOrganisation]:
        shown = with_familiarity(self.partners.standing()).only("pk", "name", "city", "country", "kind", "themes", "is_known")
        return list(shown.order_by("sort_key", "pk"))

    @cached_property
    def _texts(self) -> dict[int, str]:
        return {row.pk: danish.fold(" ".join([row.name, row.city, country_name(row.country), *row.themes])) for row in self._rows}

    def _without(self, name: str, value: str) -> str:
        pairs = [(key, one) for key in ("q", *_FACETS) for one in self.data.getlist(key) if one and (key, one.strip()) != (name, value)]
        return urlencode(pairs)


def _familiarity(value: str) -> str:
    return _("Kendt, vi har været der") if value == KNOWN else _("Ny for os")


_LEGENDS: Mapping[str, Callable[[], str]] = {
    "slags": lambda: _("Slags"),
    "land": lambda: _("Land"),
    "tema": lambda: _("Tema"),
    "kendt": lambda: _("Kender vi den?"),
}
_VALUES: Mapping[str, Callable[[Any], list[str]]] = {
    "slags": lambda row: [row.kind],
    "land": lambda row: [row.country],
    "tema": lambda row: row.themes,
    "kendt": lambda row: [KNOWN if row.is_familiar else NEW],
}
_LABELS: Mapping[str, Callable[[str], str]] = {
    "slags": lambda value: str(dict(PartnerKind.choices).get(value, value)),
    "land": country_name,
    "tema": str,
    "kendt": _familiarity,
}
