"""The geometry of a line chart, the same on screen and on paper: pure functions from numbers to places in a frame.

Whoever draws chooses the frame and the ink (portal.ui.charts, portal.documents.print.charts). Scale, ticks, points, and which
labels and numbers there is room for are decided here. All coordinates are text with a decimal point: a template would write a number
with the reader's decimal comma.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from django.utils.formats import number_format

LEAST_VALUES = 3
# With more values than this only the first, the last, the highest and the lowest are written at the line.
MOST_NUMBERED = 8
# How many letters stand side by side under a chart, and on a narrow screen, where they are larger.
_LETTERS, _LETTERS_ON_A_PHONE = 63, 50
_MOST_STEPS = 4
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Frame:
    """Where the chart lies in its picture, from the left and from the top. `inset` is the room between the frame and the outer points."""

    width: int
    height: int
    left: int
    right: int
    top: int
    floor: int
    inset: int
    value_lift: float
    tick_drop: float


@dataclass(frozen=True)
class Point:
    """A value's place. `value` and `label` are empty where there is no room for them; `gives_way` is left out on a narrow screen."""

    x: str
    y: str
    value_y: str
    value: str
    label: str
    gives_way: bool


@dataclass(frozen=True)
class Tick:
    y: str
    text_y: str
    label: str


@dataclass(frozen=True)
class LineChart:
    points: list[Point]
    ticks: list[Tick]
    line: str
    area: str


def line_chart(values: Sequence[Decimal], labels: Sequence[str], frame: Frame, written: Sequence[str] = ()) -> LineChart | None:
    """A line over its labels, from zero (or below). None under three values: then a sentence and the numbers say it better.

    `written` is how the values are written, where that is not simply the numbers.
    """
    if len(values) < LEAST_VALUES:
        return None
    bottom, top, step = _axis(float(min(values)), float(max(values)))
    places = [(_across(at, len(values), frame), _down(float(value), bottom, top, frame)) for at, value in enumerate(values)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    area = f"M{places[0][0]:.1f} {frame.floor}L{line.replace(' ', 'L')}L{places[-1][0]:.1f} {frame.floor}Z"
    points = _points(places, written or [shown(value) for value in values], values, labels, frame)
    return LineChart(points, _ticks(bottom, top, step, frame), line, area)


def shown(value: Decimal) -> str:
    """The number as people write it, without zeros at the end: 14 · 14,5 · 1.250."""
    return number_format(Decimal(f"{value.normalize():f}"), use_l10n=True, force_grouping=True)


def numbered(values: Sequence[Decimal]) -> set[int]:
    """Which of the values are written at the line: all of a few, else the ends and the extremes."""
    if len(values) <= MOST_NUMBERED:
        return set(range(len(values)))
    return {0, len(values) - 1, values.index(max(values)), values.index(min(values))}


def labelled(labels: Sequence[str]) -> list[int]:
    """Which of the labels are written under the line, from the first: as close as they can stand without touching."""
    every = max(1, ceil(_letters(labels) / _LETTERS))
    return list(range(0, len(labels), every))


def _letters(labels: Sequence[str]) -> int:
    """How many letters all these labels take, each as wide as the longest and with a space after it."""
    return (max(map(len, labels), default=0) + 1) * len(labels)


def _points(
    places: list[tuple[float, float]], written: Sequence[str], values: Sequence[Decimal], labels: Sequence[str], frame: Frame
) -> list[Point]:
    with_number, with_label = numbered(values), labelled(labels)
    is_tight = _letters([labels[at] for at in with_label]) > _LETTERS_ON_A_PHONE
    giving_way = set(with_label[1::2]) if is_tight else set()
    return [
        Point(
            f"{x:.1f}",
            f"{y:.1f}",
            f"{y - frame.value_lift:.1f}",
            written[at] if at in with_number else "",
            labels[at] if at in with_label else "",
            at in giving_way,
        )
        for at, (x, y) in enumerate(places)
    ]


def _axis(low: float, high: float) -> tuple[float, float, float]:
    """Bottom, top and step of an axis with few round steps that holds all values and zero."""
    low, high = min(low, 0.0), max(high, 0.0)
    rough = ((high - low) or 1) / _MOST_STEPS
    power = 10 ** floor(log10(rough))
    step = next(factor * power for factor in _STEPS if factor * power >= rough * 0.999)
    bottom = floor(low / step) * step
    return bottom, max(ceil(high / step) * step, bottom + step), step


def _across(at: int, count: int, frame: Frame) -> float:
    return frame.left + frame.inset + at * (frame.right - frame.left - 2 * frame.inset) / (count - 1)


def _down(value: float, bottom: float, top: float, frame: Frame) -> float:
    return frame.floor - (value - bottom) / (top - bottom) * (frame.floor - frame.top)


def _ticks(bottom: float, top: float, step: float, frame: Frame) -> list[Tick]:
    values = [bottom + turn * step for turn in range(round((top - bottom) / step) + 1)]
    heights = [_down(value, bottom, top, frame) for value in values]
    return [Tick(f"{y:.1f}", f"{y + frame.tick_drop:.1f}", shown(Decimal(f"{value:g}"))) for value, y in zip(values, heights, strict=True)]


BAR_WIDTH, _BAR_ROW, _ROOM_FOR_NUMBER = 720, 64, 90


@dataclass(frozen=True)
class Bar:
    """A number under its label, drawn from the left. All measures are from the picture's top left corner; the row itself begins at `top`."""

    label: str
    number: str
    top: int
    height: int
    text_y: int
    y: int
    width: str
    number_x: str
    number_y: int


def bar_chart(counted: Sequence[tuple[str, int]]) -> list[Bar]:
    """Bars from zero, one under the other, each with its label above it so that a long one has room on a phone too."""
    highest = max((number for _label, number in counted), default=0) or 1
    return [_bar(at, label, number, highest) for at, (label, number) in enumerate(counted)]


def _bar(at: int, label: str, number: int, highest: int) -> Bar:
    top = at * _BAR_ROW
    width = (BAR_WIDTH - _ROOM_FOR_NUMBER) * number / highest
    written = number_format(number, force_grouping=True)
    return Bar(label, written, top, _BAR_ROW, top + 24, top + 34, f"{max(width, 2):.1f}", f"{max(width, 2) + 12:.1f}", top + 50)
