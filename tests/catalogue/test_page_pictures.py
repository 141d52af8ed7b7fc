"""A few pages of a fixed small edition, held against pictures of how they should look (`pages/`).

When the look is changed on purpose, open the new pictures, and if they are right let them take the place of the old ones:

    RENEW_PAGES=1 .venv/bin/python -m pytest tests/catalogue/test_page_pictures.py

A page that differs is left beside the other files of the test run, under the name that the message says. The fonts are the portal's own,
and the comparison forgives what another version of poppler draws differently along the edges of letters.
"""

import os
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from portal.documents.rendering import Base, typeset
from tests.catalogue import snapshots
from tests.support import poppler
from trials.catalogue.book.contents import edition_publication

pytestmark = pytest.mark.xdist_group("pages in pictures")
FOLDER = Path(__file__).parent / "pages"
DOTS_PER_INCH = 50
# A pixel differs when it is this much lighter or darker; a page differs when more than this share of its pixels do.
TOLERANCE, SHARE = 64, 0.005
PAGES = {"cover": 1, "contents": "contents", "opening": "trial-3", "after-opening": ("trial-3", 1), "index": "index"}


@pytest.fixture(scope="module")
def made():
    snapshot = snapshots.edition_snapshot(0, trials=[snapshots.trial_snapshot(position) for position in (1, 2, 4)])
    publication = edition_publication(snapshot)
    return typeset(publication.html(), base=Base(publication.drawings, snapshots.open_image))


def drawn(pdf: bytes, page: int, into: Path) -> Image.Image:
    only = ["-f", str(page), "-l", str(page), "-singlefile"]
    poppler.run("pdftoppm", "-r", str(DOTS_PER_INCH), *only, "-png", "-", str(into), pdf=pdf)
    return Image.open(into.with_suffix(".png")).convert("RGB")


@pytest.mark.parametrize("name", PAGES)
def test_the_page_looks_as_it_should(made, name, tmp_path):
    place = PAGES[name]
    anchor, further = place if isinstance(place, tuple) else (place, 0)
    page = anchor if isinstance(anchor, int) else made.starts[anchor] + further
    now = drawn(made.pdf, page, tmp_path / name)
    kept = FOLDER / f"{name}.png"
    if os.environ.get("RENEW_PAGES") == "1":
        now.quantize(64).save(kept, optimize=True)
    with Image.open(kept) as picture:
        share = differing(now, picture.convert("RGB"))
    assert share <= SHARE, (
        f"{share:.1%} of the page ”{name}” looks different ({tmp_path / name}.png against {kept}). "
        "If it should, see the top of this file for how the picture is renewed."
    )


def differing(one: Image.Image, other: Image.Image) -> float:
    """The share of the pixels that differ by more than the tolerance."""
    if one.size != other.size:
        return 1.0
    darkest = ImageChops.difference(one, other).convert("L").point(lambda value: 255 if value > TOLERANCE else 0)
    return darkest.histogram()[255] / (one.width * one.height)


def test_a_moved_line_is_seen_and_a_soft_edge_is_not():
    page = Image.new("RGB", (400, 560), "white")
    soft, moved = page.copy(), page.copy()
    soft.paste((200, 200, 200), (40, 40, 360, 44))
    moved.paste((35, 31, 39), (40, 40, 360, 48))
    assert differing(page, soft) == 0
    assert differing(page, moved) > SHARE
