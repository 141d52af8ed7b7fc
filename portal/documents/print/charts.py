"""A line chart for one measure, as SVG on paper: the same picture as on screen. Its numbers are in the table beside it."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from portal import charts
from portal.documents.print.figures import INK, INK_SOFT, WHITE, svg

FRAME = charts.Frame(width=310, height=140, left=30, right=296, top=20, floor=116, inset=16, value_lift=7, tick_drop=2.8)
_LABEL_DROP = 14


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
    return len(values) >= charts.LEAST_VALUES and all(number(value) is not None for value in values)


def geometry(labels: Sequence[str], values: Sequence[str], shown: Sequence[str]) -> charts.LineChart | None:
    """Where everything lies on paper."""
    return charts.line_chart([number(value) or Decimal(0) for value in values], labels, FRAME, shown)


def line_chart(labels: Sequence[str], values: Sequence[str], *, shown: Sequence[str], colour: str, tint: str) -> str:
    """Draw the values from zero (or below), with their numbers and labels as far as there is room; nothing under three values."""
    chart = geometry(labels, values, shown)
    return svg("".join(_drawn(chart, colour, tint)), FRAME.width, FRAME.height) if chart else ""


def _drawn(chart: charts.LineChart, colour: str, tint: str) -> list[str]:
    points = chart.points
    return [
        *_grid(chart.ticks),
        f'<path d="{chart.area}" fill="{tint}"/>',
        f'<polyline points="{chart.line}" fill="none" stroke="{colour}" stroke-width="2" stroke-linejoin="round"/>',
        *(f'<circle cx="{at.x}" cy="{at.y}" r="3.2" fill="{WHITE}" stroke="{colour}" stroke-width="1.8"/>' for at in points),
        *(_text(at.x, at.value_y, at.value, colour, weight=600) for at in points if at.value),
        *(_text(at.x, str(FRAME.floor + _LABEL_DROP), at.label, INK_SOFT) for at in points if at.label),
    ]


def _grid(ticks: Sequence[charts.Tick]) -> list[str]:
    lines = []
    for turn, tick in enumerate(ticks):
        width = 0.9 if turn == 0 else 0.5
        lines.append(f'<path d="M{FRAME.left} {tick.y}H{FRAME.right}" stroke="#d3cdd0" stroke-width="{width}"/>')
        lines.append(_text(str(FRAME.left - 6), tick.text_y, tick.label, INK_SOFT, anchor="end"))
    return lines


def _text(x: str, y: str, text: str, colour: str, *, anchor: str = "middle", weight: int = 400) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-family="IBM Plex Sans,IBM Plex Serif" font-weight="{weight}" '
        f'font-size="8" fill="{colour}">{escaped}</text>'
    )


_BAR_FONT = 21  # in the units of charts.BAR_WIDTH: some 9 points where the drawing is as wide as the text column


def bars(counted: Sequence[tuple[str, int]], *, colour: str) -> str:
    """Draw numbers as bars, each under its label: the same picture as on screen."""
    drawn = charts.bar_chart(counted)
    return svg("".join(part for bar in drawn for part in _bar(bar, colour)), charts.BAR_WIDTH, sum(bar.height for bar in drawn))


def _bar(bar: charts.Bar, colour: str) -> list[str]:
    label = bar.label.replace("&", "&amp;").replace("<", "&lt;")
    font = f'font-family="IBM Plex Sans,IBM Plex Serif" font-size="{_BAR_FONT}"'
    return [
        f'<text x="0" y="{bar.text_y}" {font} fill="{INK}">{label}</text>',
        f'<rect x="0" y="{bar.y}" width="{bar.width}" height="20" fill="{colour}"/>',
        f'<text x="{bar.number_x}" y="{bar.number_y}" {font} font-weight="600" fill="{colour}">{bar.number}</text>',
    ]
