"""Keeping a draft's text under a name, and bringing an earlier text back as a draft. Autosave makes no versions; people do."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.actor import Actor
from portal.text.normalise import normalise_line
from portal.workflow.gate import Refused
from portal.workflow.log import record
from schools.networks.models import FocusArea
from trials.choices import OPEN_STATES, Section
from trials.documents import lasting_snapshot
from trials.models import NamedVersion, Observation, TrialAction, Version
from trials.sections import OBSERVATION, VERSION_FIELDS
from trials.services.drafts import locked, stamp, writer_behind
from trials.services.review import improve

# Who may read it is no text: bringing an old one back must not widen it unseen.
_TEXTS = tuple(section for section in VERSION_FIELDS if section != Section.PEOPLE)
_NAME_LENGTH = NamedVersion._meta.get_field("name").max_length or 0


def keep(*, version: Version, name: str, reason: str, by: Actor, now: datetime) -> NamedVersion:
    """Keep the text as it stands, under a name and with why."""
    with transaction.atomic():
        version = locked(version, by)
        kept = _keep(version, name, reason, by, now)
        record(act="trials.keep_version", subject=version, by=by, now=now)
    return kept


def bring_back(*, trial: TrialAction, source: NamedVersion | Version, by: Actor, now: datetime) -> Version:
    """Put an earlier text in the draft; without one a new version is begun. The text that stood in the draft is kept under a name first.

    Images and files, who may read it, and what belongs to the trial action (domain.md §2) stay as they are.
    """
    with transaction.atomic():
        trial = TrialAction.objects.select_for_update().get(pk=trial.pk)
        was_open = trial.versions.filter(state__in=OPEN_STATES).exists()
        version = locked(improve(trial=trial, by=by, now=now), by)
        text = _text_of(source, trial)
        if text == own_text(version) and was_open:
            raise Refused(_("Teksten i kladden er allerede den samme."))
        if was_open:
            _keep_before(version, source, by, now)
        _write(version, text)
        stamp(version, by, now)
        record(act="trials.bring_back", subject=version, by=by, now=now)
    return version


def own_text(version: Version) -> dict[str, Any]:
    """The version's own text by section, as plain data: what can be put back later."""
    text: dict[str, Any] = {section: {name: getattr(version, name) for name in VERSION_FIELDS[section]} for section in _TEXTS}
    text[Section.INTRO]["focus_areas"] = sorted(version.focus_areas.values_list("pk", flat=True))
    text[Section.INTRO]["leading_area"] = version.leading_area_id
    text[Section.CHANGE]["observations"] = [
        {name: getattr(seen, name) for name in OBSERVATION} for seen in version.observations.order_by("position", "pk")
    ]
    return {str(section.value): contents for section, contents in text.items()}  # type: ignore[attr-defined]


def _text_of(source: NamedVersion | Version, trial: TrialAction) -> dict[str, Any]:
    version = source.version if isinstance(source, NamedVersion) else source
    if version.trial_id != trial.pk:
        raise Refused(_("Teksten hører til en anden prøvehandling."))
    return source.text if isinstance(source, NamedVersion) else own_text(source)


def _keep(version: Version, name: str, reason: str, by: Actor, now: datetime) -> NamedVersion:
    return NamedVersion.objects.create(
        version=version,
        name=normalise_line(name)[:_NAME_LENGTH],
        reason=normalise_line(reason),
        text=own_text(version),
        snapshot=lasting_snapshot(version),
        made_at=now,
        made_by=writer_behind(by),
    )


def _keep_before(version: Version, source: NamedVersion | Version, by: Actor, now: datetime) -> None:
    with override(settings.LANGUAGE_CODE):  # kept for all, whatever language the writer reads in
        what = source.name if isinstance(source, NamedVersion) else _("version %(number)s") % {"number": source.number}
        name = _("Teksten, før ”%(what)s” blev hentet frem") % {"what": what}
        _keep(version, name, _("Gemt af sig selv, så intet går tabt."), by, now)


def _write(version: Version, text: dict[str, Any]) -> None:
    names = [name for section in _TEXTS for name in VERSION_FIELDS[section] if name in text.get(section, {})]
    for section in _TEXTS:
        for name, value in text.get(section, {}).items():
            if name in names:
                setattr(version, name, value)
    intro = text.get(Section.INTRO, {})
    areas = FocusArea.objects.filter(pk__in=intro.get("focus_areas", []))
    version.focus_areas.set(areas)
    version.leading_area = next((area for area in areas if area.pk == intro.get("leading_area")), None)
    version.save(update_fields=[*names, "leading_area"])
    version.observations.all().delete()
    for position, seen in enumerate(text.get(Section.CHANGE, {}).get("observations", [])):
        Observation.objects.create(version=version, position=position, **seen)
