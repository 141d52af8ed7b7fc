from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from portal.charts import Frame, LineChart
from portal.documents.print import charts as printed
from portal.ui.charts import FRAME, line_chart, shown, spark
from trials.story import drawn


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


# The same picture on screen and on paper

SERIES = {
    "three": ["14", "9", "5"],
    "below zero": ["-4", "0", "2.5", "-1"],
    "nothing at all": ["0", "0", "0"],
    "many": [str(abs(7 - at) * 3 + at % 2) for at in range(14)],
    "large": ["120000", "98000.5", "1250000"],
}


def _relative(drawn: LineChart, frame: Frame) -> list[tuple[float, float]]:
    """Each point as a share of the frame, from the first point to the last and from the floor to the top."""
    first, last = frame.left + frame.inset, frame.right - frame.inset
    return [
        (round((float(point.x) - first) / (last - first), 2), round((frame.floor - float(point.y)) / (frame.floor - frame.top), 2))
        for point in drawn.points
    ]


@pytest.mark.parametrize("values", SERIES.values(), ids=SERIES)
def test_screen_and_paper_draw_the_same_picture(values):
    labels = [f"sep {2010 + at}" for at in range(len(values))]
    numbers = [Decimal(value) for value in values]
    screen = line_chart(numbers, labels)
    paper = printed.geometry(labels, values, [shown(number) for number in numbers])
    assert _relative(screen, FRAME) == _relative(paper, printed.FRAME)
    assert [(point.value, point.label) for point in screen.points] == [(point.value, point.label) for point in paper.points]
    assert [tick.label for tick in screen.ticks] == [tick.label for tick in paper.ticks]
    svg = printed.line_chart(labels, values, shown=[shown(number) for number in numbers], colour="#000", tint="#eee")
    assert f'points="{paper.line}"' in svg
    assert f'd="{paper.area}"' in svg


def test_the_template_draws_that_picture_on_screen():
    measure = drawn(
        {
            "name": "Uro",
            "values": [{"value": value, "label": f"sep {2010 + at}", "kind_label": ""} for at, value in enumerate(SERIES["many"])],
        }
    )
    html = render_to_string("trials/_chart.html", {"measure": measure, "chart": measure["chart"], "number": 1})
    assert f'points="{measure["chart"].line}"' in html
    assert html.count('class="val"') == sum(bool(point.value) for point in measure["chart"].points)
    assert html.count("<circle") == len(SERIES["many"])


@pytest.mark.parametrize(("count", "written"), [(3, 3), (8, 8), (9, 3), (20, 3)])
def test_of_many_values_only_the_ends_and_the_extremes_are_written(count, written):
    """The values rise, so that the ends are the extremes, and dip once in the middle."""
    values = [Decimal(at) for at in range(count)]
    values[count // 2] = Decimal(-5)
    points = line_chart(values, [""] * count).points
    assert sum(bool(point.value) for point in points) == written
    assert points[0].value
    assert points[-1].value


@pytest.mark.parametrize(
    ("labels", "kept"),
    [
        (["sep 2025", "dec 2025", "maj 2026"], [0, 1, 2]),
        (["maj 2026"] * 7, [0, 1, 2, 3, 4, 5, 6]),
        (["maj 2026"] * 8, [0, 2, 4, 6]),
        (["maj 2026"] * 15, [0, 3, 6, 9, 12]),
        (["et meget langt navn"] * 4, [0, 2]),
    ],
)
def test_labels_that_would_touch_are_left_out(labels, kept):
    points = line_chart([Decimal(1)] * len(labels), labels).points
    assert [at for at, point in enumerate(points) if point.label] == kept


def test_on_a_phone_every_other_label_gives_way_only_when_it_must():
    few = line_chart([Decimal(1)] * 3, ["sep 2025"] * 3).points
    assert not any(point.gives_way for point in few)
    more = line_chart([Decimal(1)] * 6, ["sep 2025"] * 6).points
    assert [point.gives_way for point in more] == [False, True] * 3
