"""What each section of a draft writes. Called by `drafts.save_section`, which holds the lock and has asked for permission."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Manager, Model, TextField, prefetch_related_objects
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.files.checks import Checked
from portal.files.choices import ImagePeople
from portal.files.models import StoredFile
from portal.files.services import remove_if_unused, store
from portal.text.normalise import normalise, normalise_line
from portal.workflow.gate import Refused
from portal.writing.contents import Contents
from trials import sections
from trials.choices import AttachmentKind, Scope, Section
from trials.models import Attachment, Image, TrialAction, Version


@dataclass(frozen=True)
class NewFile:
    """A chosen and checked file with what the writer says about it."""

    checked: Checked
    original_name: str
    words: Contents


def write_section(*, version: Version, section: str, data: Contents, by: Actor, now: datetime, today: date) -> None:
    """Write the section's fields and rows. Rows that the writer didn't have on the page stay as they are."""
    if section == Section.FACTS:
        lock_begun_expectations(trial=version.trial, today=today)
    version_fields = _set(version, sections.VERSION_FIELDS.get(section, ()), data)
    version.save(update_fields=version_fields)
    trial_fields = _set(version.trial, sections.TRIAL_FIELDS.get(section, ()), data)
    version.trial.save(update_fields=trial_fields)
    if section == Section.FACTS:
        lock_begun_expectations(trial=version.trial, today=today, since=today)
    if section == Section.FILES:
        _write_files(version, data, by, now)
    elif section == Section.EXPECTED:
        _write_expectations(version, data, today)
    elif section in _ROWS:
        _ROWS[section](version, data)


def lock_begun_expectations(*, trial: TrialAction, today: date, since: date | None = None) -> None:
    """Keep the day on which the expectations were locked, so that no later date or change of mind opens them again.

    Asked before its facts are written (the start date has come) and after (the writing itself has locked them, `since` today).
    """
    locked_since = trial.expectations_locked_since(today)
    if locked_since and trial.expectations_locked_on is None:
        trial.expectations_locked_on = since or locked_since
        trial.save(update_fields=["expectations_locked_on"])


def _set(thing: Model, names: tuple[str, ...], data: Contents) -> list[str]:
    """Give it the values, and return the names of those that are new."""
    new = {name: _clean(thing, name, data[name]) for name in names}
    changed = [name for name, value in new.items() if getattr(thing, name) != value]
    for name in changed:
        setattr(thing, name, new[name])
    return changed


def _clean(thing: Model, name: str, value: Any) -> Any:
    """Text is normalised before it is stored: lines for a field of one line, paragraphs for a text."""
    if not isinstance(value, str):
        return value
    field = thing._meta.get_field(name)
    if isinstance(field, TextField):
        return normalise(value)
    return normalise_line(value) if isinstance(field, CharField) and not field.choices else value


def _write_rows(rows_of: Manager, rows: list[Contents], names: tuple[str, ...], *, in_order: bool = False) -> list[Model | None]:
    """Change the known rows that say something else now, add the new ones, remove those marked. Returns the row of each, None where it was removed.

    Each row then carries its number: the next save from the same page changes it and adds no second one.
    """
    known = {thing.pk: thing for thing in rows_of.all()}
    written: list[Model | None] = []
    for position, row in enumerate(rows):
        thing = known.get(row["row"]) or rows_of.model(**{rows_of.field.name: rows_of.instance})  # type: ignore[attr-defined]
        if row.get("remove"):
            written.append(None)
            row["row"] = None
            if thing.pk:
                thing.delete()
            continue
        changed = _set(thing, (*names, "position") if in_order else names, row | {"position": position})
        if changed or not thing.pk:
            thing.save()
        row["row"] = thing.pk
        written.append(thing)
    return written


def _write_intro(version: Version, data: Contents) -> None:
    version.focus_areas.set(data["focus_areas"])
    version.leading_area_id = data.get("leading_area")
    version.save(update_fields=["leading_area"])


def _write_change(version: Version, data: Contents) -> None:
    _write_rows(version.observations, data["observations"], sections.OBSERVATION, in_order=True)


def _write_measures(version: Version, data: Contents) -> None:
    measures = _write_rows(version.trial.measures, data["measures"], sections.MEASURE)
    prefetch_related_objects([measure for measure in measures if measure], "values")
    for measure, row in zip(measures, data["measures"], strict=True):
        if measure is not None:
            _write_rows(measure.values, row["values"], sections.MEASURE_VALUE)  # type: ignore[attr-defined]


def _write_facts(version: Version, data: Contents) -> None:
    version.trial.schools.set(data["schools"] if data["scope"] == Scope.NAMED else [])


def _write_people(version: Version, data: Contents) -> None:
    people = version.trial.people
    on_page = people.filter(pk__in=[row["row"] for row in data["people"] if row["row"]])
    chosen = {row["user_id"] for row in data["people"] if not row.get("remove")} - {None}
    if people.exclude(pk__in=on_page).filter(user__in=chosen).exists():
        raise Refused(_("En af personerne står der allerede. Genindlæs siden, og se efter."))
    # Two rows may have changed places, and a person is responsible only once.
    on_page.update(user=None)
    _write_rows(people, data["people"], sections.PERSON, in_order=True)
    version.networks.set(data["networks"])


def _write_expectations(version: Version, data: Contents, today: date) -> None:
    """Before the start the expectations are written; from then on they are locked and only what came of them is."""
    trial = version.trial
    if trial.expectations_open(today):
        if any("text" not in row and not row.get("remove") for row in data["expectations"]):
            raise Refused(_("Forventningerne er ikke låst endnu. Genindlæs siden, før du skriver videre."))
        _write_rows(trial.expectations, data["expectations"], sections.EXPECTATION)
        return
    known = {expectation.pk: expectation for expectation in trial.expectations.all()}
    for row in data["expectations"]:
        if row["row"] not in known or "met" not in row:
            raise Refused(_("Forventningerne er blevet låst, fordi prøvehandlingen er gået i gang. Skriv ændringer som en justering."))
        changed = _set(known[row["row"]], sections.EXPECTATION_AFTERWARDS, row)
        known[row["row"]].save(update_fields=changed)
    _write_rows(trial.adjustments, data["adjustments"], sections.ADJUSTMENT)


def _write_files(version: Version, data: Contents, by: Actor, now: datetime) -> None:
    before = _stored_files(version)
    pictures = [_about_people(row) for row in _stored(version.images, data.get("images", []))]
    _write_rows(version.images, pictures, sections.IMAGE, in_order=True)
    _write_rows(version.attachments, _stored(version.attachments, data.get("attachments", [])), sections.ATTACHMENT, in_order=True)
    for new in data.get("new_images", []):
        add_image(version=version, new=new, by=by, now=now)
    for new in data.get("new_attachments", []):
        stored = _store(new, by, now)
        words = _words(Attachment, new)
        words["title"] = words["title"] or stored.original_name.rsplit(".", 1)[0][:150]
        words["kind"] = words["kind"] or AttachmentKind.OTHER
        Attachment.objects.create(version=version, position=version.attachments.count(), stored=stored, **words)
    for gone in before - _stored_files(version):
        remove_if_unused(stored=gone)


def add_image(*, version: Version, new: NewFile, by: Actor, now: datetime) -> Image:
    """Store a checked picture as the version's last one."""
    return Image.objects.create(
        version=version, position=version.images.count(), stored=_store(new, by, now), **_about_people(_words(Image, new))
    )


def _stored(rows_of: Manager, rows: list[Contents]) -> list[Contents]:
    """The rows that stand for a file of this version: without an upload there is nothing to write about."""
    known = set(rows_of.values_list("pk", flat=True))
    return [row for row in rows if row["row"] in known]


def _about_people(words: Contents) -> Contents:
    """What a picture rests on is kept only where somebody can be recognised in it."""
    return words if words.get("people") == ImagePeople.RECOGNISABLE else words | {"basis": "", "basis_date": None, "valid_until": None}


def _stored_files(version: Version) -> set[StoredFile]:
    images = {image.stored for image in version.images.select_related("stored")}
    return images | {attachment.stored for attachment in version.attachments.select_related("stored")}


def _store(new: NewFile, by: Actor, now: datetime) -> StoredFile:
    return store(checked=new.checked, original_name=new.original_name, by=by, now=now)


def _words(model: type[Model], new: NewFile) -> Contents:
    return {name: _clean(model(), name, text) for name, text in new.words.items()}


_ROWS: dict[str, Callable[[Version, Contents], None]] = {
    Section.INTRO: _write_intro,
    Section.CHANGE: _write_change,
    Section.MEASURES: _write_measures,
    Section.FACTS: _write_facts,
    Section.PEOPLE: _write_people,
}
