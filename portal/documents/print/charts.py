"""A line chart for one measure, as SVG on paper. The picture never stands alone: its numbers are in the table beside it."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from math import floor, log10

from portal.documents.print.figures import INK_SOFT, WHITE, svg

WIDTH, HEIGHT = 310, 140
_LEFT, _RIGHT, _TOP, _FLOOR = 30, 296, 20, 116
_LEAST_VALUES = 3
_STEPS = (1, 2, 2.5, 5, 10)


def number(text: str) -> Decimal | None:
    """Read a value as people write it: 14, 14,5, 1.250, 62 %."""
    cleaned = text.replace("\u00a0", "").replace(" ", "").rstrip("%")
    if "," in cleaned:
        cleaned = cleaned.replace(".", "").replace(",", ".")
    try:
        value = Decimal(cleaned)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def drawable(values: Sequence[str]) -> bool:
    return len(values) >= _LEAST_VALUES and all(number(value) is not None for value in values)


def line_chart(labels: Sequence[str], values: Sequence[str], *, shown: Sequence[str], colour: str, tint: str) -> str:
    """Draw the values from zero (or below), each with its number, over labels that leave out what would collide."""
    numbers = [float(number(value) or 0) for value in values]
    bottom, step, top = _scale(min(numbers), max(numbers))
    places = [(_across(index, len(numbers)), _height(value, bottom, top)) for index, value in enumerate(numbers)]
    return svg(
        "".join(
            [
                *_grid(bottom, step, top),
                f'<polygon points="{_path([(places[0][0], _FLOOR), *places, (places[-1][0], _FLOOR)])}" fill="{tint}"/>',
                f'<polyline points="{_path(places)}" fill="none" stroke="{colour}" stroke-width="2" stroke-linejoin="round"/>',
                *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2" fill="{WHITE}" stroke="{colour}" stroke-width="1.8"/>' for x, y in places),
                *_texts(places, shown, colour),
                *_labels(places, labels),
            ]
        ),
        WIDTH,
        HEIGHT,
    )


def _scale(low: float, high: float) -> tuple[float, float, float]:
    """Return the floor, the step and the ceiling of an axis with at most five round steps; the floor is zero unless values are negative."""
    low, high = min(low, 0.0), max(high, 0.0)
    rough = ((high - low) or 1) / 4
    power = 10 ** floor(log10(rough))
    step = next(factor * power for factor in _STEPS if factor * power >= rough * 0.999)
    return floor(low / step) * step, step, -floor(-high / step) * step or step


def _across(index: int, count: int) -> float:
    return _LEFT + 16 + index * (_RIGHT - _LEFT - 32) / (count - 1)


def _height(value: float, bottom: float, top: float) -> float:
    return _FLOOR - (value - bottom) / (top - bottom) * (_FLOOR - _TOP)


def _path(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _grid(bottom: float, step: float, top: float) -> list[str]:
    lines = []
    for turn in range(round((top - bottom) / step) + 1):
        value = bottom + turn * step
        y = _height(value, bottom, top)
        lines.append(f'<path d="M{_LEFT} {y:.1f}H{_RIGHT}" stroke="#d3cdd0" stroke-width="{0.9 if turn == 0 else 0.5}"/>')
        lines.append(_text(_LEFT - 6, y + 2.8, f"{value:g}".replace(".", ","), INK_SOFT, anchor="end"))
    return lines


def _texts(places: Sequence[tuple[float, float]], shown: Sequence[str], colour: str) -> list[str]:
    if len(places) > 8:
        kept = {
            0,
            len(places) - 1,
            min(range(len(places)), key=lambda i: places[i][1]),
            max(range(len(places)), key=lambda i: places[i][1]),
        }
    else:
        kept = set(range(len(places)))
    return [_text(x, y - 7, shown[index], colour, weight=600) for index, (x, y) in enumerate(places) if index in kept]


def _labels(places: Sequence[tuple[float, float]], labels: Sequence[str]) -> list[str]:
    room = (_RIGHT - _LEFT) / max(len(places), 1)
    longest = max(len(label) for label in labels) * 4.2 + 4
    every = max(1, -(-longest // room))
    return [_text(x, _FLOOR + 14, labels[index], INK_SOFT) for index, (x, _) in enumerate(places) if index % every == 0]


def _text(x: float, y: float, text: str, colour: str, *, anchor: str = "middle", weight: int = 400) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-family="IBM Plex Sans" font-weight="{weight}" '
        f'font-size="8" fill="{colour}">{escaped}</text>'
    )
