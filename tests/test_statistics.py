"""Counts under five are withheld, and nobody learns them by adding and subtracting (domain.md §9)."""

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.statistics import LEAST_SHOWN, Counts, withhold

TABLES = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=1, max_size=3)
)


def cells(counts: Counts) -> list[list[int | None]]:
    """The table with its totals at the right and below."""
    rows = [[*row, total] for row, total in zip(counts.rows, counts.row_totals, strict=True)]
    return [*rows, [*counts.column_totals, counts.total]]


def whole(numbers) -> list[list[int]]:
    rows = [[*row, sum(row)] for row in numbers]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def could_be(numbers, shown) -> Iterator[list[list[int]]]:
    """Other tables with all that is shown: what a reader who adds and subtracts cannot tell from the real one."""
    for step in range(1, LEAST_SHOWN + 1):
        choices = [
            [number] if seen is not None else [number, number + step, *([number - step] if number >= step else [])]
            for row, seen_row in zip(numbers, shown, strict=False)
            for number, seen in zip(row, seen_row, strict=False)
        ]
        width = len(numbers[0])
        for picked in product(*choices):
            other = whole([picked[at : at + width] for at in range(0, len(picked), width)])
            if all(
                seen in (None, number)
                for row, seen_row in zip(other, shown, strict=True)
                for number, seen in zip(row, seen_row, strict=True)
            ):
                yield other


@given(TABLES)
@settings(max_examples=150)
def test_a_withheld_number_is_neither_found_nor_known_to_be_small(numbers):
    shown = cells(withhold(numbers))
    others = list(could_be(numbers, shown))

    for row, line in enumerate(shown):
        for column, number in enumerate(line):
            if number is None:
                possible = {other[row][column] for other in others} | {whole(numbers)[row][column]}
                assert len(possible) > 1
                assert max(possible) >= LEAST_SHOWN


@given(TABLES)
def test_what_is_shown_is_true_and_never_under_five(numbers):
    for line, real in zip(cells(withhold(numbers)), whole(numbers), strict=True):
        assert all(number is None or number == true >= LEAST_SHOWN for number, true in zip(line, real, strict=True))


@given(st.lists(st.lists(st.integers(LEAST_SHOWN, 40), min_size=3, max_size=3), min_size=1, max_size=5))
def test_nothing_is_withheld_without_need(numbers):
    assert cells(withhold(numbers)) == whole(numbers)
    assert not withhold(numbers).withholds


@pytest.mark.parametrize(
    ("numbers", "rows", "row_totals", "column_totals", "total"),
    [
        # One small number: its row and its column would tell it, so the cheapest circle through it goes too, and the totals stay.
        ([[3, 20], [10, 30], [8, 9]], [[None, None], [10, 30], [None, None]], [23, 40, 17], [21, 59], 80),
        # A list with a total: the smallest neighbour protects the small one.
        ([[2, 9, 7]], [[None, 9, None]], [18], [None, 9, None], 18),
        # Two small ones that sum to less than five between them don't protect each other.
        ([[1, 2, 30, 40]], [[None, None, None, 40]], [73], [None, None, None, 40], 73),
        # Nobody at all is no number either.
        ([[0, 0]], [[None, None]], [None], [None, None], None),
        # Four people in all: the total goes with them.
        ([[2], [2]], [[None], [None]], [None, None], [None], None),
    ],
)
def test_how_a_table_is_shown(numbers, rows, row_totals, column_totals, total):
    assert withhold(numbers) == Counts(rows, row_totals, column_totals, total)


def test_a_number_below_zero_is_a_mistake():
    with pytest.raises(ValueError, match="never negative"):
        withhold([[-1]])


def test_no_rows_say_nothing():
    assert withhold([]) == Counts([], [], [], None)


def test_a_large_municipality_is_soon_counted():
    """A hundred schools, almost all of them small."""
    counts = withhold([[school % 7, school % 3, 1] for school in range(100)])

    assert counts.total == sum(school % 7 + school % 3 + 1 for school in range(100))
    assert counts.withholds
