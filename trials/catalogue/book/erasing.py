"""Taking a person or a picture out of what a published book says. Works on the frozen snapshot alone, so that nothing else changes."""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
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
        places.append(left["title"])
        trials.append(_marked(_without_contact(left, trial, name), "person", date))
    frame = {key: part for key, part in snapshot.items() if key != "trials"}
    foreword = dict(frame["foreword"])
    if foreword["name"] == name:
        foreword["name"] = foreword["title"] = ""
    left_frame = _blotted({**frame, "foreword": foreword}, name)
    if left_frame != frame:
        places.append(_("forord og indledning"))
    return Erased({**left_frame, "trials": trials}, places)


@dataclass(frozen=True)
class Spot:
    """One place where a word stands in what the book says, with what stands around it. The key is good as long as the text is the same."""

    key: str
    title: str
    before: str
    word: str
    after: str


def spots(snapshot: Mapping[str, Any], word: str) -> list[Spot]:
    """Everywhere the word stands whole in running text: a first name may be another's, or another word, so each is for a person to judge."""
    found = []
    for path, text in _prose(snapshot, ()):
        for match in _whole(word).finditer(text):
            before, after = text[max(0, match.start() - _AROUND) : match.start()], text[match.end() : match.end() + _AROUND]
            title = snapshot["trials"][path[1]]["title"] if path[0] == "trials" else _("forord og indledning")
            found.append(Spot(_key(path, match, text), title, before, match[0], after))
    return found


def without_words(snapshot: Mapping[str, Any], word: str, keys: Collection[str], date: str) -> Erased:
    """Take the word out at those spots only, and leave a mark where it stood."""
    left: Snapshot = dict(snapshot)
    numbers: dict[int | None, None] = {}  # in the order of the book
    for path, text in _prose(snapshot, ()):
        blotted = _whole(word).sub(partial(_blot, path, text, keys), text)
        if blotted != text:
            left = _with(left, path, blotted)
            numbers[path[1] if path[0] == "trials" else None] = None
    # Called as they are now: a title may have held the word.
    titles = [_("forord og indledning") if number is None else left["trials"][number]["title"] for number in numbers]
    trials = [_marked(trial, "person", date) if number in numbers else trial for number, trial in enumerate(left["trials"])]
    return Erased({**left, "trials": trials}, titles)


# What is no running text: names in lists are taken out whole, and an address or a code is no place for a mark.
_NO_PROSE = frozenset(
    "kind language slug content_hash scope life outcome met ref path made_at people permanent_url contact_email contact_phone video_url "
    "focus_areas municipality schools erased grouping participants_shown colour".split()
)
_AROUND = 60
Path = tuple[Any, ...]


def _prose(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key not in _NO_PROSE:
                yield from _prose(part, (*path, key))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _prose(part, (*path, number))
    elif isinstance(value, str):
        yield path, value


def _key(path: Path, match: re.Match[str], text: str) -> str:
    return hashlib.sha256(f"{path} {match.start()} {text}".encode()).hexdigest()[:20]


def _blot(path: Path, text: str, keys: Collection[str], match: re.Match[str]) -> str:
    return _("[navn fjernet]") if _key(path, match, text) in keys else match[0]


def _with(value: Any, path: Path, text: str) -> Any:
    """The same with another text at the end of the path."""
    if not path:
        return text
    step, *rest = path
    if isinstance(value, Mapping):
        return {**value, step: _with(value[step], tuple(rest), text)}
    return [_with(part, tuple(rest), text) if number == step else part for number, part in enumerate(value)]


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
    return _whole(name).sub(_("[navn fjernet]"), value) if isinstance(value, str) else value


def _whole(word: str) -> re.Pattern[str]:
    """The word where it stands alone, also with a genitive s."""
    return re.compile(rf"(?<!\w){re.escape(word)}s?(?!\w)")


def _pictureless(value: Any, gone: set[str]) -> Any:
    """The frame's own pictures, such as one on the cover: what held it holds nothing."""
    if isinstance(value, Mapping):
        return None if value.get("path") in gone else {key: _pictureless(part, gone) for key, part in value.items()}
    return [_pictureless(part, gone) for part in value] if isinstance(value, list) else value
