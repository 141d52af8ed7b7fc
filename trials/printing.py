"""A trial action on paper: what its opening shows, made from its snapshot alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.documents.print import charts
from portal.documents.print.figures import AREA_NUMBERS, COLOURS
from portal.documents.print.fonts import printable, uncovered
from portal.documents.print.sources import image_address
from portal.documents.print.typography import balanced
from portal.documents.rendering import Publication
from portal.text.danish import fold
from portal.text.notation import JOINER

# Names and addresses that the machine reads; they are never shown as written, so no character of theirs is replaced.
_NOT_SHOWN = {"kind", "language", "slug", "content_hash", "scope", "life", "outcome", "met", "ref", "path", "made_at"}
# Texts in the notation: its joiners stay until it has been read, or signs would be read together.
_NOTATION = {"done", "change", "future", "learned", "text", "foreword", "introduction", "thanks"}
_DEVIATIONS = {"partly", "not_as_expected", "not_yet"}
_LONG_TITLE, _LONG_HEADLINE, _LONG_STANDFIRST = 66, 110, 420
# The measure in em of the headline's two sizes (static/print/book.css).
_LINE_OF_HEADLINE, _LINE_OF_LONG_HEADLINE = 470 / 25, 470 / 19
_SHORT_TABLE, _LONG_WORD, _LONG_FACT = 6, 24, 66
# In letters: beyond it the names in the band take more lines than it is high.
_BAND = {"title": 120, "place": 120, "areas": 150}

# The width and height in points of a picture's place in the usual look: what static/print/book.css says of .picture.
SIZES = {"large": (324, 216), "small": (124, 88), "tall": (124, 186), "half": (224, 210)}
_POINTS_PER_INCH = 72
# Below it the dots are seen at reading distance; 200 is what is embedded at most.
LEAST_RESOLUTION = 150

FIELDS = {
    "title": gettext_lazy("Titel"),
    "headline": gettext_lazy("Overskrift"),
    "standfirst": gettext_lazy("Kort indledning"),
    "place": gettext_lazy("Sted"),
    "focus_areas": gettext_lazy("Fokusområder"),
    "period": gettext_lazy("Periode"),
    "grades": gettext_lazy("Klassetrin"),
    "effort": gettext_lazy("Det krævede"),
    "people": gettext_lazy("Ansvarlige"),
    "done": gettext_lazy("Det har vi gjort"),
    "change": gettext_lazy("Sådan opleves forandringen"),
    "observations": gettext_lazy("Sådan opleves forandringen"),
    "expectations": gettext_lazy("Forventet og observeret"),
    "adjustments": gettext_lazy("Justeringer"),
    "measures": gettext_lazy("Målinger"),
    "future": gettext_lazy("Fremover vil vi …"),
    "learned": gettext_lazy("Vi har lært"),
    "images": gettext_lazy("Billeder"),
    "attachments": gettext_lazy("Filer"),
    "foreword": gettext_lazy("Forord"),
    "introduction": gettext_lazy("Indledning"),
    "thanks": gettext_lazy("Tak"),
    "subtitle": gettext_lazy("Undertitel"),
    "participants": gettext_lazy("Deltagende kommuner"),
    "municipality": gettext_lazy("Kommune"),
    "schools": gettext_lazy("Skoler"),
    "contact_email": gettext_lazy("Kontakt"),
    "contact_phone": gettext_lazy("Kontakt"),
    "video_url": gettext_lazy("Film"),
    "publisher": gettext_lazy("Udgiver"),
    "owner": gettext_lazy("Udgivet for"),
    "errata": gettext_lazy("Rettelser"),
    "changes": gettext_lazy("Om denne udgave"),
    "cover_image": gettext_lazy("Forsidebillede"),
    "logo": gettext_lazy("Logo"),
}


@dataclass(frozen=True)
class Problem:
    """Characters that cannot be printed, with the place where someone can change them."""

    trial_title: str
    field: str
    characters: str


def trial_publication(snapshot: Mapping[str, Any], *, language: str = "da") -> Publication:
    """Return one trial action as a document of its own."""
    with translation.override(language):
        shown = opening(prepared(snapshot))
    return Publication("print/trial_action.html", {"opening": shown}, language, shown["drawings"])


def opening(trial: Mapping[str, Any]) -> dict[str, Any]:
    """Return the trial with all that its opening shows: facts in order, pictures in their places, charts drawn."""
    area = leading_area(trial)
    measures = [_measure(trial, position, measure, area) for position, measure in enumerate(trial["measures"])]
    areas = " · ".join(f"{focus['number']}. {focus['name']}" for focus in trial["focus_areas"])
    return {
        **trial,
        "title": trial["title"] or _("Uden titel"),
        "anchor": anchor(trial),
        "href": f"#{anchor(trial)}",
        "at": "",
        "area": area,
        "areas": areas,
        "band_class": "grown" if _outgrows_band({"title": trial["title"], "place": trial["place"], "areas": areas}) else "",
        "title_class": "long" if len(trial["title"]) > _LONG_TITLE else "",
        "headline_class": _headline_class(trial["headline"]),
        "standfirst_class": "long" if len(trial["standfirst"]) > _LONG_STANDFIRST else "",
        "facts": [{**fact, "wide": _is_wide(fact)} for fact in _facts(trial) if fact["values"]],
        "observations": [_observation(entry) for entry in trial["observations"]],
        "expectations": [{**row, "deviates": row["met"] in _DEVIATIONS} for row in trial["expectations"]],
        "table_class": "short" if len(trial["expectations"]) <= _SHORT_TABLE else "",
        "measures": measures,
        "picture_rows": list(_picture_rows(trial)),
        "drawings": {measure["drawing"]: measure["svg"] for measure in measures if measure["drawing"]},
    }


def _headline_class(headline: str) -> str:
    """Smaller where it is long; narrower where that leaves no word alone on the last line."""
    size, line = ("long ", _LINE_OF_LONG_HEADLINE) if len(headline) > _LONG_HEADLINE else ("", _LINE_OF_HEADLINE)
    return f"{size}w-{balanced(headline, line=line)}"


def _outgrows_band(names: Mapping[str, str]) -> bool:
    """A word that must break in the middle leaves its lines half full, so it counts twice."""
    words = max((len(word) for word in names["title"].split()), default=0)
    return any(len(text) > _BAND[name] for name, text in names.items()) or words > _BAND["title"] // 2


def anchor(trial: Mapping[str, Any]) -> str:
    return f"trial-{trial['trial']}"


def leading_area(trial: Mapping[str, Any]) -> int:
    """The number of the first focus area picks figure and colour; a trial without one takes the first figure."""
    number = trial["focus_areas"][0]["number"] if trial["focus_areas"] else AREA_NUMBERS[0]
    return number if number in COLOURS else AREA_NUMBERS[(number - 1) % len(AREA_NUMBERS)]


def prepared(value: Any, key: str = "") -> Any:
    """Return the snapshot with every shown text made printable."""
    if isinstance(value, Mapping):
        return {name: prepared(inner, name) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [prepared(inner, key) for inner in value]
    if not isinstance(value, str) or key in _NOT_SHOWN:
        return value
    return JOINER.join(map(printable, value.split(JOINER))) if key in _NOTATION else printable(value)


def check_snapshot(snapshot: Mapping[str, Any]) -> list[Problem]:
    """Name every character that the print fonts lack, with trial action and field. Works for a trial action and for an edition."""
    frame = {key: value for key, value in snapshot.items() if key != "trials"}
    problems = [Problem(snapshot["title"], field, characters) for field, characters in _unprintable(frame)]
    for trial in snapshot.get("trials", []):
        problems += [Problem(trial["title"], field, characters) for field, characters in _unprintable(trial)]
    return problems


def _unprintable(snapshot: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in snapshot.items():
        characters = {char for text in _texts(value, key) for char in uncovered(text)}
        if characters:
            yield str(FIELDS.get(key, key)), "".join(sorted(characters))


def _texts(value: Any, key: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _texts(inner, name)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner, key)
    elif isinstance(value, str) and key not in _NOT_SHOWN:
        yield value


def _facts(trial: Mapping[str, Any]) -> list[dict[str, Any]]:
    effort = trial["effort"]
    labelled = [
        (_("Timer"), effort["hours"]),
        (_("Personer"), effort["staff"]),
        (_("Penge"), effort["money"]),
        (_("Forberedelse"), effort["preparation"]),
    ]
    people = [", ".join(part for part in (person["name"], person["title"]) if part) for person in trial["people"]]
    contact = [{"text": trial["contact_email"], "href": f"mailto:{trial['contact_email']}"}] if trial["contact_email"] else []
    contact += [{"text": trial["contact_phone"], "href": ""}] if trial["contact_phone"] else []
    went = trial["outcome_label"] or trial["life_label"]
    return [
        _fact(_("Periode"), trial["period"]),
        _fact(_("Klassetrin"), trial["grades"]),
        _fact(_("Hvordan gik det?") if trial["outcome_label"] else _("Status"), went),
        _fact(_("Hvad sker der nu?"), trial["next_steps_label"]),
        _fact(_("Det krævede"), *(f"{label}: {text}" for label, text in labelled if text)),
        _fact(_("Ansvarlige"), *people),
        _fact(_("Forløb"), _("Beskrevet efterfølgende") if trial["described_afterwards"] else ""),
        {"label": _("Kontakt"), "values": contact},
        {"label": _("Film"), "values": [{"text": trial["video_url"], "href": trial["video_url"]}] if trial["video_url"] else []},
    ]


def _is_wide(fact: Mapping[str, Any]) -> bool:
    """A word that would break in the middle of its column takes two, and so does a text that would become a tall, narrow pillar."""
    texts = [value["text"] for value in fact["values"]]
    return any(len(word) > _LONG_WORD for text in texts for word in text.split()) or sum(map(len, texts)) > _LONG_FACT


def _fact(label: str, *texts: str) -> dict[str, Any]:
    return {"label": label, "values": [{"text": text, "href": ""} for text in texts if text]}


def _observation(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Strengths and challenges are named as such; what was not observed says so before anything else."""
    kinds = {"strength": _("styrke"), "challenge": _("udfordring")}
    said = [part for part in (entry["own_label"], kinds.get(entry["kind"], "")) if part and fold(part) not in fold(entry["label"])]
    label, own = (entry["label"], said) if entry["label"] else (said[0].capitalize() if said else _("Set"), said[1:])
    not_yet = entry["kind"] == "not_yet"
    opening_words = _("Ikke observeret endnu.")
    text = entry["text"]
    if not_yet and not fold(text).startswith(fold(_("Ikke observeret"))):
        text = f"{opening_words} {text}".strip()
    return {**entry, "label": label, "own": " · ".join(own), "not_yet": not_yet, "text": text}


def _measure(trial: Mapping[str, Any], position: int, measure: Mapping[str, Any], area: int) -> dict[str, Any]:
    values = measure["values"]
    rows = [{**value, "shown": _danish(value["value"])} for value in values]
    drawing, drawn = "", ""
    if charts.drawable([value["value"] for value in values]):
        drawing = f"chart-{trial['trial']}-{position}.svg"
        colours = COLOURS[area]
        drawn = charts.line_chart(
            [value["label"] for value in values],
            [value["value"] for value in values],
            shown=[row["shown"] for row in rows],
            colour=colours.strong,
            tint=colours.tint,
        )
    caption = ", ".join(part for part in (measure["name"], measure["unit"]) if part)
    has_kinds = any(row["kind_label"] for row in rows)
    return {
        **measure,
        "rows": rows,
        "has_kinds": has_kinds,
        "caption": caption,
        "drawing": drawing,
        "svg": drawn,
        "alt": _chart_text(caption, rows),
    }


def _chart_text(caption: str, rows: Sequence[Mapping[str, Any]]) -> str:
    points = ", ".join(f"{row['label']} {row['shown']}" for row in rows)
    return _("Kurvediagram over %(caption)s: %(points)s. Tallene står i tabellen ved siden af.") % {"caption": caption, "points": points}


def _danish(value: str) -> str:
    """Write a number with the language's decimal comma; anything else stays as it was written."""
    number = charts.number(value)
    if number is None:
        return value
    shown = number.normalize() if number == number.to_integral() else number
    places = max(0, -int(shown.as_tuple().exponent))
    return number_format(shown.quantize(Decimal(1)) if places == 0 else shown, places, force_grouping=True) + (
        "\u00a0%" if "%" in value else ""
    )


def _picture_rows(trial: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Divide the images into rows: a large one with up to two small beside it, or two upright ones. Nothing is cropped."""
    waiting = list(trial["images"])
    while waiting:
        wide = next((image for image in waiting if image["width"] >= image["height"]), None)
        if wide is None:
            pair, waiting = waiting[:2], waiting[2:]
            yield {"kind": "upright", "large": None, "beside": [_placed(trial, image, "half") for image in pair]}
            continue
        waiting.remove(wide)
        beside = _beside(waiting)
        for image in beside:
            waiting.remove(image)
        upright = len(beside) == 1 and beside[0]["height"] > beside[0]["width"]
        yield {
            "kind": "" if beside else "alone",
            "large": _placed(trial, wide, "large" if beside else "full"),
            "beside": [{**_placed(trial, image, "small"), "size": "tall" if upright else "small"} for image in beside],
        }


def resolution(image: Mapping[str, Any], size: tuple[float, float]) -> int:
    """Pixels per inch where the picture is printed whole in a place of that width and height in points."""
    width, height = size
    printed = min(width, height * image["width"] / image["height"])
    return round(image["width"] * _POINTS_PER_INCH / printed)


def coarse_pictures(trial: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], int]]:
    """The pictures with too few pixels for the place that they get on paper, each with its resolution there."""
    placed = [image for row in _picture_rows(trial) for image in (row["large"], *row["beside"]) if image]
    measured = [(image, resolution(image, SIZES[image["size"]])) for image in placed if image["width"] and image["height"]]
    return [(image, dots) for image, dots in measured if dots < LEAST_RESOLUTION]


def _beside(images: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    upright = [image for image in images if image["height"] > image["width"]]
    return upright[:1] if upright else list(images[:2])


def _placed(trial: Mapping[str, Any], image: Mapping[str, Any], place: str) -> dict[str, Any]:
    text = image["alt"] or image["caption"] or _("Billede uden beskrivelse")
    size = {"half": "half", "small": "small"}.get(place, "large")
    return {**image, "alt": text, "size": size, "address": image_address(image["path"], place=place, of=trial["title"])}
