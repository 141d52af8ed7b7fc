"""Numbers about people that nobody can be found in: counts under five are withheld, and so is what they could be worked out from.

Source: domain.md §9; which numbers it holds for, and why so, stands in docs/decisions/0062. Pure functions over whole numbers.

A table with its totals is a circulation: what stands in a row flows from the row to its columns, and the totals lead back. Raising one
number without changing any that is shown means sending something round a circle of withheld numbers. So a small number is safe when
such a circle can carry it up to five, and where none can, the cheapest circle is withheld too. Nobody who adds and subtracts then
learns which number it is, nor that it is under five.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

LEAST_SHOWN = 5
# A total says more than the numbers in it, so it is given up later.
_DEARER, _DEAREST = 10, 100

type Shown = int | None
type Cell = tuple[int, int]


@dataclass(frozen=True)
class Counts:
    """A table of numbers about people with its totals. None is withheld; it doesn't say whether it is small or only protects another."""

    rows: list[list[Shown]]
    row_totals: list[Shown]
    column_totals: list[Shown]
    total: Shown

    @property
    def withholds(self) -> bool:
        return any(number is None for number in self._all)

    @property
    def shows_anything(self) -> bool:
        return any(number is not None for number in self._all)

    @property
    def _all(self) -> Iterator[Shown]:
        return chain(*self.rows, self.row_totals, self.column_totals, [self.total])


def withhold(numbers: Sequence[Sequence[int]]) -> Counts:
    """The table with its totals, without what shows fewer than five people or lets it be worked out. Each person counts in one cell only."""
    if not any(numbers):
        return Counts([], [], [], None)
    table = _with_totals(numbers)
    hidden = _hidden(table)
    shown = [[None if (row, column) in hidden else number for column, number in enumerate(line)] for row, line in enumerate(table)]
    *rows, bottom = shown
    return Counts([row[:-1] for row in rows], [row[-1] for row in rows], bottom[:-1], bottom[-1])


def _with_totals(numbers: Sequence[Sequence[int]]) -> list[list[int]]:
    if any(number < 0 for row in numbers for number in row):
        raise ValueError("A count is never negative.")
    rows = [[*row, sum(row)] for row in numbers]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def _hidden(table: list[list[int]]) -> set[Cell]:
    """The small numbers, and for each of them the cheapest circle that can carry it up to five."""
    small = [cell for cell in _cells(table) if _number(table, cell) < LEAST_SHOWN]
    hidden = set(small)
    for cell in small:
        hidden |= _circle(table, cell, hidden)
    return hidden


def _circle(table: list[list[int]], cell: Cell, hidden: set[Cell]) -> set[Cell]:
    """The cells of the cheapest way from the cell's end back to its start that can carry what it lacks of five (Dijkstra)."""
    start, end = _ends(table, cell)
    lacks = LEAST_SHOWN - _number(table, cell)
    ways = _ways(table, cell, hidden, lacks)
    queue: list[tuple[int, int, frozenset[Cell]]] = [(0, end, frozenset())]
    seen: set[int] = set()
    while queue:
        cost, at, passed = heapq.heappop(queue)
        if at == start:
            return set(passed)
        if at in seen:
            continue
        seen.add(at)
        for price, to, through in ways[at]:
            if to not in seen:
                heapq.heappush(queue, (cost + price, to, passed | {through}))
    raise AssertionError("The way over the totals is always open.")


def _ways(table: list[list[int]], cell: Cell, hidden: set[Cell], lacks: int) -> dict[int, list[tuple[int, int, Cell]]]:
    """From each node where one can go: along a cell by raising it, against it by lowering it as far as it reaches."""
    ways: dict[int, list[tuple[int, int, Cell]]] = {node: [] for node in range(len(table) + len(table[0]))}
    for through in _cells(table):
        if through == cell:
            continue
        start, end = _ends(table, through)
        price = 0 if through in hidden else _price(table, through)
        ways[start].append((price, end, through))
        if _number(table, through) >= lacks:
            ways[end].append((price, start, through))
    return ways


def _ends(table: list[list[int]], cell: Cell) -> tuple[int, int]:
    """Where the number flows from and to. Rows are numbered first, then columns; the last of each is that of the totals.

    An inner number flows from its row to its column. A row's total flows into the row, a column's out of the column, and the grand
    total from the totals of the columns to those of the rows: then as much comes to each node as leaves it.
    """
    row, column = cell
    rows, columns = len(table), len(table[0])
    in_last_row, in_last_column = row == rows - 1, column == columns - 1
    ends = (row, rows + column)
    return (ends[1], ends[0]) if in_last_row ^ in_last_column else ends


def _price(table: list[list[int]], cell: Cell) -> int:
    """What is lost when the number is withheld: how many people it tells of, and more for totals."""
    row, column = cell
    totals = (row == len(table) - 1) + (column == len(table[0]) - 1)
    return _number(table, cell) * (1, _DEARER, _DEAREST)[totals]


def _number(table: list[list[int]], cell: Cell) -> int:
    return table[cell[0]][cell[1]]


def _cells(table: list[list[int]]) -> Iterator[Cell]:
    return ((row, column) for row in range(len(table)) for column in range(len(table[0])))
