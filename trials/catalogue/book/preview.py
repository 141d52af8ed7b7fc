"""The book as HTML for a screen: what the print template says, with its addresses turned into those of the portal.

Pages are not divided here, since only the typesetter knows where; everything else is the book's own words and look.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from django.core.signing import BadSignature, Signer
from django.utils.html import escape

from portal.documents.print.parts import divide
from trials.catalogue.book.contents import edition_publication
from trials.catalogue.book.volumes import volume_plans
from trials.catalogue.models import Edition

_IMAGE = re.compile(r'src="print://image/([^"?]+)\?[^"]*"')
_DRAWING = re.compile(r'<img src="print://drawing/([^"]+)" alt="([^"]*)">')
# Numbers are known when the book has been set.
_NUMBER = ('data-page=""', 'data-page="…"')
_signer = Signer(salt="catalogue.preview")


def page(snapshot: Mapping[str, Any], *, head: str, bar: str, picture_url: Callable[[str], str], volume: int = 1) -> str:
    """The book, or one volume of a divided one, as one page with `head` in its head and `bar` above it.

    `picture_url` gives the address of a stored picture.
    """
    plans = volume_plans(snapshot)
    publication = plans[volume - 1].publication([]) if plans else edition_publication(snapshot)
    html = publication.html().replace(*_NUMBER)
    html = _IMAGE.sub(lambda found: f'src="{escape(picture_url(unquote(found[1])))}"', html)
    html = _DRAWING.sub(lambda found: _inline(publication.drawings[found[1]], found[2]), html)
    book = divide(html)
    start = book.head.replace("</head>", f"{head}</head>").replace("<body", '<body class="screen"')
    sheets = "".join(f'<div class="sheet">{part.html}</div>' for part in book.parts)
    return f"{start}{bar}<main>{sheets}</main>{book.foot}"


def _inline(drawing: str, text: str) -> str:
    """A chart stands in the page itself: it is drawn from the snapshot, so it has no address. `text` is escaped already."""
    return drawing.replace("<svg ", f'<svg role="img" aria-label="{text}" ', 1)


def screen_style(css: str, asked: str = "") -> str:
    """The book's stylesheet with addresses beside its own: print://font/X stands in ../font/X. What was asked of it is asked of its covers too."""
    css = css.replace("print://", "../")
    return css.replace("drawing/cover.svg", f"drawing/cover.svg{asked}").replace("drawing/back.svg", f"drawing/back.svg{asked}")


def picture_token(edition: Edition, name: str) -> str:
    """Names a picture in an address that only a page for the makers can have written: reading the edition again for each would be slow."""
    return _signer.sign_object([edition.catalogue_id, edition.number, name])


def picture_name(edition: Edition, token: str) -> str | None:
    """The storage name in a token of this edition, corrected or not; None for any other token."""
    try:
        *at, name = _signer.unsign_object(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return name if at == [edition.catalogue_id, edition.number] else None
