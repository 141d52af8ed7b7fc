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

_IMAGE = re.compile(r'src="print://image/([^"?]+)\?[^"]*"')
_DRAWING = re.compile(r'<img src="print://drawing/([^"]+)" alt="([^"]*)">')
# Numbers are known when the book has been set.
_NUMBER = ('data-page=""', 'data-page="…"')
_signer = Signer(salt="catalogue.preview")


def page(snapshot: Mapping[str, Any], *, head: str, bar: str, picture_url: Callable[[str], str]) -> str:
    """The whole book as one page, with `head` in its head and `bar` above it. `picture_url` gives the address of a stored picture."""
    publication = edition_publication(snapshot)
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


def screen_style(css: str) -> str:
    """The book's stylesheet with addresses beside its own: print://font/X stands in ../font/X."""
    return css.replace("print://", "../")


def picture_token(edition_id: int, name: str) -> str:
    """Names a picture in an address that only this page can have written: reading the edition again for each would be slow."""
    return _signer.sign_object([edition_id, name])


def picture_name(edition_id: int, token: str) -> str | None:
    """The storage name in a token of this edition; None for any other token."""
    try:
        edition, name = _signer.unsign_object(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return name if edition == edition_id else None
