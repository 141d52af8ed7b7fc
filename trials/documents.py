"""What a document or a frozen version says, as plain data (the contract is in docs/decisions)."""

import hashlib
import json
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.text import notation
from trials.choices import Grade, NextStep, Scope
from trials.models import Expectation, Measure, TrialAction, Version

_YEARS = [str(year) for year in range(11)]
_WORD_JOINER = "\u2060"


def trial_snapshot(version: Version) -> dict[str, Any]:
    """Return everything a reader may see of one version. Persons carry a `ref`, so that one logged act can remove them."""
    trial = version.trial
    return {
        "trial": trial.pk,
        "version": version.pk,
        "number": version.number,
        "slug": trial.slug,
        "content_hash": version.content_hash,
        "title": version.title,
        "headline": version.headline,
        "standfirst": version.standfirst,
        "place": place_line(trial),
        "municipality": trial.municipality.name,
        "schools": [school.name for school in trial.schools.all()] if trial.scope == Scope.NAMED else [],
        "scope": trial.scope,
        "focus_areas": [{"id": area.pk, "number": area.figure, "name": str(area)} for area in version.areas],
        "period": period(trial),
        "grades": grades(version.grades),
        "life": trial.life,
        "life_label": trial.get_life_display(),
        "outcome": trial.outcome,
        "outcome_label": trial.get_outcome_display(),
        "next_steps_label": next_steps(trial.next_steps),
        "effort": {
            "hours": version.effort_hours,
            "staff": version.effort_staff,
            "money": version.effort_money,
            "preparation": version.effort_preparation,
        },
        "people": [{"ref": f"person:{person.pk}", "name": person.name, "title": person.title} for person in trial.people.all()],
        "contact_email": trial.contact_email,
        "contact_phone": trial.contact_phone,
        "described_afterwards": not trial.expectations.all(),
        "done": version.done,
        "change": version.change,
        "observations": [
            {"label": seen.label, "own_label": seen.own_label, "kind": seen.kind, "text": seen.text} for seen in version.observations.all()
        ],
        "expectations": [_expectation(expectation) for expectation in trial.expectations.all()],
        "adjustments": [{"date": date_format(change.made_on, "j. F Y"), "text": change.text} for change in trial.adjustments.all()],
        "measures": [_measure(measure) for measure in trial.measures.all()],
        "future": version.future,
        "learned": notation.items(version.learned),
        "images": [
            {
                "id": image.pk,
                "path": image.stored.file.name,
                "alt": image.alt,
                "caption": image.caption,
                "width": image.stored.width,
                "height": image.stored.height,
            }
            for image in version.images.all()
        ],
        "attachments": [
            {
                "id": attachment.pk,
                "title": attachment.title,
                "kind_label": attachment.get_kind_display(),
                "type_label": attachment.stored.type_label,
                "size": attachment.stored.size,
            }
            for attachment in version.attachments.all()
        ],
        "video_url": version.video_url,
    }


def content_hash(version: Version) -> str:
    """SHA-256 of the version's own content: what changed since is a comparison of these. Numbers and ids are left out."""
    snapshot = trial_snapshot(version)
    for key in ("version", "number", "content_hash", "slug"):
        del snapshot[key]
    for part in (*snapshot["images"], *snapshot["attachments"]):
        del part["id"]
    return hashlib.sha256(json.dumps(snapshot, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def place_line(trial: TrialAction) -> str:
    """”Egsted Kommune – Hasselhegnskolen”; never a school where none is named."""
    municipality = trial.municipality.official_name
    if trial.scope == Scope.MUNICIPALITY:
        return f"{municipality} – {_('hele kommunen')}"
    if trial.scope == Scope.UNNAMED:
        return f"{municipality} – {_('enkelte skoler, ikke navngivet')}"
    names = [school.name for school in trial.schools.all()]
    return f"{municipality} – {and_list(names)}" if names else municipality


def period(trial: TrialAction) -> str:
    """The school year when it is given, else the months from and to."""
    if trial.school_year:
        return _("Skoleåret %(year)s") % {"year": trial.school_year}
    start = date_format(trial.starts_on, "F Y") if trial.starts_on else ""
    end = date_format(trial.ends_on, "F Y") if trial.ends_on else ""
    if start and end and start != end:
        return f"{start} – {end}".capitalize()
    return (start or end).capitalize()


def grades(chosen: list[str]) -> str:
    """”0.–2. klasse, SFO”: runs of years are joined; a word joiner keeps the dash on its line."""
    years = [int(grade) for grade in chosen if grade in _YEARS]
    parts = [_run(run) for run in _runs(sorted(years))]
    text = f"{and_list(parts)} {_('klasse')}" if parts else ""
    others = [str(Grade(grade).label) for grade in Grade.values if grade in chosen and grade not in _YEARS]
    return ", ".join(part for part in [text, *others] if part)


def next_steps(chosen: list[str]) -> str:
    """”Fortsætter og udbredes”."""
    words = [str(NextStep(step).label) for step in NextStep.values if step in chosen]
    return and_list([*words[:1], *[word.lower() for word in words[1:]]])


def and_list(words: list[str]) -> str:
    """Join as people write it: ”a, b og c”."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {_('og')} {words[-1]}" if words else ""


def _runs(years: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return runs


def _run(years: list[int]) -> str:
    first, last = years[0], years[-1]
    return f"{first}." if first == last else f"{first}.{_WORD_JOINER}–{_WORD_JOINER}{last}."


def _expectation(expectation: Expectation) -> dict[str, str]:
    return {
        "label": expectation.get_perspective_display(),
        "text": expectation.text,
        "by_when": date_format(expectation.by_when, "F Y") if expectation.by_when else "",
        "met": expectation.met,
        "met_label": expectation.get_met_display(),
        "observed": expectation.observed,
    }


def _measure(measure: Measure) -> dict[str, Any]:
    values = [
        {
            "date": value.taken_on.isoformat(),
            "label": date_format(value.taken_on, "M Y").lower(),
            "kind_label": value.get_kind_display(),
            "value": str(value.value.normalize().__format__("f")),
        }
        for value in measure.values.all()
    ]
    return {"name": measure.name, "unit": measure.unit, "source": measure.source, "sentence": measure.sentence, "values": values}
