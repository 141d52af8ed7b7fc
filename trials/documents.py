"""What a document or a frozen version says, as plain data (the contract is in docs/decisions)."""

import hashlib
import json
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from portal.text import notation
from trials.choices import Grade, NextStep, Scope
from trials.models import Attachment, Expectation, Image, Measure, Observation, TrialAction, Version

_YEARS = [str(year) for year in range(11)]
_WORD_JOINER = "\u2060"


# Who to call and how it goes are today's, also beside a text that was frozen long ago (docs/decisions/0010).
LIVING = ("people", "contact_email", "contact_phone", "life", "life_label", "outcome", "outcome_label", "next_steps_label")


def trial_snapshot(version: Version) -> dict[str, Any]:
    """Return everything a reader may see of one version: a frozen one says what it said when it was published."""
    frozen = (version.frozen or {}).get(get_language() or settings.LANGUAGE_CODE)
    return {**frozen, **_living(version.trial)} if frozen else written_snapshot(version)


def freeze(version: Version) -> dict[str, dict[str, Any]]:
    """Return what the version says now, in each of the portal's languages: to be kept when it is published."""
    texts = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            texts[language] = written_snapshot(version)
    return texts


def _living(trial: TrialAction) -> dict[str, Any]:
    return {
        "life": trial.life,
        "life_label": trial.get_life_display(),
        "outcome": trial.outcome,
        "outcome_label": trial.get_outcome_display(),
        "next_steps_label": next_steps(trial.next_steps),
        "people": [{"ref": f"person:{person.pk}", "name": person.name, "title": person.title} for person in trial.people.all()],
        "contact_email": trial.contact_email,
        "contact_phone": trial.contact_phone,
    }


def written_snapshot(version: Version) -> dict[str, Any]:
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
        "school_ids": [school.pk for school in trial.schools.all()],
        "scope": trial.scope,
        "focus_areas": [{"id": area.pk, "number": area.figure, "name": str(area)} for area in version.areas],
        "period": period(trial),
        "grades": grades(version.grades),
        **_living(trial),
        "effort": {part: getattr(version, f"effort_{part}") for part in ("hours", "staff", "money", "preparation")},
        "described_afterwards": not trial.expectations.all(),
        "done": version.done,
        "change": version.change,
        "observations": [_observation(seen) for seen in version.observations.all()],
        "expectations": [_expectation(expectation) for expectation in trial.expectations.all()],
        "adjustments": [{"date": date_format(change.made_on), "text": change.text} for change in trial.adjustments.all()],
        "measures": [_measure(measure) for measure in trial.measures.all()],
        "future": version.future,
        "learned": notation.items(version.learned),
        "images": [_image(image) for image in version.images.all()],
        "attachments": [_attachment(attachment) for attachment in version.attachments.all()],
        "video_url": version.video_url,
    }


def lasting_snapshot(version: Version) -> dict[str, Any]:
    """The same in the portal's first language: what is kept, hashed or compared must not depend on who asks."""
    with override(settings.LANGUAGE_CODE):
        return trial_snapshot(version)


def content_hash(version: Version) -> str:
    """SHA-256 of the version's own content: what changed since is a comparison of these. Numbers and ids are left out."""
    snapshot = lasting_snapshot(version)
    for key in ("version", "number", "content_hash", "slug", *LIVING):
        del snapshot[key]
    for part in (*snapshot["images"], *snapshot["attachments"]):
        del part["id"]
    return hashlib.sha256(json.dumps(snapshot, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def place_line(trial: TrialAction) -> str:
    """”Egsted Kommune – Hasselhegnskolen”; never a school where none is named."""
    unnamed: dict[str, str] = {Scope.MUNICIPALITY: _("hele kommunen"), Scope.UNNAMED: _("enkelte skoler, ikke navngivet")}
    where = unnamed.get(trial.scope) or and_list([school.name for school in trial.schools.all()])
    return f"{trial.municipality.official_name} – {where}" if where else trial.municipality.official_name


def period(trial: TrialAction) -> str:
    """The school year when it is given, else the months from and to."""
    if trial.school_year:
        return _("Skoleåret %(year)s") % {"year": trial.school_year}
    start = date_format(trial.starts_on, "F Y") if trial.starts_on else ""
    end = date_format(trial.ends_on, "F Y") if trial.ends_on else ""
    months = f"{start} – {end}" if start and end and start != end else start or end
    return months[:1].upper() + months[1:]


def grades(chosen: list[str]) -> str:
    """”0.–2. klasse, SFO”: runs of years are joined; a word joiner keeps the dash on its line."""
    years = [int(grade) for grade in chosen if grade in _YEARS]
    runs = and_list([_run(run) for run in _runs(sorted(years))])
    text = ngettext("%(years)s klasse", "%(years)s klasse", len(years)) % {"years": runs} if runs else ""
    others = [str(Grade(grade).label) for grade in Grade.values if grade in chosen and grade not in _YEARS]
    return ", ".join(part for part in [text, *others] if part)


def next_steps(chosen: list[str]) -> str:
    """”Fortsætter og udbredes”."""
    words = [str(NextStep(step).label) for step in NextStep.values if step in chosen]
    return and_list([*words[:1], *[word.lower() for word in words[1:]]])


def and_list(words: list[str]) -> str:
    """Join as people write it: ”a, b og c”."""
    word = _("og")
    return f" {word} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _runs(years: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return runs


def _run(years: list[int]) -> str:
    """”3.” or ”0.–2.”"""
    first, last = (_("%(year)s.") % {"year": year} for year in (years[0], years[-1]))
    return first if first == last else f"{first}{_WORD_JOINER}–{_WORD_JOINER}{last}"


def _observation(seen: Observation) -> dict[str, Any]:
    return {"label": seen.label, "own_label": seen.own_label, "kind": seen.kind, "text": seen.text}


def _expectation(expectation: Expectation) -> dict[str, Any]:
    return {
        "label": expectation.get_perspective_display(),
        "text": expectation.text,
        "by_when": date_format(expectation.by_when, "F Y") if expectation.by_when else "",
        "met": expectation.met,
        "met_label": expectation.get_met_display(),
        "observed": expectation.observed,
        "corrections": [
            {"date": date_format(timezone.localdate(correction.made_at)), "note": correction.note, "before": correction.before}
            for correction in expectation.corrections.all()
        ],
    }


def _measure(measure: Measure) -> dict[str, Any]:
    taken = list(measure.values.all())
    write = _month if len({_month(value.taken_on) for value in taken}) == len(taken) else _day
    values = [
        {
            "date": value.taken_on.isoformat(),
            "label": write(value.taken_on),
            "kind_label": value.get_kind_display(),
            "value": str(value.value.normalize().__format__("f")),
        }
        for value in taken
    ]
    return {"name": measure.name, "unit": measure.unit, "source": measure.source, "sentence": measure.sentence, "values": values}


def _image(image: Image) -> dict[str, Any]:
    stored = image.stored
    return {
        "id": image.pk,
        "path": stored.file.name,
        "alt": image.alt,
        "caption": image.caption,
        "width": stored.width,
        "height": stored.height,
    }


def _attachment(attachment: Attachment) -> dict[str, Any]:
    stored = attachment.stored
    return {
        "id": attachment.pk,
        "title": attachment.title,
        "kind_label": attachment.get_kind_display(),
        "type_label": stored.type_label,
        "size": stored.size,
    }


def _month(day: date) -> str:
    """”mar. 2026”."""
    return _abbreviated(day, "F Y")


def _day(day: date) -> str:
    """”7. apr. 2026”, for what was measured more than once in a month."""
    return _abbreviated(day, "DATE_FORMAT")


def _abbreviated(day: date, form: str) -> str:
    """Three letters and the full stop that Danish sets where a month is cut short; English sets none."""
    name = date_format(day, "F")
    stop = "." if get_language() == "da" and len(name) > 3 else ""
    return date_format(day, form).replace(name, name[:3] + stop)
