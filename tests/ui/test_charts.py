from decimal import Decimal

import pytest

from portal.ui.charts import line_chart, shown, spark


def chart(*values: str):
    return line_chart([Decimal(value) for value in values], [f"m{at}" for at in range(len(values))])


@pytest.mark.parametrize("values", [[], ["1"], ["1", "2"]])
def test_fewer_than_three_values_are_not_drawn(values):
    assert chart(*values) is None
    assert spark([Decimal(value) for value in values]) == ""


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        (["14", "9", "5"], ["0", "5", "10", "15"]),
        (["0", "0", "0"], ["0", "0,25"]),
        (["0.5", "2", "1"], ["0", "0,5", "1", "1,5", "2"]),
        (["-4", "0", "4"], ["-4", "-2", "0", "2", "4"]),
        (["1200", "800", "3900"], ["0", "1.000", "2.000", "3.000", "4.000"]),
        (["100", "100", "100"], ["0", "25", "50", "75", "100"]),
    ],
)
def test_the_axis_holds_zero_and_all_values_in_few_round_steps(values, ticks):
    assert [tick.label for tick in chart(*values).ticks] == ticks


def test_higher_values_stand_higher_and_all_within_the_picture():
    points = chart("14", "9", "5").points
    heights = [float(point.y) for point in points]
    assert heights == sorted(heights)
    assert all(30 <= height <= 274 for height in heights)
    assert [float(point.x) for point in points] == [74.0, 372.0, 670.0]


def test_the_line_ends_where_the_numbers_end():
    assert spark([Decimal(19), Decimal(14), Decimal(9)]) == "3.0,3.0 48.0,14.0 93.0,25.0"
    assert spark([Decimal(4)] * 3) == "3.0,25.0 48.0,25.0 93.0,25.0"


@pytest.mark.parametrize(("value", "text"), [("14.00", "14"), ("14.50", "14,5"), ("1250.00", "1.250"), ("100", "100"), ("0.00", "0")])
def test_numbers_are_written_as_people_write_them(value, text):
    assert shown(Decimal(value)) == text
