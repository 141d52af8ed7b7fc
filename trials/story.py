"""What the page of a trial action shows, made from its snapshot alone: the published page, the preview and the review show the same."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils import timezone

from portal.files.choices import WIDTHS
from portal.ui import charts
from trials.documents import trial_snapshot
from trials.models import Measure, Version


def story_of(version: Version) -> dict[str, Any]:
    """The context of `trials/_story.html` for a version loaded with `for_story()`."""
    snapshot = trial_snapshot(version)
    return {
        "version": version,
        "trial": version.trial,
        "story": snapshot,
        "measures": [drawn(measure) for measure in snapshot["measures"]],
        "fa": snapshot["focus_areas"][0]["number"] if snapshot["focus_areas"] else None,
        "locked_since": version.trial.expectations_locked_since(timezone.localdate()),
        "lone": len(snapshot["people"]) < 2,
        "image_widths": WIDTHS,
    }


def drawn(measure: dict[str, Any]) -> dict[str, Any]:
    """A measure of a snapshot with its numbers as people write them, and its chart from three values up."""
    values = [Decimal(value["value"]) for value in measure["values"]]
    rows = [{**row, "shown": charts.shown(value)} for row, value in zip(measure["values"], values, strict=True)]
    return {**measure, "values": rows, "chart": charts.line_chart(values, [row["label"] for row in rows])}


def small_line(measures: Iterable[Measure]) -> dict[str, str] | None:
    """The spark line of a result row: the first measure with enough values."""
    for measure in measures:
        values = [row.value for row in measure.values.all()]
        if points := charts.spark(values):
            first, last = charts.shown(values[0]), charts.shown(values[-1])
            end_x, end_y = points.split(" ")[-1].split(",")
            return {
                "points": points,
                "end_x": end_x,
                "end_y": end_y,
                "name": measure.name,
                "unit": measure.unit,
                "first": first,
                "last": last,
            }
    return None
