"""Geometry of the charts on screen: pure functions from numbers to coordinates. Templates draw them, styles colour them.

All coordinates are text with a decimal point: a template would write a number with the reader's decimal comma.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from django.utils.formats import number_format

LEAST_VALUES = 3
WIDTH, HEIGHT = 720, 320
_LEFT, _RIGHT, _TOP, _FLOOR = 44, 700, 30, 274
_INSET = 30
_MOST_STEPS = 4
_STEPS = (1, 2, 2.5, 5, 10)
SPARK_WIDTH, SPARK_HEIGHT, _SPARK_EDGE = 96, 28, 3


@dataclass(frozen=True)
class Point:
    x: str
    y: str
    value_y: str
    value: str
    label: str


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


def line_chart(values: Sequence[Decimal], labels: Sequence[str]) -> LineChart | None:
    """A line over its labels, from zero (or below). None under three values: then a sentence and the numbers say it better."""
    if len(values) < LEAST_VALUES:
        return None
    bottom, top, step = _axis(float(min(values)), float(max(values)))
    places = [(_across(at, len(values)), _down(float(value), bottom, top)) for at, value in enumerate(values)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    points = [
        Point(f"{x:.1f}", f"{y:.1f}", f"{y - 15:.1f}", shown(value), label)
        for (x, y), value, label in zip(places, values, labels, strict=True)
    ]
    area = f"M{places[0][0]:.1f} {_FLOOR}L{line.replace(' ', 'L')}L{places[-1][0]:.1f} {_FLOOR}Z"
    return LineChart(points, _ticks(bottom, top, step), line, area)


def spark(values: Sequence[Decimal]) -> str:
    """The points of a small line without axes, from the lowest to the highest value; empty under three values."""
    if len(values) < LEAST_VALUES:
        return ""
    low, high = float(min(values)), float(max(values))
    width, height = SPARK_WIDTH - 2 * _SPARK_EDGE, SPARK_HEIGHT - 2 * _SPARK_EDGE
    rise = [(float(value) - low) / ((high - low) or 1) for value in values]
    return " ".join(
        f"{_SPARK_EDGE + at * width / (len(values) - 1):.1f},{_SPARK_EDGE + (1 - part) * height:.1f}" for at, part in enumerate(rise)
    )


def shown(value: Decimal) -> str:
    """The number as people write it, without zeros at the end: 14 · 14,5 · 1.250."""
    return number_format(Decimal(f"{value.normalize():f}"), use_l10n=True, force_grouping=True)


def _axis(low: float, high: float) -> tuple[float, float, float]:
    """Bottom, top and step of an axis with few round steps that holds all values and zero."""
    low, high = min(low, 0.0), max(high, 0.0)
    rough = ((high - low) or 1) / _MOST_STEPS
    power = 10 ** floor(log10(rough))
    step = next(factor * power for factor in _STEPS if factor * power >= rough * 0.999)
    bottom = floor(low / step) * step
    return bottom, max(ceil(high / step) * step, bottom + step), step


def _across(at: int, count: int) -> float:
    return _LEFT + _INSET + at * (_RIGHT - _LEFT - 2 * _INSET) / (count - 1)


def _down(value: float, bottom: float, top: float) -> float:
    return _FLOOR - (value - bottom) / (top - bottom) * (_FLOOR - _TOP)


def _ticks(bottom: float, top: float, step: float) -> list[Tick]:
    values = [bottom + turn * step for turn in range(round((top - bottom) / step) + 1)]
    heights = [_down(value, bottom, top) for value in values]
    return [Tick(f"{y:.1f}", f"{y + 5:.1f}", shown(Decimal(f"{value:g}"))) for value, y in zip(values, heights, strict=True)]
