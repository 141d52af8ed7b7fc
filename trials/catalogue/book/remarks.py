"""What an editor should know before a book is ordered, measured on what it will say. None of it stops the order."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trials.catalogue.book.estimate import last_page, trial_pages
from trials.printing import LEAST_RESOLUTION, coarse_pictures, resolution

Trial = Mapping[str, Any]

# The share of a last page below which a page was begun for a few lines, and below which a single page looks unfinished.
_BARELY_BEGUN, _HALF_EMPTY = 0.15, 0.45
# Where the frame's pictures stand, in points. The cover's is cropped to its place, so its width counts.
_FRAME_SIZES = {"cover_image": (595.28, 10_000.0), "logo": (124.0, 63.0)}


def remarks_on(snapshot: Mapping[str, Any]) -> list[str]:
    """Pictures without a text or with too few pixels, and pages that run over or stay nearly empty."""
    trials: Sequence[Trial] = snapshot["trials"]
    return [*_frame(snapshot), *(remark for trial in trials for remark in (*_pictures(trial), *_pages(trial)))]


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
