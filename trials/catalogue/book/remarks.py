"""What an editor should know before a book is ordered, measured on what it will say. None of it stops the order."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.documents.measuring import Measure
from trials.catalogue.book.estimate import last_page, trial_pages
from trials.printing import LEAST_RESOLUTION, coarse_pictures, resolution

Trial = Mapping[str, Any]

# The share of a last page below which it was begun for a few lines, is about a quarter full, and looks unfinished.
_BARELY_BEGUN, _QUARTER, _HALF_EMPTY = 0.15, 0.3, 0.45
# Where the frame's pictures stand, in points. The cover's is cropped to its place, so its width counts.
_FRAME_SIZES = {"cover_image": (595.28, 10_000.0), "logo": (124.0, 63.0)}


def remarks_on(snapshot: Mapping[str, Any], measures: Sequence[Measure | None] = ()) -> list[str]:
    """Pictures without a text or with too few pixels, and pages that run over or stay nearly empty: measured where it was set."""
    trials: Sequence[Trial] = snapshot["trials"]
    known = zip(trials, list(measures) or [None] * len(trials), strict=True)
    pages = (_measured_pages(trial, measure) if measure else _pages(trial) for trial, measure in known)
    return [*_frame(snapshot), *(remark for trial, said in zip(trials, pages, strict=True) for remark in (*_pictures(trial), *said))]


def _frame(snapshot: Mapping[str, Any]) -> Iterator[str]:
    words = {
        "cover_image": _(
            "Billedet på forsiden har for få billedpunkter: %(dots)s pr. tomme, og %(least)s er det mindste, der bliver skarpt."
        ),
        "logo": _("Logoet har for få billedpunkter: %(dots)s pr. tomme, og %(least)s er det mindste, der bliver skarpt."),
    }
    for name, size in _FRAME_SIZES.items():
        picture = snapshot.get(name)
        if picture and (dots := resolution(picture, size)) < LEAST_RESOLUTION:
            yield words[name] % {"dots": dots, "least": LEAST_RESOLUTION}


def _pictures(trial: Trial) -> Iterator[str]:
    untold = [image for image in trial["images"] if not image["alt"]]
    if untold:
        words = ngettext(
            "”%(title)s”: %(count)s billede mangler en beskrivelse til den, der ikke kan se det.",
            "”%(title)s”: %(count)s billeder mangler en beskrivelse til den, der ikke kan se dem.",
            len(untold),
        )
        yield words % {"title": trial["title"], "count": len(untold)}
    for image, dots in coarse_pictures(trial):
        words = _("”%(title)s”: billedet ”%(picture)s” har for få billedpunkter til sin plads: %(dots)s pr. tomme mod mindst %(least)s.")
        named = image["caption"] or image["alt"]
        yield words % {"title": trial["title"], "picture": named, "dots": dots, "least": LEAST_RESOLUTION}


def _pages(trial: Trial) -> Iterator[str]:
    pages, taken = trial_pages(trial), last_page(trial)
    if pages > 1 and taken < _BARELY_BEGUN:
        words = _("”%(title)s” løber ifølge vores skøn få linjer over på side %(pages)s. Lidt kortere, og den kan stå på %(fewer)s.")
        yield words % {"title": trial["title"], "pages": pages, "fewer": pages - 1}
    elif pages == 1 and taken < _HALF_EMPTY:
        yield _("”%(title)s” fylder ifølge vores skøn under en halv side.") % {"title": trial["title"]}


def _measured_pages(trial: Trial, measure: Measure) -> Iterator[str]:
    told = {"title": trial["title"], "page": measure.pages, "fewer": measure.pages - 1}
    if measure.pages > 1 and measure.taken < _BARELY_BEGUN:
        words = ngettext(
            "”%(title)s” løber over med %(lines)s linje på side %(page)s.",
            "”%(title)s” løber over med %(lines)s linjer på side %(page)s.",
            measure.lines,
        )
        yield words % {**told, "lines": measure.lines}
    elif measure.pages > 1 and measure.taken < _QUARTER:
        yield _("Sidste side af ”%(title)s” (side %(page)s) er kun omkring en fjerdedel fyldt.") % told
    elif measure.pages > 1 and measure.taken < _HALF_EMPTY:
        yield _("Sidste side af ”%(title)s” (side %(page)s) er mindre end halvt fyldt.") % told
    elif measure.pages == 1 and measure.taken < _HALF_EMPTY:
        yield _("”%(title)s” fylder under en halv side.") % told
