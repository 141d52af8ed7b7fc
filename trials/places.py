"""The places in a version's text where words can be marked: in reading order, each with its section."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.text import notation
from portal.text.passages import find
from trials.choices import Section
from trials.models import Version


@dataclass(frozen=True)
class Place:
    """A title, a standfirst, a text, one observation or one lesson. `name` is what the templates call it."""

    name: str
    section: Section
    words: str


def places(version: Version) -> list[Place]:
    """Every place with text. Load the version with its observations."""
    return [place for place in _all(version) if place.words]


def _all(version: Version) -> Iterator[Place]:
    yield Place("title", Section.INTRO, version.title)
    yield Place("headline", Section.INTRO, version.headline)
    yield Place("standfirst", Section.INTRO, version.standfirst)
    yield Place("done", Section.DONE, notation.to_plain(version.done))
    yield Place("change", Section.CHANGE, notation.to_plain(version.change))
    for number, seen in enumerate(version.observations.all()):
        yield Place(f"observation-{number}", Section.CHANGE, notation.to_plain(seen.text))
    yield Place("future", Section.FUTURE, notation.to_plain(version.future))
    for number, lesson in enumerate(notation.items(version.learned)):
        yield Place(f"lesson-{number}", Section.LEARNED, notation.to_plain(lesson))


def place_of(quote: str, section: str, among: list[Place]) -> Place | None:
    """The first place of the section where the quoted words stand."""
    return next((place for place in among if place.section == section and find(place.words, quote)), None)
