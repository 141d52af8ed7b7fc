"""What has changed between two snapshots of a trial action, word by word and section by section. Pure functions over dicts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any, Literal

from django.utils.translation import gettext as _

Kind = Literal["same", "added", "removed"]
_WORDS = re.compile(r"\n|[^\S\n]+|[\wæøåÆØÅ]+|[^\w\s]")
_MARKS = re.compile(r"\*\*|^### ", re.MULTILINE)


@dataclass(frozen=True)
class Piece:
    kind: Kind
    text: str


@dataclass(frozen=True)
class Block:
    """A paragraph or a list item."""

    is_item: bool
    pieces: list[Piece]


@dataclass(frozen=True)
class Changes:
    """One section: its heading, its blocks with what was added and removed, and the number of words in each."""

    heading: str
    blocks: list[Block]
    added: int
    removed: int

    @property
    def is_changed(self) -> bool:
        return bool(self.added or self.removed)


def between(before: dict[str, Any], after: dict[str, Any]) -> list[Changes]:
    """Compare two trial snapshots (trials.documents). Sections that are empty in both are left out."""
    pairs = zip(_sections(before), _sections(after), strict=True)
    return [_compare(heading, old, new) for (heading, old), (_same, new) in pairs if old or new]


def _sections(snapshot: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (_("Titel"), snapshot["title"]),
        (_("Overskrift"), snapshot["headline"]),
        (_("Kort indledning"), snapshot["standfirst"]),
        (_("Det har vi gjort"), snapshot["done"]),
        (_("Sådan opleves forandringen"), "\n".join([snapshot["change"], *map(_observation, snapshot["observations"])]).strip()),
        (_("Fremover vil vi …"), snapshot["future"]),
        (_("Vi har lært"), "\n".join(f"- {lesson}" for lesson in snapshot["learned"])),
        (_("Fakta"), "\n".join(_facts(snapshot))),
        (_("Billeder og filer"), "\n".join(_files(snapshot))),
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


def _compare(heading: str, old: str, new: str) -> Changes:
    pieces = list(_pieces(_split(old), _split(new)))
    words = {kind: sum(len(re.findall(r"\w+", piece.text)) for piece in pieces if piece.kind == kind) for kind in ("added", "removed")}
    return Changes(heading, list(_blocks(pieces)), words["added"], words["removed"])


def _split(text: str) -> list[str]:
    return _WORDS.findall(re.sub(r"\n+", "\n", _MARKS.sub("", text)))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    """What stayed, and for each change what was removed and then what was added. A space between two changes belongs to both."""
    removed, added = "", ""
    for same, before, after in _steps(old, new):
        if same and not (before == " " and (removed or added)):
            yield from _changed(removed, added)
            yield Piece("same", after)
            removed, added = "", ""
        else:
            removed, added = removed + before, added + after
    yield from _changed(removed, added)


def _steps(old: list[str], new: list[str]) -> Iterator[tuple[bool, str, str]]:
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield tag == "equal", "".join(old[old_from:old_to]), "".join(new[new_from:new_to])


def _changed(removed: str, added: str) -> Iterator[Piece]:
    """A space that both end with was not changed."""
    kept = " " if removed.endswith(" ") and added.endswith(" ") else ""
    for kind, text in (("removed", removed.removesuffix(kept)), ("added", added.removesuffix(kept)), ("same", kept)):
        if text:
            yield Piece(kind, text)  # type: ignore[arg-type]


def _blocks(pieces: list[Piece]) -> Iterator[Block]:
    """Divide the pieces where a line ends, so that each paragraph and list item stands by itself."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *rest = piece.text.split("\n")
        lines[-1].append(Piece(piece.kind, first))
        lines += [[Piece(piece.kind, part)] for part in rest]
    for line in lines:
        yield from _block([piece for piece in line if piece.text])


def _block(line: list[Piece]) -> Iterator[Block]:
    text = "".join(piece.text for piece in line)
    if not text.strip():
        return
    is_item = text.startswith("- ")
    if is_item:
        line = list(_without(line, 2))
    joined = [Piece(kind, "".join(piece.text for piece in group)) for kind, group in groupby(line, key=lambda piece: piece.kind)]
    yield Block(is_item, joined)


def _without(line: list[Piece], count: int) -> Iterator[Piece]:
    """Drop the first `count` characters: the mark of a list item."""
    for piece in line:
        kept = piece.text[count:]
        count = max(0, count - len(piece.text))
        if kept:
            yield Piece(piece.kind, kept)


def by_word(before: str, after: str) -> Changes:
    """Compare two texts of one field."""
    return _compare("", before, after)


def together(theirs: str, mine: str) -> str:
    """Everything that stands in either of two texts, line by line: what both have once, where they differ theirs and then mine."""
    old, new = theirs.splitlines(), mine.splitlines()
    lines: list[str] = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "replace":
            lines += _side_by_side(old[old_from:old_to], new[new_from:new_to])
        else:
            lines += old[old_from:old_to] or new[new_from:new_to]
    return "\n".join(lines)


def _side_by_side(theirs: list[str], mine: list[str]) -> list[str]:
    """Items of a list stay one list; paragraphs are kept apart."""
    is_list = all(line.startswith("- ") for line in (theirs[-1], mine[0]))
    return [*theirs, *([] if is_list else [""]), *mine]
