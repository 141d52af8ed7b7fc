"""Which look a part of a document takes: as usual, tighter where that saves a page, roomier where there is room left.

Laying out is what costs, so whoever chooses is given a way to lay the part out in a look, and asks for as few as it can.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.documents.print import alignment
from portal.documents.print.parts import Part

USUAL, TIGHT, TIGHTEST, ROOMY, GRAND = "", "tight", "tight small", "roomy", "roomy grand"
# A list whose entries stand further and further apart.
APART = ("roomy airy", "roomy more", "roomy")
# How much of the last page is taken: so little that a tighter setting may do without it; so little that texts or pictures may grow;
# so little also then that the lessons become the page's main thing; so much that the usual setting would not have fitted.
SPARSE, SPARSE_WITH_PICTURES, SPACIOUS, SPACIOUS_WITH_PICTURES, AIRY, FULL = 0.3, 0.55, 0.7, 0.75, 0.66, 0.8
# A last page that the roomy look fills so much, and no more, is one that the usual setting takes too.
LIKELY_ROOMY = (0.45, 0.9)


@dataclass
class Laid:
    """A part that has just been laid out in a look."""

    pages: list[Any]
    look: str = USUAL
    taken: float = 0.0
    """How much of the last page it filled before that page was settled."""

    def __post_init__(self) -> None:
        self.taken = self.fill

    @property
    def fill(self) -> float:
        return alignment.filled(self.pages[-1]._page_box)


type LayOut = Callable[[str], Laid]


def best(part: Part, lay_out: LayOut) -> Laid:
    """As usual; tighter if that saves a page, roomier if texts and pictures may grow into the room that is left.

    The look that is likely is tried first, so that most parts are laid out once.
    """
    tight = lay_out(TIGHT) if part.is_crowded else None
    if tight and tight.fill >= FULL:
        return tight
    roomy = lay_out(ROOMY) if part.is_spacious else None
    if roomy and roomy.fill < LIKELY_ROOMY[1] and (len(roomy.pages) == 1 or roomy.fill >= LIKELY_ROOMY[0]):
        return _with_large_lessons(part, roomy, lay_out)
    usual = lay_out(USUAL)
    return _saving(part, usual, tight, lay_out) or _growing(part, usual, roomy, lay_out) or usual


def best_of_list(lay_out: LayOut) -> Laid:
    """Entries as usual; closer if that saves a page, further apart if the last page would be a remnant."""
    usual = lay_out(USUAL)
    pages = len(usual.pages)
    if pages == 1 or usual.taken >= FULL:
        return usual
    if usual.taken < SPARSE and len((tight := lay_out(TIGHT)).pages) < pages:
        return tight
    for look in APART:
        if len((roomy := lay_out(look)).pages) == pages:
            return roomy
    return usual


def _saving(part: Part, usual: Laid, tight: Laid | None, lay_out: LayOut) -> Laid | None:
    """A tighter look that takes fewer pages; smaller pictures are the last resort."""
    pages = len(usual.pages)
    if pages == 1 or (not tight and usual.fill >= (SPARSE_WITH_PICTURES if part.has_pictures else SPARSE)):
        return None
    tight = tight or lay_out(TIGHT)
    if len(tight.pages) >= pages and part.has_pictures:
        tight = lay_out(TIGHTEST)
    return tight if len(tight.pages) < pages else None


def _growing(part: Part, usual: Laid, roomy: Laid | None, lay_out: LayOut) -> Laid | None:
    """A roomier look that takes no more pages."""
    if usual.fill >= (SPACIOUS_WITH_PICTURES if part.has_pictures else SPACIOUS):
        return None
    roomy = roomy or lay_out(ROOMY)
    return _with_large_lessons(part, roomy, lay_out) if len(roomy.pages) == len(usual.pages) else None


def _with_large_lessons(part: Part, roomy: Laid, lay_out: LayOut) -> Laid:
    """Where a roomy page has little else, its lessons become the main thing."""
    if roomy.fill >= AIRY or not part.has_lessons:
        return roomy
    grand = lay_out(GRAND)
    return grand if len(grand.pages) == len(roomy.pages) else roomy
