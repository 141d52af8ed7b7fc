"""Facets: groups of checkboxes with a count beside each, that narrow a list down."""

from dataclasses import dataclass

from django.http import QueryDict

from portal.text import danish

SHOWN_AT_ONCE = 8


@dataclass(frozen=True)
class Choice:
    """A checkbox with the number of things it would show."""

    name: str
    value: str
    label: str
    count: int
    is_chosen: bool

    @property
    def html_id(self) -> str:
        """Without spaces, whatever the value is."""
        return f"{self.name}-{danish.slug(self.value)}"


@dataclass(frozen=True)
class Facet:
    """A group of checkboxes: some at once, the rest behind ”vis flere”. `hint` says how to get at those that are not there at all."""

    name: str
    legend: str
    choices: list[Choice]
    hint: str = ""

    @property
    def first(self) -> list[Choice]:
        return self.choices[: self._cut]

    @property
    def rest(self) -> list[Choice]:
        return self.choices[self._cut :]

    @property
    def rest_is_open(self) -> bool:
        return any(choice.is_chosen for choice in self.rest)

    @property
    def _cut(self) -> int:
        """One or two more are better shown than hidden."""
        return SHOWN_AT_ONCE if len(self.choices) > SHOWN_AT_ONCE + 2 else len(self.choices)


def without(data: QueryDict, name: str, value: str = "") -> str:
    """The query string without a name, or without one of its values; and back on the first page."""
    left = data.copy()
    kept = [other for other in left.getlist(name) if value and other != value]
    left.setlist(name, kept)
    left.pop("side", None)
    return left.urlencode()
