from types import SimpleNamespace

import pytest

from portal.documents.print import looks
from portal.documents.print.looks import GRAND, ROOMY, TIGHT, TIGHTEST, USUAL


@pytest.fixture(autouse=True)
def _fills(monkeypatch):
    """A page is told to be as full as a test wants."""
    monkeypatch.setattr("portal.documents.print.alignment.filled", lambda page: page)


def part(**more):
    return SimpleNamespace(**{"is_crowded": False, "is_spacious": False, "has_pictures": False, "has_lessons": False, **more})


class Laying:
    """Lays out in each look as so many pages, of which the last is so full; remembers what it was asked for."""

    def __init__(self, **found: tuple[int, float]) -> None:
        self.found, self.asked = found, []

    def __call__(self, look):
        self.asked.append(look)
        pages, fill = self.found[look.replace(" ", "_") or "usual"]
        return looks.Laid([SimpleNamespace(_page_box=fill)] * pages, look)


PICTURES, CROWDED, SPACIOUS = part(has_pictures=True), part(is_crowded=True), part(is_spacious=True)
LESSONS = part(is_spacious=True, has_lessons=True)
CHOICES = {
    "as usual": (part(), {"usual": (2, 0.75)}, [USUAL], USUAL),
    "tighter saves a page": (part(), {"usual": (2, 0.2), "tight": (1, 0.9)}, [USUAL, TIGHT], TIGHT),
    "tighter saves none": (part(), {"usual": (2, 0.2), "tight": (2, 0.1), "roomy": (2, 0.7)}, [USUAL, TIGHT, ROOMY], ROOMY),
    "smaller pictures are the last resort": (
        PICTURES,
        {"usual": (2, 0.5), "tight": (2, 0.3), "tight_small": (1, 0.9)},
        [USUAL, TIGHT, TIGHTEST],
        TIGHTEST,
    ),
    "roomier takes a page more": (part(), {"usual": (1, 0.6), "roomy": (2, 0.1)}, [USUAL, ROOMY], USUAL),
    "the likely look is the only one": (CROWDED, {"tight": (1, 0.9)}, [TIGHT], TIGHT),
    "so is the roomy one": (SPACIOUS, {"roomy": (1, 0.7)}, [ROOMY], ROOMY),
    "lessons grow": (LESSONS, {"roomy": (1, 0.5), "roomy_grand": (1, 0.8)}, [ROOMY, GRAND], GRAND),
    "but not onto another page": (LESSONS, {"roomy": (1, 0.5), "roomy_grand": (2, 0.1)}, [ROOMY, GRAND], ROOMY),
}


@pytest.mark.parametrize(("given", "found", "asked", "look"), CHOICES.values(), ids=CHOICES.keys())
def test_a_part_takes_the_best_look_and_asks_for_few(given, found, asked, look):
    laying = Laying(**found)
    assert looks.best(given, laying).look == look
    assert laying.asked == asked


@pytest.mark.parametrize(
    ("found", "look"),
    [
        ({"usual": (1, 0.1)}, USUAL),
        ({"usual": (2, 0.85)}, USUAL),
        ({"usual": (2, 0.2), "tight": (1, 0.9)}, TIGHT),
        ({"usual": (2, 0.2), "tight": (2, 0.1), "roomy_airy": (3, 0.1), "roomy_more": (2, 0.9)}, "roomy more"),
        ({"usual": (2, 0.5), "roomy_airy": (3, 0.1), "roomy_more": (3, 0.1), "roomy": (3, 0.1)}, USUAL),
    ],
)
def test_a_list_saves_a_page_or_fills_the_one_it_has(found, look):
    assert looks.best_of_list(Laying(**found)).look == look
