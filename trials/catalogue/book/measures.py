"""The pages that trial actions took when they were last set, whichever book they stood in."""

from collections.abc import Mapping
from typing import Any

from portal.documents.measuring import Measure, measure_key, remember, remembered
from trials.printing import anchor

Snapshot = Mapping[str, Any]


def measures_of(snapshot: Snapshot) -> tuple[Measure | None, ...]:
    """What is known of each trial action, in printed order; None for one that was not set since it changed."""
    return tuple(remembered(_key(snapshot, trial)) for trial in snapshot["trials"])


def unmeasured(snapshot: Snapshot) -> list[str]:
    """The anchors of those that were not set yet."""
    known = zip(snapshot["trials"], measures_of(snapshot), strict=True)
    return [anchor(trial) for trial, measure in known if measure is None]


def keep_measures(snapshot: Snapshot, extents: Mapping[str, tuple[int, float]]) -> None:
    for trial in snapshot["trials"]:
        if anchor(trial) in extents:
            remember(_key(snapshot, trial), Measure(*extents[anchor(trial)]))


def _key(snapshot: Snapshot, trial: Mapping[str, Any]) -> str:
    return measure_key(trial, language=snapshot["language"])
