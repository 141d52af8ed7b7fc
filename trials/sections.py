"""What stands in each section of a draft, as plain data: the form starts from it, and a save compares with it."""

from collections.abc import Callable, Iterable

from django.db.models import Model, QuerySet, prefetch_related_objects

from portal.writing.contents import Contents
from trials.choices import Section
from trials.models import TrialAction, Version

# The text fields of a version and the facts of a trial action that each section writes.
VERSION_FIELDS: dict[str, tuple[str, ...]] = {
    Section.INTRO: ("title", "headline", "standfirst"),
    Section.DONE: ("done",),
    Section.CHANGE: ("change",),
    Section.FUTURE: ("future",),
    Section.LEARNED: ("learned",),
    Section.FACTS: (
        "grades",
        "effort_hours",
        "effort_staff",
        "effort_money",
        "effort_preparation",
        "video_url",
        "video_is_captioned",
    ),
    Section.PEOPLE: ("visibility",),
}
TRIAL_FIELDS: dict[str, tuple[str, ...]] = {
    Section.FACTS: ("scope", "school_year", "starts_on", "ends_on", "life", "outcome", "next_steps"),
    Section.PEOPLE: ("contact_email", "contact_phone"),
}
EXPECTATION = ("perspective", "text", "by_when")
EXPECTATION_AFTERWARDS = ("met", "observed")
ADJUSTMENT = ("made_on", "text")
OBSERVATION = ("perspectives", "own_label", "kind", "text")
MEASURE = ("name", "unit", "source", "sentence")
MEASURE_VALUE = ("taken_on", "kind", "value")
PERSON = ("user_id", "name", "title")
IMAGE = ("alt", "caption", "people", "basis", "basis_date", "valid_until")
ATTACHMENT = ("title", "kind")


# What each section holds beside fields of the version and of the trial action.
_PARTS: dict[str, tuple[str, ...]] = {
    Section.INTRO: ("focus_areas",),
    Section.EXPECTED: ("trial__expectations__corrections", "trial__adjustments"),
    Section.CHANGE: ("observations",),
    Section.MEASURES: ("trial__measures__values",),
    Section.FACTS: ("trial__schools",),
    Section.PEOPLE: ("trial__people", "networks"),
    Section.FILES: ("images__stored", "attachments__stored"),
}


def with_parts(versions: QuerySet[Version]) -> QuerySet[Version]:
    """Load versions with everything a writer's page shows, in a constant number of queries."""
    return with_parts_of(Section, versions).prefetch_related("writers")


def with_parts_of(sections: Iterable[str], versions: QuerySet[Version]) -> QuerySet[Version]:
    """Load versions with what these sections hold, for an act that shows no page."""
    parts = [part for section in sections for part in _PARTS.get(section, ())]
    return versions.select_related("trial__municipality", "trial__home_school__parent", "changed_by").prefetch_related(*parts)


def contents(version: Version, section: str) -> Contents:
    """Return one section. A row carries `row`, its own number, so that a save changes that row and no other."""
    found: Contents = {name: getattr(version, name) for name in VERSION_FIELDS.get(section, ())}
    found |= {name: getattr(version.trial, name) for name in TRIAL_FIELDS.get(section, ())}
    if section in _MORE:
        found |= _MORE[section](version, version.trial)
    return found


def _rows(things: Iterable[Model], names: tuple[str, ...]) -> list[Contents]:
    return [{"row": thing.pk, **{name: getattr(thing, name) for name in names}} for thing in things]


def _numbers(things: Iterable[Model]) -> list[int]:
    return sorted(thing.pk for thing in things)


def _measures(trial: TrialAction) -> list[Contents]:
    measures = list(trial.measures.all())
    prefetch_related_objects(measures, "values")
    rows = _rows(measures, MEASURE)
    for row, measure in zip(rows, measures, strict=True):
        row["values"] = _rows(measure.values.all(), MEASURE_VALUE)
    return rows


_MORE: dict[str, Callable[[Version, TrialAction], Contents]] = {
    Section.INTRO: lambda version, trial: {
        "focus_areas": _numbers(version.focus_areas.all()),
        "leading_area": version.leading_area_id,
    },
    Section.EXPECTED: lambda version, trial: {
        "expectations": _rows(trial.expectations.all(), EXPECTATION + EXPECTATION_AFTERWARDS),
        "adjustments": _rows(trial.adjustments.all(), ADJUSTMENT),
    },
    Section.CHANGE: lambda version, trial: {"observations": _rows(version.observations.all(), OBSERVATION)},
    Section.MEASURES: lambda version, trial: {"measures": _measures(trial)},
    Section.FACTS: lambda version, trial: {"schools": _numbers(trial.schools.all())},
    Section.PEOPLE: lambda version, trial: {
        "people": _rows(trial.people.all(), PERSON),
        "networks": _numbers(version.networks.all()),
    },
    Section.FILES: lambda version, trial: {
        "images": _rows(version.images.all(), IMAGE),
        "attachments": _rows(version.attachments.all(), ATTACHMENT),
    },
}
