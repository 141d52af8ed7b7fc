"""Keeping the index rows, and the words that everyone may be offered, in step with what is published.

Called inside the transaction of the act that changes something (trials.services), so a row is never older than what it is about.
"""

from collections.abc import Iterable
from functools import reduce
from itertools import batched
from operator import add
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import QuerySet, Value

from portal.text import danish
from portal.text.services import change_words, recount_words
from portal.text.words import searchable, vocabulary
from schools.models import School
from schools.networks.models import FocusArea
from trials.choices import ObservationKind, State, Visibility
from trials.finding.choices import BANDS, LISTS, Kind, results
from trials.finding.models import Entry, Pulse
from trials.models import TrialAction, Version

_AT_A_TIME = 200
_EVERYONES_WORDS = """
SELECT word[1], word[2] FROM finding_entry, unnest(words) AS held, string_to_array(held, ' ') AS word WHERE visibility = 'everyone'
"""


def keep(*, trials: Iterable[int]) -> bool:
    """Bring the rows of these trial actions up to date: one for a published version, none otherwise. Returns whether there was or is any.

    The trial actions are locked first, so that what is read is not about to be withdrawn: an act that locks versions too locks them after.
    """
    if not (asked := set(trials)):
        return False
    with transaction.atomic():
        locked = TrialAction.objects.select_for_update().filter(pk__in=asked).order_by("pk")
        numbers = list(locked.values_list("pk", flat=True))
        rows = {row.version_id: row for row in _rows(Version.objects.filter(trial__in=numbers, state=State.PUBLISHED))}
        before = {row.pk: row for row in Entry.objects.filter(version__trial__in=numbers).select_for_update(of=["self"]).order_by("pk")}
        gone = [row for number, row in before.items() if number not in rows]
        for row in gone:
            row.delete()
        _write(list(rows.values()))
        for number in sorted(before.keys() | rows.keys()):
            change_words(before=_everyones(before.get(number)), after=_everyones(rows.get(number)))
        if before or rows:
            beat()
    return bool(before or rows)


def rebuild() -> int:
    """Make all rows anew. Returns how many. Readers see the old rows until it is done."""
    with transaction.atomic():
        published = Version.objects.filter(state=State.PUBLISHED).order_by("trial")
        Entry.objects.exclude(version__in=published.values("pk")).delete()
        numbers = list(published.values_list("trial", flat=True))
        for some in batched(numbers, _AT_A_TIME, strict=False):
            list(TrialAction.objects.select_for_update().filter(pk__in=some).order_by("pk"))  # none is withdrawn while its row is written
            _write(_rows(Version.objects.filter(trial__in=some, state=State.PUBLISHED)))
        recount_words(_EVERYONES_WORDS)
        beat()
    return len(numbers)


def rebuild_if_missing() -> None:
    """Make the rows of an installation that published before there were any."""
    if not Entry.objects.exists() and Version.objects.filter(state=State.PUBLISHED).exists():
        rebuild()


def beat() -> None:
    """Whatever was read and counted before no longer holds."""
    if not Pulse.objects.update(token=uuid4()):  # the row is there from the migration, unless somebody has emptied the table
        Pulse.objects.create(token=uuid4())


def _write(rows: list[Entry]) -> None:
    changing = [field.name for field in Entry._meta.concrete_fields if not field.primary_key]
    Entry.objects.bulk_create(rows, update_conflicts=True, unique_fields=["version"], update_fields=changing)


def _everyones(row: Entry | None) -> dict[str, str]:
    """The words of a row, as written by how they are folded, when everyone may read it."""
    held = row.words if row and row.visibility == Visibility.EVERYONE else []
    return dict(word.split(" ", 1) for word in held)


def _rows(versions: QuerySet[Version]) -> list[Entry]:
    found = versions.select_related("trial__municipality").prefetch_related("observations", "focus_areas", "networks")
    versions_now = list(found)
    said = {version.pk: version.frozen[settings.LANGUAGE_CODE]["school_ids"] for version in versions_now}  # type: ignore[index]
    schools = School.objects.in_bulk({number for numbers in said.values() for number in numbers})
    areas = _first_of_each_name(versions_now)
    return [_row(version, [schools[number] for number in said[version.pk] if number in schools], areas) for version in versions_now]


def _first_of_each_name(versions: list[Version]) -> dict[str, int]:
    """By name: the oldest focus area that is called so. Those of the same name mean the same to a reader, so they are one choice."""
    names = {area.name for version in versions for area in version.focus_areas.all()}
    named = FocusArea.objects.filter(name__in=names).order_by("-pk").values_list("name", "pk")
    return dict(named)


def _row(version: Version, schools: list[School], areas: dict[str, int]) -> Entry:
    trial = version.trial
    head, text = _parts(version, schools)
    return Entry(
        version=version,
        visibility=version.visibility,
        municipality_id=trial.municipality_id,
        home_school_id=trial.home_school_id,
        schools=[school.pk for school in schools],
        networks=[network.pk for network in version.networks.all()],
        choices=sorted(_choices(version, schools, areas)),
        published_at=version.published_at,  # type: ignore[misc]  # a published version has its stamp, by constraint
        title_key=danish.database_key(version.title),
        title=_vector(head[:1]),
        head=_vector(head),
        text=_vector([*head, *text]),
        words=[f"{folded} {written}" for folded, written in vocabulary(" . ".join(part for part, _w in [*head, *text])).items()],
    )


def _parts(version: Version, schools: list[School]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What is searched, with its weight: the title first, then headline and standfirst, names, and the long texts."""
    places = [version.trial.municipality.official_name, *(school.name for school in schools)]
    names = [*places, *(area.name for area in version.focus_areas.all())]
    told = [version.done, version.change, version.future, version.learned, *(seen.text for seen in version.observations.all())]
    head = [(version.title, "A"), (f"{version.headline} . {version.standfirst}", "B")]
    return head, [(" . ".join(names), "C"), (" . ".join(told), "D")]


def _vector(parts: list[tuple[str, str]]) -> Any:
    vectors = [SearchVector(Value(searchable(text)), config="danish", weight=weight) for text, weight in parts]
    return reduce(add, vectors)


def _choices(version: Version, schools: list[School], areas: dict[str, int]) -> set[int]:
    trial = version.trial
    seen = [one for one in version.observations.all() if one.kind != ObservationKind.NOT_YET]
    listed: dict[Kind, set[str]] = {
        Kind.BAND: {BANDS[grade] for grade in version.grades if grade in BANDS},
        Kind.PERSPECTIVE: {perspective for one in seen for perspective in one.perspectives},
        Kind.RESULT: results(trial.life, trial.outcome),
    }
    found = {kind.number(LISTS[kind].index(value)) for kind, values in listed.items() for value in values}
    found |= {Kind.AREA.number(areas[area.name]) for area in version.focus_areas.all()}
    found |= {Kind.SCHOOL.number(school.pk) for school in schools}
    found.add(Kind.MUNICIPALITY.number(trial.municipality_id))
    year = first_year(version)
    return found | {Kind.YEAR.number(year)} if year else found


def first_year(version: Version) -> int | None:
    """The year in which the school year began that it belongs to; a school year begins in August."""
    trial = version.trial
    if trial.school_year[:4].isdecimal():
        return int(trial.school_year[:4])
    return trial.starts_on.year - (trial.starts_on.month < 8) if trial.starts_on else None
