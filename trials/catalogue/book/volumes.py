"""A large edition is divided into volumes. Where they break is decided once and stands in the snapshot (docs/decisions/0042).

A break never divides a trial action. It stands where a group begins, as long as no volume becomes much shorter or longer for it.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import accumulate, pairwise
from math import ceil
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from portal.documents.kinds import VolumePlan
from portal.documents.rendering import Publication
from trials.catalogue.book.contents import Place, Volume, groups, volume_publication
from trials.catalogue.book.estimate import estimate
from trials.catalogue.choices import Division
from trials.printing import anchor, leading_area

Snapshot = Mapping[str, Any]
Starts = Mapping[str, int]
# A volume may be this much shorter than its even share, so that the next begins where a group does; the limit is one of about so many pages.
_SHORTEST, _LONGEST = 0.6, 1.05


def division(snapshot: Snapshot, *, limit: int, way: str = Division.LONG) -> list[int]:
    """How many trial actions stand in each volume; nothing for an edition that is one book. `limit` is in estimated pages."""
    pages = estimate(snapshot)
    if not pages.trials:
        return []
    share = pages.total / sum(pages.trials)
    weights, begins = [count * share for count in pages.trials], begins_of(snapshot)
    spans = _spans(begins) if way == Division.GROUPS else [(0, len(weights))]
    counts = [count for start, end in spans for count in evenly(weights[start:end], begins[start:end], limit)]
    return counts if len(counts) > 1 else []


def volume_plans(snapshot: Snapshot) -> list[VolumePlan]:
    """The volumes that the snapshot says it is divided into."""
    with translation.override(snapshot["language"]):
        return [VolumePlan(volume.title, partial(_publication, snapshot, volume.number)) for volume in volumes_of(snapshot)]


def volumes_of(snapshot: Snapshot) -> list[Volume]:
    """Number, name and content of each volume, in the language of the moment; none for one book."""
    counts = snapshot.get("volumes", [])
    bounds = pairwise([0, *accumulate(counts)])
    return [
        Volume(number, len(counts), start, end, span_title(snapshot, snapshot["trials"][start:end]))
        for number, (start, end) in enumerate(bounds, 1)
    ]


def _publication(snapshot: Snapshot, number: int, before: Sequence[Starts]) -> Publication:
    with translation.override(snapshot["language"]):
        volumes = volumes_of(snapshot)
        places = [
            _place(snapshot, trial, volume, number, before) for volume in volumes for trial in snapshot["trials"][volume.start : volume.end]
        ]
        return volume_publication(snapshot, volumes, number, places)


def _place(snapshot: Snapshot, trial: Snapshot, volume: Volume, here: int, before: Sequence[Starts]) -> Place:
    """Where a trial action is found for a reader of volume `here`. The pages of volumes that come later are not known yet."""
    name = anchor(trial)
    if volume.number == here:
        return Place(f"#{name}", "")
    on_the_web = f"{snapshot['permanent_url']}laes/proevehandling/{trial['trial']}/"
    where = {"number": volume.number}
    if volume.number <= len(before):
        return Place(on_the_web, _("bind %(number)s, %(page)s") % {**where, "page": before[volume.number - 1][name]})
    return Place(on_the_web, _("bind %(number)s") % where)


def span_title(snapshot: Snapshot, trials: Sequence[Snapshot]) -> str:
    names = list(dict.fromkeys(group["name"] for group in _groups(snapshot, trials)))
    if not names[0]:
        names = [f"”{trials[0]['title']}”", *([f"”{trials[-1]['title']}”"] if len(trials) > 1 else [])]
    return names[0] if len(names) == 1 else _("%(first)s til %(last)s") % {"first": names[0], "last": names[-1]}


def _groups(snapshot: Snapshot, trials: Sequence[Snapshot]) -> list[dict[str, Any]]:
    with translation.override(snapshot["language"]):
        return groups(snapshot, [{**trial, "area": leading_area(trial)} for trial in trials])


def begins_of(snapshot: Snapshot) -> list[bool]:
    """For each trial action whether a group begins with it."""
    return [place == 0 for group in _groups(snapshot, snapshot["trials"]) for place in range(len(group["openings"]))]


def _spans(begins: Sequence[bool]) -> list[tuple[int, int]]:
    return list(pairwise([place for place, is_first in enumerate(begins) if is_first] + [len(begins)]))


def evenly(weights: Sequence[float], begins: Sequence[bool], limit: int) -> list[int]:
    """Divide into volumes of about the same length; one is longer than the limit allows only where a single trial action is."""
    counts: list[int] = []
    left, most = ceil(sum(weights) / limit), limit * _LONGEST
    while weights:
        taken = len(weights) if left < 2 else _break(weights, begins, sum(weights) / left, most)
        counts.append(taken)
        weights, begins = weights[taken:], begins[taken:]
        left = max(left - 1, ceil(sum(weights) / most))
    return counts


def _break(weights: Sequence[float], begins: Sequence[bool], share: float, most: float) -> int:
    """How many trial actions the next volume takes: up to the beginning of a group near its share, else up to its share."""
    lengths = list(accumulate(weights))
    fitting = [count for count in range(1, len(weights)) if lengths[count - 1] <= most] or [1]
    whole = [count for count in fitting if count < len(begins) and begins[count] and lengths[count - 1] >= _SHORTEST * share]
    return min(whole or fitting, key=lambda count: abs(lengths[count - 1] - share))
