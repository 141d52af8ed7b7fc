"""A table of an overview: drawn on the page, shown as bars, and written to a file from the same cells, so that all three say the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
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

    @property
    def heading(self) -> SafeString:
        label = format_html('<a href="{}">{}</a>', self.url, self.label) if self.url else self.label
        return format_html('{}<span class="sub">{}</span>', label, self.sub) if self.sub else format_html("{}", label)


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

    @property
    def body(self) -> SafeString:
        """The rows as HTML, put together here: an overview has hundreds of cells, and a template takes its time for each."""
        highest = max((cell for row in self.rows for cell in row.cells if isinstance(cell, int)), default=0)
        rows = ((row.heading, _cells(row, highest if self.is_shaded else None)) for row in self.rows)
        return format_html_join("\n", '<tr><th scope="row">{}</th>{}</tr>', rows)

    @property
    def foot(self) -> str:
        return _cells(self.totals) if self.totals else ""

    @cached_property
    def bars(self) -> list[Bar]:
        """The numbers of one column as bars; a withheld one has none."""
        if self.bars_of is None:
            return []
        counted = [(str(row.label), row.cells[self.bars_of]) for row in self.rows]
        return bar_chart([(label, number) for label, number in counted if isinstance(number, int)])

    @property
    def file_columns(self) -> list[Column]:
        numbered = [(heading, lambda row, at=at: _in_file(row.cells[at])) for at, heading in enumerate(self.columns)]
        return [(self.head, lambda row: f"{row.label}, {row.sub}" if row.sub else row.label), *numbered]

    @property
    def file_rows(self) -> Iterable[Row]:
        return [*self.rows, self.totals] if self.totals else self.rows


def _cells(row: Row, highest: int | None = None) -> SafeString:
    """A row's cells as HTML; shaded up to the highest number, where one is given."""
    looks = ("r" if highest is None else f"r shade-{shade(cell, highest) if isinstance(cell, int) else 0}" for cell in row.cells)
    return format_html_join("", '<td class="{}">{}</td>', zip(looks, map(_shown, row.cells), strict=True))


def _shown(cell: Cell) -> str:
    """What stands in a cell, a number as people write it: 88.000."""
    if cell is None:
        return format_html('<span class="withheld">{}</span>', _("ikke vist"))
    if cell == 0:
        return format_html('<span class="zero">{}</span>', 0)
    return number_format(cell, force_grouping=True) if isinstance(cell, int) else cell


def _in_file(cell: Cell) -> int | str:
    return _("ikke vist") if cell is None else cell
