"""A table of an overview: drawn on the page, shown as bars, and written to a file from the same cells, so that all three say the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.charts import Bar, bar_chart
from portal.statistics import Shown
from portal.ui.spreadsheets import Column

type Cell = Shown | str
type Words = str | Promise

_SHADES = 4


def shade(number: Shown, highest: int) -> int:
    """How dark a number is shown, from 0 (nothing) to 4 (the highest)."""
    return -(-_SHADES * number // highest) if number and highest else 0


@dataclass(frozen=True)
class Row:
    """`label` names it and leads to `url`; `sub` is a second line. None among the cells is withheld (portal.statistics)."""

    label: Words
    cells: Sequence[Cell]
    url: str = ""
    sub: Words = ""


@dataclass(frozen=True)
class Drawn:
    """A cell as the page draws it: under its column's heading, with its shade."""

    heading: Words
    value: Cell
    shade: int

    @property
    def html(self) -> SafeString:
        """What stands in the cell, a number as people write it: 88.000. Put together here, since an overview has hundreds of them."""
        if self.value is None:
            return format_html('<span class="withheld">{}</span>', _("ikke vist"))
        if self.value == 0:
            return format_html('<span class="zero">{}</span>', 0)
        return format_html("{}", number_format(self.value, force_grouping=True) if isinstance(self.value, int) else self.value)


@dataclass(frozen=True)
class Track:
    """A whole, what has been done of it and what is on the way, as parts of one bar. `words` say it; the bar only shows it."""

    label: Words
    words: Words
    whole: int
    done: int
    coming: int
    scale: int

    @property
    def bars(self) -> dict[str, str]:
        """The widths in hundredths of the longest bar, with a decimal point."""
        unit = 100 / (self.scale or 1)
        return {name: f"{number * unit:.2f}" for name, number in (("whole", self.whole), ("done", self.done), ("coming", self.coming))}


def tracks(rows: Sequence[tuple[Words, Words, int, int, int]]) -> list[Track]:
    """Label, words, whole, done and coming of each; all bars are drawn to one scale."""
    scale = max((max(whole, done + coming) for _label, _words, whole, done, coming in rows), default=0)
    return [Track(*row, scale) for row in rows]


@dataclass(frozen=True)
class Table:
    """One question with its answer: a sentence that says it, and the numbers. `key` is its name in addresses.

    `unseen` says why there is no figure where one would be expected.
    """

    key: str
    title: Words
    sentence: Words
    head: Words
    columns: Sequence[Words]
    rows: Sequence[Row]
    totals: Row | None = None
    is_shaded: bool = False
    bars_of: int | None = None
    areas: Sequence[int] = field(default=())
    tracks: Sequence[Track] = field(default=())
    unseen: Words = ""

    @cached_property
    def drawn(self) -> list[tuple[Row, list[Drawn]]]:
        highest = max((cell for row in self.rows for cell in row.cells if isinstance(cell, int)), default=0) if self.is_shaded else 0
        return [(row, self._draw(row, highest)) for row in self.rows]

    @cached_property
    def drawn_totals(self) -> list[Drawn]:
        return self._draw(self.totals, 0) if self.totals else []

    @cached_property
    def bars(self) -> list[Bar]:
        """The numbers of one column as bars; a withheld one has none."""
        if self.bars_of is None:
            return []
        counted = [(str(row.label), row.cells[self.bars_of]) for row in self.rows]
        return bar_chart([(label, number) for label, number in counted if isinstance(number, int)])

    @property
    def bars_height(self) -> int:
        return sum(bar.height for bar in self.bars)

    @property
    def file_columns(self) -> list[Column]:
        numbered = [(heading, lambda row, at=at: _in_file(row.cells[at])) for at, heading in enumerate(self.columns)]
        return [(self.head, lambda row: f"{row.label}, {row.sub}" if row.sub else row.label), *numbered]

    @property
    def file_rows(self) -> Iterable[Row]:
        return [*self.rows, self.totals] if self.totals else self.rows

    def _draw(self, row: Row, highest: int) -> list[Drawn]:
        return [
            Drawn(heading, cell, shade(cell, highest) if isinstance(cell, int) else 0)
            for heading, cell in zip(self.columns, row.cells, strict=True)
        ]


def _in_file(cell: Cell) -> int | str:
    return _("ikke vist") if cell is None else cell
