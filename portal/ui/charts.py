"""The charts on screen: their frame and the small lines of the lists. Templates draw them, styles colour them."""

from collections.abc import Sequence
from decimal import Decimal

from portal import charts
from portal.charts import LEAST_VALUES, shown

__all__ = ["FRAME", "line_chart", "shown", "spark"]

FRAME = charts.Frame(width=720, height=320, left=44, right=700, top=30, floor=274, inset=30, value_lift=15, tick_drop=5)
SPARK_WIDTH, SPARK_HEIGHT, _SPARK_EDGE = 96, 28, 3


def line_chart(values: Sequence[Decimal], labels: Sequence[str]) -> charts.LineChart | None:
    """The chart as `trials/_chart.html` draws it."""
    return charts.line_chart(values, labels, FRAME)


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
