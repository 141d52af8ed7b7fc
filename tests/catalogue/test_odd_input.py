"""The book holds whatever is put into it: nothing is lost, nothing runs off the page, nothing lies on top of something else."""

import itertools
import re
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any
from xml.etree import ElementTree

import pytest
from PIL import Image

from portal.documents.print.fonts import printable
from portal.documents.rendering import Base, Typeset, typeset
from portal.text import notation
from portal.text.normalise import normalise
from tests.catalogue import snapshots
from tests.support import poppler
from tests.support.pdf import Book, Element, read, squeezed
from tests.support.pdfua import assert_pdfua
from trials.catalogue.book.contents import edition_publication

# The book takes seconds to set, so its tests stay with one worker.
pytestmark = pytest.mark.xdist_group("odd input in print")

WORD = "æ" * 400
SIGNS = "Emoji 😀👩🏽‍🏫, linje\u2028skift, tab\x0bulator, \uf0b7 punkt, Ωμέγα, مرحبا, 学校, ☕ ❤️ og ½ ‰ →"
TABLE = "Elev\tFør\tEfter\nA\t3\t5\nB\t4\t4\n\n\uf0b7\tFørste punkt fra Word\n\uf0b7\tAndet punkt\n\n·\tTredje punkt"
TITLE = "Titler med mange almindelige ord går over flere linjer, fordi feltet tager 200 tegn og ingen standsede i tide, før det var helt fuldt, så bogen må finde plads til dem i båndet, i indholdet og i registret"
AREA = {"id": 99, "number": 3, "name": "Tværfagligt samarbejde og støttestrukturer på skolerne og i hele kommunen"}
PAGE = (595.28, 841.89)  # A4 in points


def words(count: int) -> str:
    """Running text in which each word is another, so that one which is lost is missed; a paragraph for each 120."""
    numbered = [f"ord{number}" for number in range(count)]
    return "\n\n".join(" ".join(numbered[start : start + 120]) for start in range(0, count, 120))


def pictures(count: int) -> list[dict[str, Any]]:
    shapes = [("hoej.jpg", 900, 1400), ("bred.jpg", 1600, 1067), ("lille.png", 1200, 800)]
    return [
        {
            "id": number,
            "path": f"{number}-{name}",
            "alt": f"Tegning {number}",
            "caption": f"Nummer {number}.",
            "width": width,
            "height": height,
        }
        for number in range(count)
        for name, width, height in [shapes[number % 3]]
    ]


def edition() -> dict[str, Any]:
    """Every field that people fill is as full or as odd as it may be, in one trial action or another."""
    photograph = {"id": 1, "path": "20-megapixel.jpg", "alt": "Et rum", "caption": "", "width": 5200, "height": 3900}
    trials = [
        snapshots.trial_snapshot(
            0,
            title=SIGNS,
            headline=WORD[:300],
            standfirst=WORD,
            done=f"### {WORD}\n\n{SIGNS}\n\n- {WORD}",
            change=WORD,
            learned=[WORD, SIGNS],
        ),
        snapshots.trial_snapshot(1, done=words(12_000)),
        snapshots.trial_snapshot(2, images=pictures(40)),
        snapshots.trial_snapshot(
            3,
            done=normalise(TABLE),
            change="",
            images=[photograph],
            observations=[{"label": "Elever", "own_label": WORD[:80], "kind": "seen", "text": WORD}],
            expectations=[
                {"label": "Elever", "text": WORD, "by_when": "juni 2026", "met": "partly", "met_label": "Delvist", "observed": WORD}
            ],
            measures=[snapshots.measure(name=WORD[:150], sentence=WORD[:200], source=WORD[:200], unit=WORD[:80])],
            adjustments=[{"date": "3. november 2025", "text": WORD}],
        ),
        snapshots.trial_snapshot(
            4, title=WORD[:200], focus_areas=[AREA], place=f"Egsted Kommune – {', '.join(['Den lange skole ved åen'] * 9)}"
        ),
        snapshots.trial_snapshot(5, title=TITLE),
        snapshots.trial_snapshot(6, done="", change="", future="", learned=[], observations=[], standfirst="", headline=""),
    ]
    return snapshots.edition_snapshot(
        0,
        title="Inklusionsfællesskabernes store inspirationskatalog for hele kommunen og alle os",
        subtitle=" ".join(["Underlige"] * 15),
        place=WORD[:60],
        trials=trials,
        focus_areas=[{**AREA, "description": WORD[:250]}],
        foreword={"text": f"{WORD}\n\n{SIGNS}", "name": WORD[:100], "title": WORD[:100]},
        introduction=WORD,
        thanks=WORD,
    )


def open_image(name: str) -> IO[bytes]:
    if name != "20-megapixel.jpg":
        return snapshots.open_image(name)
    stored = BytesIO()
    Image.new("RGB", (5200, 3900), "#ccaa88").save(stored, "JPEG")
    stored.seek(0)
    return stored


@pytest.fixture(scope="module")
def snapshot() -> dict[str, Any]:
    return edition()


@pytest.fixture(scope="module")
def made(snapshot) -> Typeset:
    publication = edition_publication(snapshot)
    return typeset(publication.html(), base=Base(publication.drawings, open_image))


@pytest.fixture(scope="module")
def book(made) -> Book:
    return read(made.pdf)


def texts(value: Any, key: str = "") -> Iterator[str]:
    """Everything in a snapshot that people wrote as running text."""
    written = {"title", "headline", "standfirst", "done", "change", "future", "learned", "text", "observed", "introduction", "thanks"}
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, key)
    elif key in written | {"caption", "place", "sentence", "source", "name", "own_label"}:
        yield from notation.to_plain(value).split("\n") if key in written else [value]


def test_no_word_is_lost(book, snapshot):
    said = squeezed(book.root.text)
    for text in texts(snapshot):
        for word in printable(text).split():
            assert squeezed(word) in said, f"{word[:60]!r} of {text[:60]!r} is missing"


def test_twelve_thousand_words_keep_their_order(book):
    found = re.findall(r"ord(\d+)(?=\D|$)", re.sub(r"\s+", " ", book.root.text))
    assert [int(number) for number in found] == list(range(12_000))


def test_word_s_bullets_are_items_and_its_rows_keep_their_cells(book):
    items = {squeezed(item.text) for item in book.root.all("LBody")}
    assert {"FørstepunktfraWord", "Andetpunkt", "Tredjepunkt"} <= items
    assert "Elev Før Efter" in re.sub(r"\s+", " ", book.root.text)


def test_every_picture_is_there_once_and_says_what_it_shows(book):
    told = [figure.alt for figure in book.root.all("Figure")]
    assert sorted(alt for alt in told if alt.startswith("Tegning")) == sorted(f"Tegning {number}" for number in range(40))
    assert all(told)


def test_it_is_accessible(made, book, tmp_path):
    levels = [level for level, _text in book.root.headings()]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert all("Plex" in font for font in book.fonts), "a font of the machine stands in for ours"
    file = tmp_path / "odd.pdf"
    file.write_bytes(made.pdf)
    assert_pdfua(file)


def test_a_large_photograph_is_no_burden(made):
    assert len(made.pdf) < 3_000_000


Box = tuple[float, float, float, float]


def boxes(pdf: bytes) -> Iterator[tuple[int, str, Box]]:
    """Each word as poppler finds it: page, text, and left, top, right, bottom in points."""
    found = poppler.run("pdftotext", "-bbox", "-", "-", pdf=pdf).decode()
    kept = "".join(char for char in found if char in "\n\t" or unicodedata.category(char) != "Cc")
    tree = ElementTree.fromstring(kept)
    for number, page in enumerate(tree.iter("{http://www.w3.org/1999/xhtml}page"), 1):
        for word in page.iter("{http://www.w3.org/1999/xhtml}word"):
            left, top, right, bottom = (float(word.get(name, "")) for name in ("xMin", "yMin", "xMax", "yMax"))
            yield number, word.text or "", (left, top, right, bottom)


def test_no_text_runs_off_the_page(made):
    width, height = PAGE
    outside = [
        (page, text[:40])
        for page, text, (left, top, right, bottom) in boxes(made.pdf)
        if left < 0 or top < 0 or right > width or bottom > height
    ]
    assert not outside


def test_no_text_lies_on_other_text(made):
    lying: dict[int, list[tuple[str, Box]]] = {}
    for page, text, box in boxes(made.pdf):
        lying.setdefault(page, []).append((text, box))
    overlapping = [(page, *pair) for page, found in lying.items() for pair in _overlapping(found)]
    assert not overlapping


def _overlapping(found: list[tuple[str, Box]]) -> Iterator[tuple[str, str]]:
    downwards = sorted(found, key=lambda word: word[1][1])
    for place, (one, first) in enumerate(downwards):
        near = itertools.takewhile(lambda word, foot=first[3]: word[1][1] < foot, downwards[place + 1 :])
        yield from ((one[:30], other[:30]) for other, second in near if _overlap(first, second))


def _overlap(one: Box, other: Box) -> bool:
    """Whether the middle halves of two words cross: the boxes of lines that follow each other always touch, since they hold the font's height."""

    def middle(box: Box) -> Box:
        left, top, right, bottom = box
        quarter = (bottom - top) * 0.3
        return left + 0.5, top + quarter, right - 0.5, bottom - quarter

    (left, top, right, bottom), (left2, top2, right2, bottom2) = middle(one), middle(other)
    return left < right2 and left2 < right and top < bottom2 and top2 < bottom


def test_four_hundred_trial_actions_are_all_there_and_found():
    """Short ones without pictures, each laid out once: what grows with their number is contents, register and links."""
    trials = [snapshots.empty_trial(trial=number, title=f"Nummer {number}", done="Kort.") for number in range(1, 401)]
    publication = edition_publication(snapshots.edition_snapshot(0, trials=trials, participants_shown="nobody"))
    book = read(typeset(publication.html(), base=Base(publication.drawings)).pdf)
    chapters = [text for level, text in book.root.headings() if level == 2]
    assert [text for text in chapters if text.startswith("Nummer")] == [f"Nummer{number}" for number in range(1, 401)]
    linked = [squeezed(link.text) for link in _links(book.root)]
    for number in (1, 200, 400):
        assert sum(text.startswith(f"Nummer{number}") for text in linked) >= 3, "contents, and register by area and municipality"
    titles = [title for level, title in book.bookmarks if level == 2]
    assert sum(title.startswith("Nummer") for title in titles) == 400


def _links(root: Element) -> list[Element]:
    return root.all("Link")
