"""What a catalogue says around its trial actions, derived from the frozen snapshot: contents, indexes, what did not go as expected."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from portal.documents.print.sources import image_address
from portal.documents.rendering import Publication
from portal.text import notation
from portal.text.danish import sort_key
from trials.catalogue.book import artwork
from trials.catalogue.book.palette import shade
from trials.catalogue.choices import Grouping, Participants
from trials.catalogue.choices import edition_name as numbered_name
from trials.printing import anchor, leading_area, opening, prepared

_UNMET = ("not_as_expected", "partly")
# In lines of the grid: a column of the index, shorter under the chapter's heading, and the letters that fit across it.
_INDEX_LINES, _INDEX_FIRST_LINES, _INDEX_LETTERS = 48.0, 43.0, 42


@dataclass(frozen=True)
class Place:
    """Where an opening is found: a link, and what is said of it. Empty: the page in this book, known when the book is set."""

    href: str
    at: str


@dataclass(frozen=True)
class Volume:
    """A volume of a divided edition: the trial actions from `start` up to `end`, and a title made of what it holds."""

    number: int
    count: int
    start: int
    end: int
    title: str

    @property
    def name(self) -> str:
        return _("Bind %(number)s af %(count)s") % {"number": self.number, "count": self.count}

    @property
    def trials(self) -> int:
        return self.end - self.start


def edition_publication(snapshot: Mapping[str, Any]) -> Publication:
    """Return the whole catalogue as one book, ready to be rendered. Reads the snapshot only."""
    with translation.override(snapshot["language"]):
        edition = prepared(snapshot)
        openings = [opening(trial) for trial in edition["trials"]]
        return _publication(snapshot, {**_frame(edition), **_content(edition, openings, openings)}, openings, snapshot["seed"])


def volume_publication(snapshot: Mapping[str, Any], volumes: Sequence[Volume], number: int, places: Sequence[Place]) -> Publication:
    """Return one volume. Its own trial actions stand in it; the last holds the register and the participants of all."""
    with translation.override(snapshot["language"]):
        edition, volume = prepared(snapshot), volumes[number - 1]
        listed = [listed_opening(trial, place) for trial, place in zip(edition["trials"], places, strict=True)]
        for position in range(volume.start, volume.end):
            listed[position] = opening(edition["trials"][position])
        own, is_first, is_last = listed[volume.start : volume.end], number == 1, number == volume.count
        edition = {**edition, **(LATER_VOLUME if not is_first else {}), **({} if is_last else {"thanks": ""})}
        frame = _frame(edition)
        context = {
            **frame,
            **_content(edition, own, listed),
            "footer": " · ".join([frame["footer"], _("Bind %(number)s") % {"number": number}]),
            "index_pages": index_pages(listed if is_last else own, edition),
            "volume": volume,
            "volumes": volumes,
        }
        context |= {} if is_first else {"areas": [], "about_edition": {}}
        context |= {} if is_last else {"participants": []}
        return _publication(snapshot, context, own, snapshot["seed"] + number - 1)


# What only the first volume says.
LATER_VOLUME: Mapping[str, Any] = {"foreword": {"text": "", "name": "", "title": ""}, "introduction": ""}


def listed_opening(trial: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """An opening of another volume or page, as far as contents and registers name it."""
    return {**trial, "title": trial["title"] or _("Uden titel"), "anchor": anchor(trial), "area": leading_area(trial), **vars(place)}


def _frame(edition: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "edition": edition,
        "footer": f"{edition['title']} · {edition_name(edition)}",
        "edition_name": edition_name(edition),
        "issued_in_text": in_text(edition["issued"], edition["language"]),
        "cover_class": cover_class(edition["title"]),
        "foreword": lead_and_rest(edition["foreword"]["text"]),
        "introduction": lead_and_rest(edition["introduction"]),
        "colour": edition.get("colour", ""),
        "cover_image": picture(edition, "cover_image", place="cover"),
        "logo": picture(edition, "logo", place="small"),
    }


def _content(edition: Mapping[str, Any], own: Sequence[Mapping[str, Any]], everywhere: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What is derived from the openings that stand in the book, and from those of all volumes."""
    return {
        "openings": own,
        "areas": areas(edition, everywhere),
        "groups": groups(edition, own),
        "unexpected": unexpected(own) if edition.get("gathers_unexpected", True) else [],
        "index_pages": index_pages(everywhere, edition),
        "participants": participants(edition, everywhere),
        "about_edition": about_edition(edition, everywhere),
    }


def _publication(snapshot: Mapping[str, Any], context: dict[str, Any], openings: Sequence[Mapping[str, Any]], seed: int) -> Publication:
    counts = Counter(shown["area"] for shown in openings)
    drawings = {name: drawing for shown in openings for name, drawing in shown["drawings"].items()}
    deep = shade(snapshot.get("colour", "")).dark
    drawings |= {"cover.svg": artwork.cover(counts, seed, deep), "back.svg": artwork.back(counts, seed, deep)}
    return Publication("print/catalogue.html", context, snapshot["language"], drawings)


def edition_name(edition: Mapping[str, Any]) -> str:
    return numbered_name(edition["number"], edition.get("corrected_on", ""))


def about_edition(edition: Mapping[str, Any], openings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What this edition says about itself beside earlier ones: what was corrected, and what is new, changed and gone. Often nothing."""
    changes, errata = edition.get("changes") or {}, edition.get("errata") or []
    shown = {opening["trial"]: opening for opening in openings}
    groups = [
        {"name": name, "label": label, "entries": [{**entry, "opening": shown.get(entry["trial"])} for entry in changes.get(name, [])]}
        for name, label in (("new", _("Nyt")), ("changed", _("Ændret")), ("gone", _("Udgået")))
    ]
    filled = [group for group in groups if group["entries"]]
    return {"errata": errata, "changes": filled, "since": changes.get("since")} if errata or filled else {}


def in_text(issued: str, language: str) -> str:
    """Danish writes months with a small letter inside a sentence."""
    return issued[:1].lower() + issued[1:] if language == "da" else issued


def cover_class(title: str) -> str:
    """Choose the size in which the title fits on the cover: 84, 56, 36 or 24 points."""
    longest = max((len(word) for word in title.split()), default=0)
    for letters, word, name in ((10, 10, ""), (28, 14, "medium"), (66, 21, "long")):
        if len(title) <= letters and longest <= word:
            return name
    return "huge"


def lead_and_rest(text: str) -> dict[str, str]:
    """Set the first paragraph as the page's lead, unless it is a list, a heading or too long to be set large."""
    first, _break, rest = text.strip().partition("\n\n")
    if not rest or first.startswith(("- ", "### ")) or len(first) > 340:
        return {"lead": "", "rest": text}
    return {"lead": notation.to_plain(first), "rest": rest}


def areas(edition: Mapping[str, Any], openings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            **area,
            "openings": [
                shown
                for shown in openings
                if any(focus["id"] == area.get("id") or focus["name"] == area["name"] for focus in shown["focus_areas"])
            ],
        }
        for area in edition["focus_areas"]
    ]


def groups(edition: Mapping[str, Any], openings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The openings group by group, in printed order, each with the name that its page and the contents give it; undivided, one without a name."""
    named = {Grouping.AREA: _area_group, Grouping.MUNICIPALITY: _municipality_group}.get(edition.get("grouping", ""))
    if named is None:
        return [{"name": "", "openings": list(openings)}]
    found: dict[str, dict[str, Any]] = {}
    for shown in openings:
        group = named(edition, shown)
        found.setdefault(group["name"], {**group, "openings": []})["openings"].append(shown)
    return [{**group, "anchor": f"group-{number}"} for number, group in enumerate(found.values(), 1)]


def _area_group(edition: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, Any]:
    leading = next(iter(shown["focus_areas"]), None)
    if leading is None:
        return {"name": _("Uden fokusområde"), "area": shown["area"], "description": ""}
    described = {area["name"]: area["description"] for area in edition["focus_areas"]}
    name = f"{leading['number']}. {leading['name']}"
    return {"name": name, "area": shown["area"], "description": described.get(leading["name"], "")}


def _municipality_group(edition: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, Any]:
    """A municipality has no figure, and often a single trial action: it gets no page of its own, or half the book would be dividers."""
    return {"name": shown["municipality"], "area": None, "description": ""}


def picture(edition: Mapping[str, Any], name: str, *, place: str) -> dict[str, Any] | None:
    """A picture of the frame with its address in print. Without a text of its own it is described by what it is."""
    shown = edition.get(name)
    if not shown:
        return None
    text = shown["alt"] or (_("Billede på forsiden") if name == "cover_image" else _("Logo: %(name)s") % {"name": edition["owner"]})
    return {**shown, "alt": text, "address": image_address(shown["path"], place=place, of=edition["title"])}


def unexpected(openings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Gather what surprised: the whole trial, or a single expectation that was not met. The plainest first, else in printed order."""
    entries = [{"opening": shown, "rows": _unmet(shown)} for shown in openings if _surprised(shown)]
    return sorted(entries, key=lambda entry: entry["opening"]["outcome"] != "not_as_expected")


def _surprised(shown: Mapping[str, Any]) -> bool:
    return shown["outcome"] in _UNMET or any(row["met"] == "not_as_expected" for row in shown["expectations"])


def _unmet(shown: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    rows = sorted((row for row in shown["expectations"] if row["met"] in _UNMET), key=lambda row: _UNMET.index(row["met"]))
    return rows[:2]


def participants(edition: Mapping[str, Any], openings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Every participating municipality, also those without a described case, as far as the edition has a list of them."""
    if edition.get("participants_shown") == Participants.NOBODY:
        return []
    names = sorted({*edition["participants"], *(shown["municipality"] for shown in openings)}, key=sort_key)
    return [
        {
            "name": name,
            "schools": sorted({school for shown in openings if shown["municipality"] == name for school in shown["schools"]}, key=sort_key),
            "openings": [shown for shown in openings if shown["municipality"] == name],
        }
        for name in names
    ]


# The index -----------------------------------------------------------------------------------------------------------------------

Entry = dict[str, Any]


def index_pages(openings: Sequence[Mapping[str, Any]], edition: Mapping[str, Any]) -> list[list[list[Entry]]]:
    """Return the index as pages of two columns of blocks, so that no column has to be balanced by the typesetter."""
    return _pages(index_blocks(openings, edition))


def index_blocks(openings: Sequence[Mapping[str, Any]], edition: Mapping[str, Any]) -> list[Entry]:
    """Return the index as one run of groups; the first group of each of its sections carries the section's heading."""
    return [*_by_area(openings, edition), *_by_municipality(openings), *_by_school(openings)]


def _by_area(openings: Sequence[Mapping[str, Any]], edition: Mapping[str, Any]) -> list[Entry]:
    groups = [
        _group(f"{area['number']}. {area['name']}", [_link(shown, shown["title"]) for shown in area["openings"]], area["number"])
        for area in areas(edition, openings)
        if area["openings"]
    ]
    return _section(_("Efter fokusområde"), groups)


def _by_municipality(openings: Sequence[Mapping[str, Any]]) -> list[Entry]:
    names = sorted({shown["municipality"] for shown in openings if shown["municipality"]}, key=sort_key)
    groups = [_group(name, [_link(shown, shown["title"]) for shown in openings if shown["municipality"] == name]) for name in names]
    return _section(_("Efter kommune"), groups)


def _by_school(openings: Sequence[Mapping[str, Any]]) -> list[Entry]:
    named = [(school, shown) for shown in openings for school in shown["schools"]]
    several = Counter(school for school, _shown in named)
    links = [_link(shown, f"{school}: {shown['title']}" if several[school] > 1 else school) for school, shown in named]
    return _section(_("Efter skole"), [_group("", sorted(links, key=lambda link: sort_key(link["text"])))] if links else [])


def _section(heading: str, groups: list[Entry]) -> list[Entry]:
    return [{**group, "heading": heading if position == 0 else ""} for position, group in enumerate(groups)]


def _group(name: str, links: list[Entry], area: int | None = None) -> Entry:
    return {"heading": "", "name": name, "area": area, "links": links}


def _link(shown: Mapping[str, Any], text: str) -> Entry:
    return {"anchor": shown["anchor"], "href": shown["href"], "at": shown["at"], "text": text}


def _pages(blocks: list[Entry]) -> list[list[list[Entry]]]:
    """Fill page after page; on the last one the two columns are made as even as the groups allow."""
    pages: list[list[list[Entry]]] = []
    while blocks:
        room = _INDEX_LINES if pages else _INDEX_FIRST_LINES
        page, rest = _filled(blocks, room)
        while not rest and room > 1:
            shorter, left_over = _filled(blocks, room - 1)
            if left_over:
                break
            page, room = shorter, room - 1
        pages.append(page)
        blocks = rest
    return pages


def _filled(blocks: Sequence[Entry], room: float) -> tuple[list[list[Entry]], list[Entry]]:
    """Return one page's two columns of the given height, and what is left for the next page."""
    columns = []
    for _side in range(2):
        column, blocks = _column(blocks, room)
        columns.append(column)
    return [column for column in columns if column], list(blocks)


def _column(blocks: Sequence[Entry], room: float) -> tuple[list[Entry], Sequence[Entry]]:
    column: list[Entry] = []
    for position, block in enumerate(blocks):
        now, later = _divided(block, room, forced=not column and room > _INDEX_FIRST_LINES - 1)
        if now["links"]:
            column.append(now)
            room -= _height(now)
        if later["links"]:
            return column, [later, *blocks[position + 1 :]]
    return column, []


def _divided(block: Entry, room: float, *, forced: bool) -> tuple[Entry, Entry]:
    """Return what fits into the room, and the rest without its heading. A heading with fewer than two lines under it does not fit."""
    fits, height = 0, _head_height(block)
    for link in block["links"]:
        height += _lines(link)
        if height > room:
            break
        fits += 1
    if fits < min(2, len(block["links"])):
        fits = 1 if forced else 0
    rest = {**block, "links": block["links"][fits:]}
    return {**block, "links": block["links"][:fits]}, {**rest, "heading": "", "name": ""} if fits else rest


def _height(block: Entry) -> float:
    return _head_height(block) + sum(_lines(link) for link in block["links"])


def _head_height(block: Entry) -> float:
    """In lines: a section heading with its rule and the air above it, a group's name with half a line above."""
    return (3.5 if block["heading"] else 0) + (ceil(len(block["name"]) / _INDEX_LETTERS) + 0.5 if block["name"] else 0)


def _lines(link: Mapping[str, Any]) -> float:
    return ceil((len(link["text"]) + len(link["at"]) + 6) / _INDEX_LETTERS) + 0.25
