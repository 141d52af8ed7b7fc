"""What has changed between two snapshots of a trial action, section by section. Pure functions over dicts."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from portal.text.changes import Changes, compare
from trials.choices import Section


def between(before: dict[str, Any], after: dict[str, Any]) -> list[Changes]:
    """Compare two trial snapshots (trials.documents). Sections that are empty in both are left out."""
    pairs = zip(_sections(before), _sections(after), strict=True)
    found = [(section, compare(heading, old, new)) for (section, heading, old), (_same, _too, new) in pairs if old or new]
    return [replace(changes, section=section) for section, changes in found]


def _sections(snapshot: dict[str, Any]) -> list[tuple[Section, str, str]]:
    return [
        (Section.INTRO, _("Titel"), snapshot["title"]),
        (Section.INTRO, _("Overskrift"), snapshot["headline"]),
        (Section.INTRO, _("Kort indledning"), snapshot["standfirst"]),
        (Section.DONE, _("Det har vi gjort"), snapshot["done"]),
        (
            Section.CHANGE,
            _("Sådan opleves forandringen"),
            "\n".join([snapshot["change"], *map(_observation, snapshot["observations"])]).strip(),
        ),
        (Section.FUTURE, _("Fremover vil vi …"), snapshot["future"]),
        (Section.LEARNED, _("Vi har lært"), "\n".join(f"- {lesson}" for lesson in snapshot["learned"])),
        (Section.FACTS, _("Fakta"), "\n".join(_facts(snapshot))),
        (Section.FILES, _("Billeder og filer"), "\n".join(_files(snapshot))),
    ]


def _observation(seen: dict[str, str]) -> str:
    label = f"{seen['label']} ({seen['own_label']})" if seen["own_label"] else seen["label"]
    text = seen["text"] or _("Endnu ikke observeret")
    return f"{label}: {text}"


def _facts(snapshot: dict[str, Any]) -> Iterator[str]:
    effort = snapshot["effort"]
    facts = [
        (_("Sted"), snapshot["place"]),
        (_("Hvornår"), snapshot["period"]),
        (_("For hvem"), snapshot["grades"]),
        (_("Fokusområder"), ", ".join(area["name"] for area in snapshot["focus_areas"])),
        (_("Hvordan gik det?"), snapshot["outcome_label"] or snapshot["life_label"]),
        (_("Hvad sker der nu?"), snapshot["next_steps_label"]),
        (_("Forberedelse"), effort["preparation"]),
        (_("Timer"), effort["hours"]),
        (_("Personale"), effort["staff"]),
        (_("Penge"), effort["money"]),
        (_("Ansvarlige"), ", ".join(person["name"] for person in snapshot["people"])),
        (_("Kontakt"), " ".join(filter(None, [snapshot["contact_email"], snapshot["contact_phone"]]))),
    ]
    return (f"- {label} {value}" if label.endswith("?") else f"- {label}: {value}" for label, value in facts if value)


def _files(snapshot: dict[str, Any]) -> Iterator[str]:
    picture, film, undescribed = _("Billede"), _("Video"), _("uden beskrivelse")
    yield from (f"- {picture}: {image['alt'] or undescribed}" for image in snapshot["images"])
    yield from (f"- {file['kind_label']}: {file['title']}" for file in snapshot["attachments"])
    if snapshot["video_url"]:
        yield f"- {film}: {snapshot['video_url']}"
