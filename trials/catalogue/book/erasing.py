"""Taking a person or a picture out of what a published book says. Works on the frozen snapshot alone, so that nothing else changes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.text.danish import fold
from trials.documents import and_list

Snapshot = dict[str, Any]
SHORT_NAME = 3


@dataclass(frozen=True)
class Erased:
    """What is left, and the trial actions and parts of the frame that it was taken out of."""

    snapshot: Snapshot
    places: list[str]


def people_in(snapshot: Mapping[str, Any]) -> list[str]:
    """Everyone who is named as responsible, and who signed the foreword."""
    names = {person["name"] for trial in snapshot.get("trials", []) for person in trial["people"]}
    signed = snapshot.get("foreword", {}).get("name", "")
    return sorted(names | {signed} - {""}, key=fold)


def images_in(snapshot: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every picture of the trial actions, with the title it stands under."""
    return [{**image, "title": trial["title"]} for trial in snapshot.get("trials", []) for image in trial["images"]]


def without_person(snapshot: Mapping[str, Any], name: str, date: str) -> Erased:
    """Take a name out of the lists of responsible people and out of every text, and leave a mark where it stood."""
    trials, places = [], []
    for trial in snapshot["trials"]:
        left = _blotted({**trial, "people": [person for person in trial["people"] if person["name"] != name]}, name)
        if left == trial:
            trials.append(trial)
            continue
        places.append(trial["title"])
        trials.append(_marked(_without_contact(left, trial, name), "person", date))
    frame = {key: part for key, part in snapshot.items() if key != "trials"}
    foreword = dict(frame["foreword"])
    if foreword["name"] == name:
        foreword["name"] = foreword["title"] = ""
    left_frame = _blotted({**frame, "foreword": foreword}, name)
    if left_frame != frame:
        places.append(_("forord og indledning"))
    return Erased({**left_frame, "trials": trials}, places)


def without_images(snapshot: Mapping[str, Any], paths: Iterable[str], date: str) -> Erased:
    """Take pictures out, wherever they stand, and leave a mark where they stood."""
    gone, trials, places = set(paths), [], []
    for trial in snapshot["trials"]:
        left = {**trial, "images": [image for image in trial["images"] if image["path"] not in gone]}
        if left != trial:
            places.append(trial["title"])
            left = _marked(left, "image", date)
        trials.append(left)
    frame = {key: _pictureless(part, gone) for key, part in snapshot.items() if key != "trials"}
    if any(frame[key] != snapshot[key] for key in frame):
        places.append(_("forsiden"))
    return Erased({**frame, "trials": trials}, places)


def sentence(kind: str, places: list[str]) -> str:
    """What readers are told. It never says who."""
    where = {"where": and_list([f"”{place}”" for place in places])}
    return (_("Et navn er fjernet fra %(where)s.") if kind == "person" else _("Et billede er fjernet fra %(where)s.")) % where


def _marked(trial: Snapshot, kind: str, date: str) -> Snapshot:
    return {**trial, "erased": [*trial.get("erased", []), {"kind": kind, "date": date}]}


def _without_contact(left: Snapshot, trial: Mapping[str, Any], name: str) -> Snapshot:
    """The address and number go too when they are likely the person's: an address with their name in it, or nobody else to call."""
    mail = fold(trial["contact_email"])
    named = any(len(part) >= SHORT_NAME and part in mail for part in fold(name).split())
    alone = trial["people"] and not left["people"]
    return {**left, "contact_email": "", "contact_phone": ""} if named or alone else left


def _blotted(value: Any, name: str) -> Any:
    if isinstance(value, Mapping):
        return {key: _blotted(part, name) for key, part in value.items()}
    if isinstance(value, list):
        return [_blotted(part, name) for part in value]
    return re.sub(rf"(?<!\w){re.escape(name)}s?(?!\w)", _("[navn fjernet]"), value) if isinstance(value, str) else value


def _pictureless(value: Any, gone: set[str]) -> Any:
    """The frame's own pictures, such as one on the cover: what held it holds nothing."""
    if isinstance(value, Mapping):
        return None if value.get("path") in gone else {key: _pictureless(part, gone) for key, part in value.items()}
    return [_pictureless(part, gone) for part in value] if isinstance(value, list) else value
